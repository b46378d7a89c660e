package dev.foretide.stream;

import dev.foretide.forecast.SeriesStateHead;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.series.Status;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Counts the series of one task by group and status. Owned by one thread. */
final class SeriesCensus {
  private final Lanes lanes;
  private final ForetideMetrics metrics;
  private final Map<String, Map<Status, Integer>> counts = new HashMap<>();

  SeriesCensus(Lanes lanes, ForetideMetrics metrics) {
    this.lanes = lanes;
    this.metrics = metrics;
  }

  /** Counts what a restored store holds. */
  void count(KeyValueStore<String, byte[]> series) {
    try (KeyValueIterator<String, byte[]> all = series.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        if (SeriesStateHead.isReadable(entry.value) && !lanes.lacksStep(entry.value)) {
          String group = lanes.groupOf(entry.key, lanes.of(entry.value));
          changed(group, null, SeriesStateHead.statusOf(entry.value));
        }
      }
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
    if (SeriesStateHead.isReadable(stored) && !lanes.lacksStep(stored)) {
      add(lanes.groupOf(series, lanes.of(stored)), SeriesStateHead.statusOf(stored), -1);
    }
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
