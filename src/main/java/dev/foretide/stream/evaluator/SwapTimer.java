package dev.foretide.stream.evaluator;

import dev.foretide.forecast.SeriesState;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Model;
import dev.foretide.stream.models.ServingModels;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures what a swap of the model costs a task: the time from the promotion to the first reading
 * that the new version is used for, and the time of the readings for which the network replays its
 * window. Owned by one stream thread.
 */
final class SwapTimer {
  private final ServingModels models;
  private final ForetideMetrics metrics;
  private final Map<String, Integer> used = new HashMap<>();
  private final long startedAt;
  private int networkBefore;
  private long began;

  /**
   * @param startedAt when the task started, milliseconds since the epoch
   */
  SwapTimer(ServingModels models, ForetideMetrics metrics, long startedAt) {
    this.startedAt = startedAt;
    this.models = models;
    this.metrics = metrics;
  }

  /** A reading is about to be processed. */
  void before(SeriesState state) {
    networkBefore = state.networkVersion();
    began = System.nanoTime();
  }

  /**
   * It was processed.
   *
   * @param now wall clock, milliseconds since the epoch
   */
  void after(SeriesState state, String group, @Nullable Model model, long now) {
    if (model == null) {
      return;
    }
    if (state.networkVersion() != networkBefore
        && state.networkVersion() == model.networkVersion()) {
      metrics.replayed(group, System.nanoTime() - began);
    }
    Integer before = used.get(group);
    if (before == null || before != model.version()) {
      used.put(group, model.version());
      long promotedAt = models.promotedAt(group);
      if (promotedAt >= startedAt) { // what was promoted before was late for other reasons
        metrics.swapped(group, Math.max(0, now - promotedAt));
      }
    }
  }
}
