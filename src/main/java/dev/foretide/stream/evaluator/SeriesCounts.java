package dev.foretide.stream.evaluator;

import dev.foretide.forecast.SeriesStateHeader;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.series.Status;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the series of one task by group and status. Owned by one thread. */
final class SeriesCounts {
  private final ForecastersByStep forecasters;
  private final ForetideMetrics metrics;
  private final Map<String, Map<Status, Integer>> counts = new HashMap<>();

  SeriesCounts(ForecastersByStep forecasters, ForetideMetrics metrics) {
    this.forecasters = forecasters;
    this.metrics = metrics;
  }

  /** Counts a series that has been restored. */
  void restored(String series, byte[] stored) {
    count(series, stored, 1);
  }

  private void count(String series, byte[] stored, int change) {
    if (SeriesStateHeader.isReadable(stored) && !forecasters.lacksStep(stored)) {
      String group = forecasters.groupOf(series, forecasters.of(stored));
      add(group, SeriesStateHeader.statusOf(stored), change);
    }
  }

  void changed(String group, @Nullable Status before, Status now) {
    if (before == now) {
      return;
    }
    if (before != null) {
      add(group, before, -1);
    }
    add(group, now, 1);
  }

  /** Series of a group in this task. */
  int seriesOf(String group) {
    int series = 0;
    for (int count : counts.getOrDefault(group, Map.of()).values()) {
      series += count;
    }
    return series;
  }

  /** A series is forgotten. */
  void left(String series, byte[] stored) {
    count(series, stored, -1);
  }

  /** The task leaves this instance, and its series with it. */
  void forget() {
    counts.forEach(
        (group, byStatus) ->
            byStatus.forEach((status, count) -> metrics.series(group, status, -count)));
    counts.clear();
  }

  private void add(String group, Status status, int change) {
    counts
        .computeIfAbsent(group, name -> new EnumMap<>(Status.class))
        .merge(status, change, Integer::sum);
    metrics.series(group, status, change);
  }
}
