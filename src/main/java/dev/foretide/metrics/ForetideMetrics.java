package dev.foretide.metrics;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import dev.foretide.series.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
  private final Map<String, GroupMeters> groups = new ConcurrentHashMap<>();

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
    reading(outcome, 1);
  }

  private void reading(String outcome, int count) {
    totalReadings.add(count);
    readings
        .computeIfAbsent(
            outcome,
            word ->
                Counter.builder("foretide.readings")
                    .description("Readings by what became of them")
                    .tag("outcome", word)
                    .register(registry))
        .increment(count);
  }

  /** A reading was refused and dead-lettered. */
  public void deadLetter(String reason) {
    Counter.builder("foretide.dead.letters")
        .description("Readings refused and dead-lettered, by reason")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /**
   * Records, or items of one, were skipped: nothing is wrong with them, and they are no readings.
   */
  public void skipped(String reason, int count) {
    reading("skipped", count);
    Counter.builder("foretide.readings.skipped")
        .description("Records and items skipped because they are not asked for, by reason")
        .tag("reason", reason)
        .register(registry)
        .increment(count);
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
    GroupMeters group = group(forecast.group());
    Objects.requireNonNull(group.forecasts.get(forecast.source())).increment();
    group.stepMillis.set(forecast.stepMillis());
    group.forecastAt.set(System.currentTimeMillis());
  }

  public void evaluated(long nanos) {
    evaluate.record(nanos, TimeUnit.NANOSECONDS);
  }

  public void latency(long millis) {
    latency.record(millis, TimeUnit.MILLISECONDS);
  }

  public void score(Score score) {
    GroupMeters group = group(score.group());
    if (score.anomaly()) {
      group.anomalies.increment();
    }
    for (Score.Lead lead : score.leads()) {
      LeadMeters meters = group.byLead.get(lead.lead());
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
    GroupMeters meters = group(group);
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
    GroupMeters meters = group(group);
    (sampled ? meters.sampled : meters.unsampled).increment(steps);
  }

  public void training(String group, String outcome, double seconds) {
    GroupMeters meters = group(group);
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

  private GroupMeters group(String name) {
    GroupMeters group = groups.get(name);
    return group != null
        ? group
        : groups.computeIfAbsent(name, id -> new GroupMeters(registry, id, leads));
  }
}
