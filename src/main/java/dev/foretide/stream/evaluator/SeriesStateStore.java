package dev.foretide.stream.evaluator;

import dev.foretide.forecast.FirstReadings;
import dev.foretide.forecast.SeriesStateException;
import dev.foretide.forecast.SeriesStateHeader;
import dev.foretide.message.reading.RefusedReadingException;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.metrics.RateLimitedLog;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored states of one task, counted as they come and go. One of an older format, of other
 * settings, or damaged, is counted and named, and its series starts anew. One of a newer format
 * stays as it is, and the readings of its series are refused: the release that wrote it may come
 * back. Owned by one thread.
 */
final class SeriesStateStore {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesStateStore.class);

  private final KeyValueStore<String, byte[]> store;
  private final ForecastersByStep forecasters;
  private final SeriesCounts counts;
  private final ForetideMetrics metrics;
  private final RateLimitedLog log = new RateLimitedLog(LOG);

  SeriesStateStore(
      KeyValueStore<String, byte[]> store,
      ForecastersByStep forecasters,
      SeriesCounts counts,
      ForetideMetrics metrics) {
    this.store = store;
    this.forecasters = forecasters;
    this.counts = counts;
    this.metrics = metrics;
  }

  /**
   * Counts all that is stored.
   *
   * @param visitor is shown id and bytes of each series, readable or not
   */
  void restore(BiConsumer<String, byte[]> visitor) {
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        counts.restored(entry.key, entry.value);
        visitor.accept(entry.key, entry.value);
      }
    }
  }

  /**
   * Stored bytes with a readable head, or null where the series is new or starts anew.
   *
   * @param now wall clock
   * @throws RefusedReadingException if they are of a newer format
   */
  byte @Nullable [] get(String series, long now) {
    byte[] bytes = store.get(series);
    if (bytes == null) {
      return null;
    }
    try {
      SeriesStateHeader.requireReadable(bytes);
      return bytes;
    } catch (SeriesStateException e) {
      if (e.reason() == SeriesStateException.Reason.NEWER_FORMAT) {
        throw new RefusedReadingException(Reason.NEWER_STATE, series + ": " + e.getMessage());
      }
      startAnew(series, e.reason().word(), e.getMessage(), now);
      return null;
    }
  }

  /**
   * Fills the state of a forecaster; it is that of a new series where the bytes are none of it.
   *
   * @param now wall clock
   */
  void load(StepForecaster forecaster, String series, byte @Nullable [] bytes, long now) {
    if (bytes == null || FirstReadings.isPrelude(bytes)) {
      forecaster.state.clear();
      return;
    }
    try {
      if (!forecaster.read(bytes)) {
        startAnew(series, "other_settings", "written for another window, horizon or features", now);
      }
    } catch (SeriesStateException e) {
      forecaster.state.clear();
      startAnew(series, e.reason().word(), e.getMessage(), now);
    }
  }

  /** The first readings of a series; none where the bytes are none of them. */
  FirstReadings firstReadings(String series, byte @Nullable [] bytes, int features, long now) {
    if (bytes != null) {
      try {
        return FirstReadings.read(bytes, series, features);
      } catch (SeriesStateException e) {
        startAnew(series, e.reason().word(), e.getMessage(), now);
      }
    }
    return new FirstReadings(features);
  }

  /**
   * Writes the state of a forecaster as that of a series.
   *
   * @param before its stored bytes before this, or null
   * @return its stored bytes now
   */
  byte[] save(StepForecaster forecaster, String series, byte @Nullable [] before) {
    byte[] bytes = forecaster.write();
    store.put(series, bytes);
    counts.changed(
        forecasters.groupOf(series, forecaster),
        before == null ? null : SeriesStateHeader.statusOf(before),
        forecaster.state.status());
    return bytes;
  }

  /** Writes the first readings of a series whose step is not known yet. */
  void save(String series, FirstReadings first) {
    store.put(series, first.write());
  }

  /** Forgets a series. */
  void delete(String series) {
    byte[] stored = store.delete(series);
    if (stored != null) {
      counts.left(series, stored);
    }
  }

  private void startAnew(String series, String reason, @Nullable String why, long now) {
    metrics.stateReset(reason);
    log.warn(now, "Series %s starts anew, its state cannot be used: %s".formatted(series, why));
  }
}
