package dev.foretide.stream.evaluator;

import dev.foretide.forecast.FirstReadings;
import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesStateHeader;
import dev.foretide.model.GroupRule;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The forecasters by step length: one of the configured step, or under {@code step=auto} one for
 * each step that was inferred. Owned by one thread.
 */
final class ForecastersByStep {
  private final ForecastSettings settings;
  private final GroupRule groups;
  private final boolean infers;
  private final Map<Long, StepForecaster> byStep = new HashMap<>();
  private final StepForecaster configured;

  /**
   * @param settings of the configured step; under {@code step=auto} its step is not used
   * @param infers whether the step of each series is inferred
   */
  ForecastersByStep(ForecastSettings settings, GroupRule groups, boolean infers) {
    this.settings = settings;
    this.groups = groups;
    this.infers = infers;
    this.configured = new StepForecaster(settings);
  }

  /** Whether the step of a series has still to be inferred. */
  boolean lacksStep(byte @Nullable [] stored) {
    return infers && (stored == null || FirstReadings.isPrelude(stored));
  }

  /** The forecaster of a series that has a step, by its stored bytes. */
  StepForecaster of(byte @Nullable [] stored) {
    return infers && stored != null ? of(SeriesStateHeader.stepMillisOf(stored)) : configured;
  }

  /** The forecaster of a step in milliseconds. */
  StepForecaster of(long stepMillis) {
    StepForecaster known = byStep.get(stepMillis);
    if (known == null) {
      known = new StepForecaster(settings.withStep(stepMillis));
      byStep.put(stepMillis, known);
    }
    return known;
  }

  /** The model group of a series of a forecaster. */
  String groupOf(String series, StepForecaster forecaster) {
    String group = groups.groupOf(series);
    return infers ? withStep(group, forecaster.settings.grid().stepMillis()) : group;
  }

  /** The group of the series with one step: models of different steps do not mix. */
  static String withStep(String group, long stepMillis) {
    return group + "-" + Duration.ofMillis(stepMillis);
  }
}
