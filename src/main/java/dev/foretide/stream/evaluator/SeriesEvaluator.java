package dev.foretide.stream.evaluator;

import dev.foretide.forecast.FirstReadings;
import dev.foretide.forecast.Outcome;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.SeriesStateHeader;
import dev.foretide.forecast.StepResult;
import dev.foretide.message.reading.RefusedReadingException;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Model;
import dev.foretide.series.Reading;
import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.models.ServingModels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the state of a series, processes a reading or closes a step, writes the state and sends the
 * result, for the series of one task. The model is read once per reading, so that a swap falls
 * between two readings. Owned by one stream thread.
 */
final class SeriesEvaluator {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesEvaluator.class);

  /** Steps closed per tick: some ten milliseconds, so that readings do not wait. */
  private static final int CLOSED_PER_TICK = 500;

  /** Outcome of a reading of a series whose step is not known yet. */
  private static final String HELD = "held";

  private final ProcessorContext<byte[], byte[]> context;
  private final ServingModels models;
  private final ForetideMetrics metrics;
  private final int features;
  private final ForecastersByStep forecasters;
  private final SeriesCounts counts;
  private final SeriesStateStore states;
  private final StepTimeouts timeouts;
  private final SwapTimer swapTimer;
  private final ResultSender sender;

  SeriesEvaluator(
      EvaluatorSettings settings,
      EvaluatorServices services,
      ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.models = services.models();
    this.metrics = services.metrics();
    this.features = settings.forecast().shape().features().size();
    this.forecasters =
        new ForecastersByStep(settings.forecast(), settings.groups(), settings.infersStep());
    this.counts = new SeriesCounts(forecasters, metrics);
    this.states =
        new SeriesStateStore(
            context.getStateStore(Names.SERIES_STORE), forecasters, counts, metrics);
    this.timeouts = new StepTimeouts(settings.forecast().grid().grace().toMillis());
    this.swapTimer = new SwapTimer(models, metrics, context.currentSystemTimeMs());
    this.sender = new ResultSender(settings, services, context, counts);
  }

  /**
   * Looks at all stored series once: of a million that takes seconds.
   *
   * @param visitor is shown each of them
   */
  void restore(Consumer<String> visitor) {
    long now = context.currentSystemTimeMs();
    states.restore(
        (series, bytes) -> {
          visitor.accept(series);
          if (SeriesStateHeader.isReadable(bytes)) {
            timeouts.note(series, SeriesStateHeader.openUntil(bytes), now);
          }
        });
  }

  /** Closes the steps that no later reading will close in time. */
  void closeSilent(long now) {
    for (int i = 0; i < CLOSED_PER_TICK; i++) {
      String series = timeouts.poll(now);
      if (series == null) {
        return;
      }
      byte[] before = states.get(series, now);
      StepForecaster forecaster = forecasters.of(before);
      states.load(forecaster, series, before, now);
      String group = forecasters.groupOf(series, forecaster);
      StepResult result = forecaster.closeStep(series, group, models.serving(group));
      if (result.outcome() == Outcome.ACCEPTED) {
        states.save(forecaster, series, before);
        sender.send(forecaster, group, series, result, Long.MIN_VALUE);
      }
    }
  }

  /**
   * Processes a reading.
   *
   * @throws RefusedReadingException if the state of its series is of a newer release
   */
  void evaluate(Record<byte[], byte[]> record, Reading reading) {
    long now = context.currentSystemTimeMs();
    byte[] before = states.get(reading.series(), now);
    if (forecasters.lacksStep(before)) {
      inferStep(record, reading, before);
      return;
    }
    StepForecaster forecaster = forecasters.of(before);
    states.load(forecaster, reading.series(), before, now);
    if (forecaster.state.hasTaken(offset(), reading.timestamp())) {
      metrics.reading(Outcome.DUPLICATE.word());
      return;
    }
    evaluate(forecaster, record, reading, before);
  }

  private long offset() {
    Optional<RecordMetadata> metadata = context.recordMetadata();
    return metadata.isPresent() ? metadata.get().offset() : SeriesState.NOWHERE;
  }

  /** Processes a reading from the loaded state of its series. */
  private void evaluate(
      StepForecaster forecaster,
      Record<byte[], byte[]> record,
      Reading reading,
      byte @Nullable [] before) {
    String series = reading.series();
    String group = forecasters.groupOf(series, forecaster);
    Model model = models.serving(group);
    swapTimer.before(forecaster.state);
    StepResult result = forecaster.process(reading, group, model);
    swapTimer.after(forecaster.state, group, model, context.currentSystemTimeMs());
    metrics.reading(result.outcome().word());
    if (result.changesState()) {
      forecaster.state.take(offset());
      states.save(forecaster, series, before);
      timeouts.note(series, forecaster.openUntil(), context.currentSystemTimeMs());
    }
    sender.send(forecaster, group, series, result, record.timestamp());
  }

  /**
   * Holds the first readings of a series until they say its step; then the series takes them in, in
   * silence, and the newest of them is forecast from.
   */
  private void inferStep(Record<byte[], byte[]> record, Reading reading, byte @Nullable [] before) {
    String series = reading.series();
    FirstReadings first =
        states.firstReadings(series, before, features, context.currentSystemTimeMs());
    first.add(reading);
    OptionalLong step = first.step();
    if (step.isEmpty()) {
      metrics.reading(HELD);
      states.save(series, first);
      return;
    }
    List<Reading> readings = first.readings();
    LOG.info(
        "Step of {}: {}, inferred from {} readings",
        series,
        Duration.ofMillis(step.getAsLong()),
        readings.size());
    StepForecaster forecaster = forecasters.of(step.getAsLong());
    String group = forecasters.groupOf(series, forecaster);
    forecaster.state.clear();
    for (Reading earlier : readings.subList(0, readings.size() - 1)) {
      StepResult silent = forecaster.process(earlier, group, models.serving(group));
      sender.sendHistory(forecaster, group, silent);
    }
    evaluate(forecaster, record, reading, states.save(forecaster, series, null));
  }

  /** Forgets a series. */
  void evict(String series, long now) {
    states.delete(series);
    timeouts.note(series, SeriesStateHeader.NEVER, now);
  }

  /** The task leaves this instance, and its series with it. */
  void leave() {
    counts.forget();
  }
}
