package dev.foretide.http;

import dev.foretide.forecast.SeriesSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The series of this instance as they were at one moment. Immutable to those who see it. */
final class SeriesSnapshot {
  private final long at;
  private final SeriesSummary[] all;
  private final Map<SeriesOrder, SeriesSummary[]> orders = new ConcurrentHashMap<>();
  private final Map<String, SeriesTotals> groups;
  private final SeriesTotals totals;

  private SeriesSnapshot(
      long at, SeriesSummary[] all, Map<String, SeriesTotals> groups, SeriesTotals totals) {
    this.at = at;
    this.all = all;
    this.groups = groups;
    this.totals = totals;
  }

  /** Looks at every series. */
  static SeriesSnapshot of(Backend.SeriesScan scan, long at) {
    List<SeriesSummary> all = new ArrayList<>();
    Map<String, SeriesTotals> groups = new ConcurrentHashMap<>();
    SeriesTotals totals = new SeriesTotals();
    scan.forEach(
        (summary, errors) -> {
          all.add(summary);
          totals.add(summary.status(), errors);
          groups
              .computeIfAbsent(summary.group(), group -> new SeriesTotals())
              .add(summary.status(), errors);
        });
    return new SeriesSnapshot(at, all.toArray(SeriesSummary[]::new), groups, totals);
  }

  /** When the series were looked at, milliseconds since the epoch. */
  long at() {
    return at;
  }

  SeriesTotals totals() {
    return totals;
  }

  Map<String, SeriesTotals> groups() {
    return groups;
  }

  /**
   * One page.
   *
   * @param series at most as many as were asked for
   * @param total how many fit the query, on all pages
   * @param more whether others follow
   */
  record Page(List<SeriesSummary> series, int total, boolean more) {}

  /**
   * The page behind {@link SeriesQuery#after}.
   *
   * @throws ApiException 400, a ranking is to go on behind a series that is not here
   */
  Page page(SeriesQuery query) {
    SeriesSummary[] ordered = ordered(query.order());
    String part = query.search().toLowerCase(Locale.ROOT);
    int begin = begin(ordered, query);
    List<SeriesSummary> page = new ArrayList<>();
    int total = 0;
    boolean more = false;
    for (int i = 0; i < ordered.length; i++) {
      if (!query.admits(ordered[i], part)) {
        continue;
      }
      total++;
      if (i >= begin) {
        if (page.size() < query.limit()) {
          page.add(ordered[i]);
        } else {
          more = true;
        }
      }
    }
    return new Page(page, total, more);
  }

  private SeriesSummary[] ordered(SeriesOrder order) {
    return orders.computeIfAbsent(
        order,
        wanted -> {
          SeriesSummary[] copy = all.clone();
          Arrays.sort(copy, wanted.comparator());
          return copy;
        });
  }

  /** Index of the first series behind the one that the page before ended with. */
  private int begin(SeriesSummary[] ordered, SeriesQuery query) {
    String after = query.after();
    if (after == null || (after.isEmpty() && query.order() == SeriesOrder.ID)) {
      return 0;
    }
    if (query.order() == SeriesOrder.ID) {
      return behind(ordered, after);
    }
    SeriesSummary last = find(after);
    if (last == null) {
      throw new ApiException(
          400,
          "after is '%s', must be a series of this instance where sort is %s"
              .formatted(after, query.order().word()));
    }
    return Arrays.binarySearch(ordered, last, query.order().comparator()) + 1;
  }

  private @Nullable SeriesSummary find(String id) {
    SeriesSummary[] byId = ordered(SeriesOrder.ID);
    int next = behind(byId, id);
    return next > 0 && byId[next - 1].id().equals(id) ? byId[next - 1] : null;
  }

  /** Number of ids up to and with this one. */
  private static int behind(SeriesSummary[] byId, String id) {
    int low = 0;
    int high = byId.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byId[middle].id().compareTo(id) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
