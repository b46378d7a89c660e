package dev.foretide.metrics;

import static dev.foretide.metrics.MetricsReference.everything;
import static dev.foretide.metrics.MetricsReference.score;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ForetideMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ForetideMetrics metrics = new ForetideMetrics(registry, List.of(1, 12, 24));

  @Test
  void shouldDescribeEveryMetric() {
    assertThat(MetricsReference.metrics())
        .isNotEmpty()
        .allSatisfy(metric -> assertThat(metric.description()).as(metric.name()).isNotBlank());
  }

  @Test
  void shouldHaveLabelsOfDesignAndNoneOfSeries() {
    everything(metrics);
    metrics.drift("idle");

    String scraped = registry.scrape();

    assertThat(scraped).doesNotContain(MetricsReference.SERIES).doesNotContain("series=\"");
    assertThat(labels(scraped))
        .containsExactlyInAnyOrder(
            "outcome", "group", "source", "lead", "level", "status", "reason", "le");
    assertThat(scraped.lines())
        .contains(
            "foretide_readings_total{outcome=\"accepted\"} 1.0",
            "foretide_forecasts_total{group=\"plant\",source=\"lstm\"} 1.0",
            "foretide_forecasts_total{group=\"plant\",source=\"naive\"} 0.0",
            "foretide_step_seconds{group=\"plant\"} 60.0",
            "foretide_training_last_timestamp_seconds{group=\"idle\"} NaN",
            "foretide_interval_nominal{group=\"plant\",lead=\"12\",level=\"97.5\"} 0.975",
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
    everything(metrics);

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

  private static Set<String> labels(String scraped) {
    return Pattern.compile("[{,]([a-z_]+)=\"")
        .matcher(scraped)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
