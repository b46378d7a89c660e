package dev.foretide.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ForetideMetricsTest {
  private static final String SERIES = "hall-1/pump-7";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ForetideMetrics metrics = new ForetideMetrics(registry, List.of(1, 12, 24));

  @Test
  void shouldScrapeUnderNamesOfDesign() {
    everything();

    Set<String> names =
        registry
            .scrape()
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ", -1)[2])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(names)
        .containsExactlyInAnyOrder(
            "foretide_readings_total",
            "foretide_forecasts_total",
            "foretide_forecast_absolute_error",
            "foretide_forecast_absolute_error_max",
            "foretide_naive_absolute_error",
            "foretide_naive_absolute_error_max",
            "foretide_forecast_squared_error",
            "foretide_forecast_squared_error_max",
            "foretide_interval_covered_total",
            "foretide_interval_total",
            "foretide_evaluate_seconds",
            "foretide_evaluate_seconds_max",
            "foretide_latency_seconds",
            "foretide_latency_seconds_max",
            "foretide_model_version",
            "foretide_model_trained_timestamp_seconds",
            "foretide_training_seconds",
            "foretide_training_seconds_max",
            "foretide_trainings_total",
            "foretide_series",
            "foretide_drift_total",
            "foretide_anomalies_total",
            "foretide_dead_letters_total", // these besides
            "foretide_models_refused_total",
            "foretide_model_skill",
            "foretide_model_loss",
            "foretide_training_last_timestamp_seconds",
            "foretide_swap_seconds",
            "foretide_swap_seconds_max",
            "foretide_replay_seconds",
            "foretide_replay_seconds_max",
            "foretide_history_steps_total",
            "foretide_rollbacks_total",
            "foretide_states_reset_total",
            "foretide_series_forgotten_total");
  }

  @Test
  void shouldHaveLabelsOfDesignAndNoneOfSeries() {
    everything();

    String scraped = registry.scrape();

    assertThat(scraped).doesNotContain(SERIES).doesNotContain("series=\"");
    assertThat(labels(scraped))
        .containsExactlyInAnyOrder(
            "outcome", "group", "source", "lead", "level", "status", "reason", "le");
    assertThat(scraped.lines())
        .contains(
            "foretide_readings_total{outcome=\"accepted\"} 1.0",
            "foretide_forecasts_total{group=\"plant\",source=\"lstm\"} 1.0",
            "foretide_forecasts_total{group=\"plant\",source=\"naive\"} 0.0",
            "foretide_model_version{group=\"plant\"} 7.0",
            "foretide_model_skill{group=\"plant\"} 0.75",
            "foretide_model_loss{group=\"plant\"} 0.012",
            "foretide_model_trained_timestamp_seconds{group=\"plant\"} 1.7E9",
            "foretide_trainings_total{group=\"plant\",outcome=\"promoted\"} 1.0",
            "foretide_trainings_total{group=\"plant\",outcome=\"failed\"} 0.0",
            "foretide_series{group=\"plant\",status=\"ready\"} 2.0",
            "foretide_drift_total{group=\"plant\"} 1.0",
            "foretide_dead_letters_total{reason=\"not_json\"} 1.0");
  }

  /** Actual 10, forecast 13, naive 6, scale 2: errors of 1.5 and 2 of the scale. */
  @Test
  void shouldMeasureErrorsInUnitsOfScale() {
    everything();

    assertThat(registry.scrape().lines())
        .contains(
            "foretide_forecast_absolute_error_sum{group=\"plant\",lead=\"12\"} 1.5",
            "foretide_forecast_absolute_error_count{group=\"plant\",lead=\"12\"} 1",
            "foretide_naive_absolute_error_sum{group=\"plant\",lead=\"12\"} 2.0",
            "foretide_forecast_squared_error_sum{group=\"plant\",lead=\"12\"} 2.25",
            "foretide_interval_total{group=\"plant\",lead=\"12\",level=\"80\"} 1.0",
            "foretide_interval_covered_total{group=\"plant\",lead=\"12\",level=\"80\"} 0.0",
            "foretide_interval_covered_total{group=\"plant\",lead=\"12\",level=\"97.5\"} 1.0",
            "foretide_forecast_absolute_error_count{group=\"plant\",lead=\"1\"} 0");
  }

  @Test
  void shouldCountScoresWithAnomalyFlag() {
    metrics.score(score(12));
    metrics.score(score(12).withAnomaly(true));

    assertThat(registry.scrape().lines()).contains("foretide_anomalies_total{group=\"plant\"} 1.0");
  }

  @Test
  void shouldIgnoreLeadsThatAreNotMeasured() {
    metrics.score(score(5));

    assertThat(registry.scrape()).doesNotContain("lead=\"5\"");
  }

  private void everything() {
    metrics.reading("accepted");
    metrics.deadLetter("not_json");
    metrics.modelRefused("checksum");
    metrics.stateReset("damaged");
    metrics.forecast(
        new Forecast(
            SERIES,
            "heat",
            0,
            60_000,
            "plant",
            7,
            Source.LSTM,
            Status.READY,
            new float[] {1},
            new double[0],
            new float[0][],
            new float[0][]));
    metrics.evaluated(30_000);
    metrics.latency(12);
    metrics.score(score(12));
    metrics.series("plant", Status.READY, 3);
    metrics.series("plant", Status.READY, -1);
    metrics.model("plant", 7, Instant.ofEpochSecond(1_700_000_000), 0.75, 0.012);
    metrics.training("plant", "promoted", 1.5);
    metrics.drift("plant");
  }

  private static Score score(int lead) {
    Score.Lead scored = new Score.Lead(lead, 13, 6, new boolean[] {false, true}, 7);
    double[] levels = {0.8, 0.975};
    return new Score(SERIES, "plant", "heat", 0, 10, 8, 2, levels, List.of(scored), false);
  }

  private static Set<String> labels(String scraped) {
    return Pattern.compile("[{,]([a-z_]+)=\"")
        .matcher(scraped)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
