package dev.foretide.csv;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Instants of local times over a change of clocks.
 *
 * <p>A local time that comes twice is the first of the two that is later than the reading of the
 * same series before it, so that the order of the rows decides; in a file with the newest row
 * first, the last that is earlier. A time that the clocks skip is an error: whoever writes one does
 * not change the clock, and would be an hour off for half a year.
 *
 * <p>Owned by one thread.
 */
final class ClockChanges {
  private final boolean newestFirst;
  private final Map<String, Instant> before = new HashMap<>();

  ClockChanges(boolean newestFirst) {
    this.newestFirst = newestFirst;
  }

  /**
   * The instant of the next time of a series.
   *
   * @throws DateTimeException if its zone does not have the time
   */
  Instant resolve(String series, TimeParser.Local local) {
    ZoneId zone = local.zone();
    if (zone instanceof ZoneOffset offset) {
      return local.time().toInstant(offset);
    }
    LocalDateTime time = local.time();
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
    if (local.day()) {
      return time.toLocalDate().atStartOfDay(zone).toInstant();
    }
    if (offsets.isEmpty()) {
      throw skipped(zone, zone.getRules().getTransition(time));
    }
    if (offsets.size() == 1) {
      Instant at = time.toInstant(offsets.get(0));
      if (!zone.getRules().isFixedOffset()) {
        before.put(series, at);
      }
      return at;
    }
    Instant at = chosen(offsets, time, before.get(series));
    before.put(series, at);
    return at;
  }

  /** Whether a time comes twice, so that it tells nothing of the order of the rows. */
  static boolean comesTwice(TimeParser.Local local) {
    return local.zone().getRules().getValidOffsets(local.time()).size() > 1;
  }

  private Instant chosen(List<ZoneOffset> offsets, LocalDateTime time, @Nullable Instant last) {
    Instant first = time.toInstant(offsets.get(0));
    Instant second = time.toInstant(offsets.get(1));
    if (newestFirst) {
      return last == null || second.isBefore(last) || !first.isBefore(last) ? second : first;
    }
    return last == null || first.isAfter(last) || !second.isAfter(last) ? first : second;
  }

  private static DateTimeException skipped(ZoneId zone, ZoneOffsetTransition change) {
    return new DateTimeException(
        "not a time of %s: its clocks go from %s to %s that day; a logger that never changes its clock needs --zone %s"
            .formatted(
                zone,
                change.getDateTimeBefore().toLocalTime(),
                change.getDateTimeAfter().toLocalTime(),
                change.getOffsetBefore()));
  }
}
