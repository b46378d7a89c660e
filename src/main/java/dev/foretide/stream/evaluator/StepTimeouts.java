package dev.foretide.stream.evaluator;

import dev.foretide.forecast.SeriesStateHeader;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The series of one task whose newest step is open, by the time at which it is closed although no
 * later reading has come: the end of the step and the grace lie behind the wall clock, and the
 * series has been quiet for a while. The latter holds a backlog together, in which every step ended
 * long ago. Owned by one thread.
 */
public final class StepTimeouts {
  /** Wall clock without a reading, in milliseconds, after which a series counts as quiet. */
  public static final long QUIET = 5_000;

  private static final class Entry {
    final String series;
    long openUntil;
    long due;
    long touched;

    Entry(String series) {
      this.series = series;
    }
  }

  private final long graceMillis;
  private final Map<String, Entry> entries = new HashMap<>();
  private final TreeSet<Entry> byTime =
      new TreeSet<>(
          Comparator.<Entry>comparingLong(entry -> entry.due).thenComparing(entry -> entry.series));

  StepTimeouts(long graceMillis) {
    this.graceMillis = graceMillis;
  }

  /**
   * Notes how a series stands after a reading.
   *
   * @param openUntil end of its open step, or {@link SeriesStateHeader#NEVER}
   * @param now wall clock
   */
  void note(String series, long openUntil, long now) {
    Entry entry = entries.get(series);
    if (openUntil == SeriesStateHeader.NEVER) {
      if (entry != null) {
        byTime.remove(entry);
        entries.remove(series);
      }
      return;
    }
    if (entry == null) {
      entry = new Entry(series);
      entries.put(series, entry);
      entry.openUntil = openUntil;
      schedule(entry, openUntil + graceMillis);
    } else if (entry.openUntil != openUntil) {
      entry.openUntil = openUntil;
      byTime.remove(entry);
      schedule(entry, openUntil + graceMillis);
    }
    entry.touched = now;
  }

  private void schedule(Entry entry, long due) {
    entry.due = due;
    byTime.add(entry);
  }

  /** Takes out one series whose step is to be closed now; null when there is none. */
  @Nullable String poll(long now) {
    while (!byTime.isEmpty() && byTime.first().due <= now) {
      Entry entry = byTime.first();
      byTime.remove(entry);
      long quietAt = entry.touched + QUIET;
      if (quietAt <= now) {
        entries.remove(entry.series);
        return entry.series;
      }
      schedule(entry, quietAt);
    }
    return null;
  }
}
