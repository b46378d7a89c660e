package dev.foretide.stream.evaluator;

import dev.foretide.forecast.FirstReadings;
import dev.foretide.forecast.SeriesStateException;
import dev.foretide.forecast.SeriesStateHeader;
import dev.foretide.message.RefusedReadingException;
import dev.foretide.message.RefusedReadingException.Reason;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.metrics.RateLimitedLog;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored states of one task, as far as they can be read. One of an older format, of other
 * settings, or damaged, is counted and named, and its series starts anew. One of a newer format
 * stays as it is, and the readings of its series are refused: the release that wrote it may come
 * back. Owned by one thread.
 */
final class SeriesStateStore {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesStateStore.class);

  private final ReadOnlyKeyValueStore<String, byte[]> store;
  private final ForetideMetrics metrics;
  private final RateLimitedLog log = new RateLimitedLog(LOG);

  SeriesStateStore(ReadOnlyKeyValueStore<String, byte[]> store, ForetideMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
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
   * Fills the state of a lane; it is that of a new series where the bytes are none of it.
   *
   * @param now wall clock
   */
  void load(StepForecaster lane, String series, byte @Nullable [] bytes, long now) {
    if (bytes == null || FirstReadings.isPrelude(bytes)) {
      lane.state.clear();
      return;
    }
    try {
      if (!lane.codec.read(bytes, lane.state)) {
        startAnew(series, "other_settings", "written for another window, horizon or features", now);
      }
    } catch (SeriesStateException e) {
      lane.state.clear();
      startAnew(series, e.reason().word(), e.getMessage(), now);
    }
  }

  /** The first readings of a series; none where the bytes are none of them. */
  FirstReadings prelude(String series, byte @Nullable [] bytes, int features, long now) {
    if (bytes != null) {
      try {
        return FirstReadings.read(bytes, series, features);
      } catch (SeriesStateException e) {
        startAnew(series, e.reason().word(), e.getMessage(), now);
      }
    }
    return new FirstReadings(features);
  }

  private void startAnew(String series, String reason, @Nullable String why, long now) {
    metrics.stateReset(reason);
    log.warn(now, "Series %s starts anew, its state cannot be used: %s".formatted(series, why));
  }
}
