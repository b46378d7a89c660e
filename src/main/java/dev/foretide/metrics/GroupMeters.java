package dev.foretide.metrics;

import dev.foretide.series.Source;
import dev.foretide.series.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of one model group, registered together so that a dashboard finds zeros, not nothing. */
final class GroupMeters {
  final Map<Source, Counter> forecasts = new EnumMap<>(Source.class);
  final Map<Status, AtomicLong> series = new EnumMap<>(Status.class);
  final Map<Integer, LeadMeters> byLead = new ConcurrentHashMap<>();
  private final MeterRegistry registry;
  private final String name;
  final AtomicLong stepMillis = new AtomicLong();
  final AtomicLong forecastAt = new AtomicLong();
  final AtomicLong version = new AtomicLong();
  final AtomicLong trainedAt = new AtomicLong();
  final AtomicLong trainingAt = new AtomicLong();
  volatile double skill = Double.NaN;
  volatile double loss = Double.NaN;
  final Timer swap;
  final Timer replay;
  final Counter sampled;
  final Counter unsampled;
  final Timer training;
  final Counter drift;
  final Counter rollbacks;
  final Counter anomalies;

  /**
   * @param leads the scored leads
   */
  GroupMeters(MeterRegistry registry, String name, List<Integer> leads) {
    this.registry = registry;
    this.name = name;
    for (Source source : Source.values()) {
      forecasts.put(
          source,
          Counter.builder("foretide.forecasts")
              .description("Forecasts by their source, the highest rung that took part")
              .tags("group", name, "source", source.word())
              .register(registry));
    }
    for (Status status : Status.values()) {
      AtomicLong count = new AtomicLong();
      series.put(status, count);
      Gauge.builder("foretide.series", count, AtomicLong::get)
          .description("Series: cold, warming, ready")
          .tags("group", name, "status", status.word())
          .register(registry);
    }
    for (int lead : leads) {
      byLead.put(lead, new LeadMeters(registry, name, lead));
    }
    for (String outcome : List.of("promoted", "rejected", "failed")) {
      trainings(outcome);
    }
    seconds("foretide.step", stepMillis, "Length of a step of the grid, as forecast last");
    seconds(
        "foretide.forecast.last.timestamp",
        forecastAt,
        "When the last forecast was made, since the epoch; NaN for none");
    seconds(
        "foretide.training.last.timestamp",
        trainingAt,
        "When the last training ended, since the epoch; NaN for none");
    seconds(
        "foretide.model.trained.timestamp",
        trainedAt,
        "When the serving version was trained, since the epoch; NaN for none");
    Gauge.builder("foretide.model.version", version, AtomicLong::get)
        .description("Serving version of the model, 0 for none")
        .tag("group", name)
        .register(registry);
    Gauge.builder("foretide.model.skill", this, group -> group.skill)
        .description("1 - error of the serving version relative to naive on its holdout")
        .tag("group", name)
        .register(registry);
    Gauge.builder("foretide.model.loss", this, group -> group.loss)
        .description("Loss of the last epoch in which the serving network was trained")
        .tag("group", name)
        .register(registry);
    this.swap =
        Timer.builder("foretide.swap")
            .description("Time from a promotion to the first reading that it answers in a task")
            .tag("group", name)
            .register(registry);
    this.replay =
        Timer.builder("foretide.replay")
            .description("Time to answer a reading whose window the network replayed")
            .tag("group", name)
            .register(registry);
    this.sampled = history("sampled");
    this.unsampled = history("left-out");
    this.training =
        Timer.builder("foretide.training")
            .description("Wall clock of trainings")
            .tag("group", name)
            .register(registry);
    this.drift =
        Counter.builder("foretide.drift")
            .description("Lasting rises of the error; each asks for an early training")
            .tag("group", name)
            .register(registry);
    this.rollbacks =
        Counter.builder("foretide.rollbacks")
            .description("Promoted versions rolled back: worse than those before them")
            .tag("group", name)
            .register(registry);
    this.anomalies =
        Counter.builder("foretide.anomalies")
            .description("Scores with the anomaly flag")
            .tag("group", name)
            .register(registry);
  }

  Counter trainings(String outcome) {
    return Counter.builder("foretide.trainings")
        .description("Trainings: promoted, rejected by the gate, failed")
        .tags("group", name, "outcome", outcome)
        .register(registry);
  }

  /** A gauge in seconds of milliseconds, of which 0 says that they are not known. */
  private void seconds(String meter, AtomicLong millis, String description) {
    Gauge.builder(meter, millis, m -> m.get() == 0 ? Double.NaN : m.get() / 1e3)
        .description(description)
        .baseUnit("seconds")
        .tag("group", name)
        .register(registry);
  }

  private Counter history(String outcome) {
    return Counter.builder("foretide.history.steps")
        .description(
            "Steps that went to the history (sampled), or were left out because the group has many")
        .tags("group", name, "outcome", outcome)
        .register(registry);
  }
}
