package dev.foretide.metrics;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Meters of one lead of one group. */
final class LeadMeters {
  private final MeterRegistry registry;
  private final String group;
  private final String lead;
  private final DistributionSummary absolute;
  private final DistributionSummary naive;
  private final DistributionSummary squared;
  private final Map<Double, Coverage> coverages = new ConcurrentHashMap<>();

  private record Coverage(Counter all, Counter covered) {}

  LeadMeters(MeterRegistry registry, String group, int lead) {
    this.registry = registry;
    this.group = group;
    this.lead = Integer.toString(lead);
    this.absolute = summary("foretide.forecast.absolute.error", "Absolute error of the forecast");
    this.naive = summary("foretide.naive.absolute.error", "Absolute error of the naive forecast");
    this.squared = summary("foretide.forecast.squared.error", "Squared error of the forecast");
  }

  private DistributionSummary summary(String name, String description) {
    return DistributionSummary.builder(name)
        .description(description + ", in units of the series' scale")
        .tags("group", group, "lead", lead)
        .register(registry);
  }

  void record(Score score, Score.Lead scored) {
    double error = (score.actual() - scored.forecast()) / score.scale();
    absolute.record(Math.abs(error));
    squared.record(error * error);
    naive.record(Math.abs(score.actual() - scored.naive()) / score.scale());
    for (int l = 0; l < scored.covered().length; l++) {
      Coverage coverage = coverages.computeIfAbsent(score.levels()[l], this::coverage);
      coverage.all().increment();
      if (scored.covered()[l]) {
        coverage.covered().increment();
      }
    }
  }

  private Coverage coverage(double level) {
    String[] tags = {"group", group, "lead", lead, "level", Forecast.levelName(level)};
    Gauge.builder("foretide.interval.nominal", () -> level)
        .description("Share of the true values that the interval should cover")
        .tags(tags)
        .register(registry);
    return new Coverage(
        Counter.builder("foretide.interval")
            .description("Intervals whose true value has arrived")
            .tags(tags)
            .register(registry),
        Counter.builder("foretide.interval.covered")
            .description("Intervals that cover their true value")
            .tags(tags)
            .register(registry));
  }
}
