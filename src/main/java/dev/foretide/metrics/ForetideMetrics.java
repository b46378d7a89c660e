package dev.foretide.metrics;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The meters. Thread-safe; the calls of the hot path look nothing up but their group. */
public final class ForetideMetrics {
  private static final Duration[] EVALUATE_BUCKETS =
      micros(5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 20_000, 100_000);
  private static final Duration[] LATENCY_BUCKETS =
      micros(
          1_000,
          2_000,
          5_000,
          10_000,
          20_000,
          50_000,
          100_000,
          200_000,
          500_000,
          1_000_000,
          2_000_000,
          5_000_000,
          30_000_000);

  private final MeterRegistry registry;
  private final List<Integer> leads;
  private final Timer evaluate;
  private final Timer latency;
  private final Counter seriesForgotten;
  private final LongAdder totalReadings = new LongAdder();
  private final LongAdder totalForecasts = new LongAdder();
  private final Map<String, Counter> readings = new ConcurrentHashMap<>();
  private final Map<String, Group> groups = new ConcurrentHashMap<>();

  /**
   * @param leads the scored leads
   */
  public ForetideMetrics(MeterRegistry registry, List<Integer> leads) {
    this.registry = registry;
    this.leads = List.copyOf(leads);
    this.evaluate =
        Timer.builder("foretide.evaluate")
            .description("Time to answer one reading, from its bytes to its forecast")
            .serviceLevelObjectives(EVALUATE_BUCKETS)
            .register(registry);
    this.seriesForgotten =
        Counter.builder("foretide.series.forgotten")
            .description("Series forgotten because of series.max, least recently read first")
            .register(registry);
    this.latency =
        Timer.builder("foretide.latency")
            .description("Time from a reading's record timestamp to its forecast")
            .serviceLevelObjectives(LATENCY_BUCKETS)
            .register(registry);
  }

  private static Duration[] micros(long... micros) {
    Duration[] durations = new Duration[micros.length];
    for (int i = 0; i < micros.length; i++) {
      durations[i] = Duration.ofNanos(1_000 * micros[i]);
    }
    return durations;
  }

  /** Readings taken in, whatever became of them. */
  public long totalReadings() {
    return totalReadings.sum();
  }

  /** Forecasts issued. */
  public long totalForecasts() {
    return totalForecasts.sum();
  }

  /** What became of a reading. */
  public void reading(String outcome) {
    totalReadings.increment();
    readings
        .computeIfAbsent(
            outcome,
            word ->
                Counter.builder("foretide.readings")
                    .description("Readings by what became of them")
                    .tag("outcome", word)
                    .register(registry))
        .increment();
  }

  /** A reading was refused and dead-lettered. */
  public void deadLetter(String reason) {
    Counter.builder("foretide.dead.letters")
        .description("Readings refused and dead-lettered, by reason")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /** A series starts anew because its stored state cannot be used. */
  public void stateReset(String reason) {
    Counter.builder("foretide.states.reset")
        .description("Series that started anew because their stored state could not be used")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /** A series was forgotten because the instance has as many as it may. */
  public void seriesForgotten() {
    seriesForgotten.increment();
  }

  /** A model message was refused. */
  public void modelRefused(String reason) {
    Counter.builder("foretide.models.refused")
        .description("Messages of the models topic refused, by reason")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  public void forecast(Forecast forecast) {
    totalForecasts.increment();
    Group group = group(forecast.group());
    Objects.requireNonNull(group.forecasts.get(forecast.source())).increment();
    group.stepMillis.set(forecast.stepMillis());
    group.forecastAt.set(System.currentTimeMillis());
  }

  public void evaluated(long nanos) {
    evaluate.record(Duration.ofNanos(nanos));
  }

  public void latency(long millis) {
    latency.record(Duration.ofMillis(millis));
  }

  public void score(Score score) {
    Group group = group(score.group());
    if (score.anomaly()) {
      group.anomalies.increment();
    }
    for (Score.Lead lead : score.leads()) {
      LeadMeters meters = group.leads.get(lead.lead());
      if (meters != null) {
        meters.record(score, lead);
      }
    }
  }

  /** The number of series of a group with a status changed. */
  public void series(String group, Status status, int change) {
    Objects.requireNonNull(group(group).series.get(status)).addAndGet(change);
  }

  /**
   * A version serves.
   *
   * @param skill share of naive's squared error on the holdout that it does without; NaN if unknown
   * @param loss of its training's last epoch; NaN without one
   */
  public void model(String group, int version, Instant trainedAt, double skill, double loss) {
    Group meters = group(group);
    meters.version.set(version);
    meters.trainedAt.set(trainedAt.toEpochMilli());
    meters.skill = skill;
    meters.loss = loss;
  }

  /** A version has answered its first reading in a task, so long after it was promoted. */
  public void swapped(String group, long millis) {
    group(group).swap.record(Duration.ofMillis(millis));
  }

  /** A reading for which the network replayed its window was answered. */
  public void replayed(String group, long nanos) {
    group(group).replay.record(Duration.ofNanos(nanos));
  }

  /** Steps went to the history, or did not because their series is not in the sample. */
  public void history(String group, boolean sampled, int steps) {
    Group meters = group(group);
    (sampled ? meters.sampled : meters.unsampled).increment(steps);
  }

  public void training(String group, String outcome, double seconds) {
    Group meters = group(group);
    meters.training.record(Duration.ofNanos((long) (seconds * 1e9)));
    meters.trainingAt.set(System.currentTimeMillis());
    meters.trainings(outcome).increment();
  }

  /** A promoted model was rolled back. */
  public void rollback(String group) {
    group(group).rollbacks.increment();
  }

  public void drift(String group) {
    group(group).drift.increment();
  }

  private Group group(String name) {
    Group group = groups.get(name);
    return group != null ? group : groups.computeIfAbsent(name, Group::new);
  }

  /**
   * Meters of one model group, registered together so that a dashboard finds zeros, not nothing.
   */
  private final class Group {
    private final Map<Source, Counter> forecasts = new EnumMap<>(Source.class);
    private final Map<Status, AtomicLong> series = new EnumMap<>(Status.class);
    private final Map<Integer, LeadMeters> leads = new ConcurrentHashMap<>();
    private final String name;
    private final AtomicLong stepMillis = new AtomicLong();
    private final AtomicLong forecastAt = new AtomicLong();
    private final AtomicLong version = new AtomicLong();
    private final AtomicLong trainedAt = new AtomicLong();
    private final AtomicLong trainingAt = new AtomicLong();
    private volatile double skill = Double.NaN;
    private volatile double loss = Double.NaN;
    private final Timer swap;
    private final Timer replay;
    private final Counter sampled;
    private final Counter unsampled;
    private final Timer training;
    private final Counter drift;
    private final Counter rollbacks;
    private final Counter anomalies;

    Group(String name) {
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
      for (int lead : ForetideMetrics.this.leads) {
        leads.put(lead, new LeadMeters(name, lead));
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

    private Counter trainings(String outcome) {
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

  /** Meters of one lead of one group. */
  private final class LeadMeters {
    private final String group;
    private final String lead;
    private final DistributionSummary absolute;
    private final DistributionSummary naive;
    private final DistributionSummary squared;
    private final Map<Double, Coverage> coverages = new ConcurrentHashMap<>();

    private record Coverage(Counter all, Counter covered) {}

    LeadMeters(String group, int lead) {
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
}
