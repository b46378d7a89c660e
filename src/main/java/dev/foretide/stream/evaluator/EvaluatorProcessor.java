package dev.foretide.stream.evaluator;

import dev.foretide.forecast.FirstReadings;
import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.Outcome;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.SeriesStateHeader;
import dev.foretide.forecast.StepResult;
import dev.foretide.message.MessageFormats;
import dev.foretide.message.ReadingDecoder;
import dev.foretide.message.RefusedReadingException;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.metrics.RateLimitedLog;
import dev.foretide.model.GroupRule;
import dev.foretide.model.Model;
import dev.foretide.series.Reading;
import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.models.ServingModels;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every reading inside {@code process()}: state in, forecast and score out, state back.
 *
 * <p>Owned by one stream thread. The model is read once per reading, so that a swap falls between
 * two readings. A punctuator closes what dense series that have gone silent left open.
 */
public final class EvaluatorProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluatorProcessor.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Steps closed per tick: some ten milliseconds, so that readings do not wait. */
  private static final int CLOSED_PER_TICK = 500;

  /** Outcome of a reading of a series whose step is not known yet. */
  private static final String HELD = "held";

  private final Settings settings;
  private final Collaborators with;
  private final ReadingDecoder decoder;
  private final ForecastersByStep lanes;
  private final Refusals refusals;
  private final RateLimitedLog log = new RateLimitedLog(LOG);
  private final RateLimitedLog forgotten = new RateLimitedLog(LOG);
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable KeyValueStore<String, byte[]> store;
  private @Nullable SeriesCounts census;
  private @Nullable SwapTimer swaps;
  private @Nullable ResultSender sender;
  private @Nullable SeriesStateStore states;
  private final SeriesEviction recent;
  private final StepTimeouts openSteps;
  private long startedAt;

  /**
   * What an evaluator needs to know.
   *
   * @param formats how readings are read and answers are written
   * @param infersStep whether each series has a step of its own, inferred from its readings
   * @param historyRate steps per second that a group of a task adds to the history
   * @param detectDrift whether a lasting rise of the error asks for an early training
   */
  public record Settings(
      ForecastSettings forecast,
      MessageFormats formats,
      GroupRule groups,
      boolean infersStep,
      double historyRate,
      boolean detectDrift) {}

  /** Whom an evaluator works with. */
  public record Collaborators(
      ServingModels models,
      ForetideMetrics metrics,
      StreamListener listener,
      SeriesEviction.Bound bound) {}

  public EvaluatorProcessor(Settings settings, Collaborators with) {
    this.settings = settings;
    this.with = with;
    this.decoder = settings.formats().decoder();
    this.lanes =
        new ForecastersByStep(settings.forecast(), settings.groups(), settings.infersStep());
    this.openSteps = new StepTimeouts(settings.forecast().grid().grace().toMillis());
    this.refusals = new Refusals(with.metrics());
    this.recent = new SeriesEviction(with.bound());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    startedAt = processorContext.currentSystemTimeMs();
    KeyValueStore<String, byte[]> series = processorContext.getStateStore(Names.SERIES_STORE);
    store = series;
    swaps = new SwapTimer(with.models(), with.metrics(), startedAt);
    states = new SeriesStateStore(series, with.metrics());
    SeriesCounts counts = new SeriesCounts(lanes, with.metrics());
    census = counts;
    sender = new ResultSender(settings, with, processorContext, counts);
    restore(series, counts);
    processorContext.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::closeSilent);
  }

  /** Looks at all states once: of a million that takes seconds. */
  private void restore(KeyValueStore<String, byte[]> series, SeriesCounts counts) {
    try (KeyValueIterator<String, byte[]> all = series.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        recent.add(entry.key);
        counts.restored(entry.key, entry.value);
        if (SeriesStateHeader.isReadable(entry.value)) {
          openSteps.note(entry.key, SeriesStateHeader.openUntil(entry.value), startedAt);
        }
      }
    }
  }

  private void closeSilent(long now) {
    for (int i = 0; i < CLOSED_PER_TICK; i++) {
      String series = openSteps.poll(now);
      if (series == null) {
        return;
      }
      SeriesStateStore stored = Objects.requireNonNull(states);
      byte[] before = stored.get(series, now);
      StepForecaster lane = lanes.of(before);
      stored.load(lane, series, before, now);
      String group = lanes.groupOf(series, lane);
      StepResult answer =
          lane.forecaster.close(lane.state, series, group, with.models().serving(group));
      if (answer.outcome() == Outcome.ACCEPTED) {
        save(lane, series, before);
        sender().send(lane, lanes.groupOf(series, lane), series, answer, Long.MIN_VALUE);
      }
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    long began = System.nanoTime();
    ProcessorContext<byte[], byte[]> out = Objects.requireNonNull(context);
    Reading reading;
    try {
      reading =
          decoder.decode(
              record.key(), record.value(), record.timestamp(), out.currentSystemTimeMs());
    } catch (RefusedReadingException e) {
      out.forward(refusals.refuse(record, e, out), Names.DLQ_SINK);
      return;
    }
    if (decoder.unknownField() != null) {
      log.warn(
          out.currentSystemTimeMs(),
          "Field %s of %s is no feature and is ignored"
              .formatted(decoder.unknownField(), reading.series()));
    }
    try {
      answer(out, record, reading);
    } catch (RefusedReadingException e) {
      out.forward(refusals.refuse(record, e, out), Names.DLQ_SINK);
      return;
    }
    makeRoom(reading.series(), out.currentSystemTimeMs());
    with.metrics().evaluated(System.nanoTime() - began);
  }

  private void answer(
      ProcessorContext<byte[], byte[]> out, Record<byte[], byte[]> record, Reading reading) {
    SeriesStateStore stored = Objects.requireNonNull(states);
    byte[] before = stored.get(reading.series(), out.currentSystemTimeMs());
    if (lanes.lacksStep(before)) {
      inferStep(out, record, reading, before);
      return;
    }
    StepForecaster lane = lanes.of(before);
    stored.load(lane, reading.series(), before, out.currentSystemTimeMs());
    if (lane.state.hasTaken(placeOf(out), reading.timestamp())) {
      with.metrics().reading(Outcome.DUPLICATE.word());
      return;
    }
    answer(out, lane, record, reading, before);
  }

  private static long placeOf(ProcessorContext<byte[], byte[]> context) {
    Optional<RecordMetadata> metadata = context.recordMetadata();
    return metadata.isPresent() ? metadata.get().offset() : SeriesState.NOWHERE;
  }

  /** Answers a reading from the loaded state of its series. */
  private void answer(
      ProcessorContext<byte[], byte[]> out,
      StepForecaster lane,
      Record<byte[], byte[]> record,
      Reading reading,
      byte @Nullable [] before) {
    String series = reading.series();
    String group = lanes.groupOf(series, lane);
    Model model = with.models().serving(group);
    SwapTimer measured = Objects.requireNonNull(swaps);
    measured.before(lane.state);
    StepResult answer = lane.forecaster.process(lane.state, reading, group, model);
    measured.after(lane.state, group, model, out.currentSystemTimeMs());
    with.metrics().reading(answer.outcome().word());
    if (answer.changesState()) {
      lane.state.take(placeOf(out));
      save(lane, series, before);
      openSteps.note(series, lane.codec.openUntil(lane.state), out.currentSystemTimeMs());
    }
    sender().send(lane, group, series, answer, record.timestamp());
  }

  /**
   * Holds the first readings of a series until they say its step; then the series takes them in, in
   * silence, and the newest of them is answered.
   */
  private void inferStep(
      ProcessorContext<byte[], byte[]> out,
      Record<byte[], byte[]> record,
      Reading reading,
      byte @Nullable [] before) {
    String series = reading.series();
    int features = settings.forecast().shape().features().size();
    FirstReadings prelude =
        Objects.requireNonNull(states).prelude(series, before, features, out.currentSystemTimeMs());
    prelude.add(reading);
    OptionalLong step = prelude.step();
    if (step.isEmpty()) {
      with.metrics().reading(HELD);
      Objects.requireNonNull(store).put(series, prelude.write());
      return;
    }
    List<Reading> readings = prelude.readings();
    LOG.info(
        "Step of {}: {}, inferred from {} readings",
        series,
        Duration.ofMillis(step.getAsLong()),
        readings.size());
    StepForecaster lane = lanes.of(step.getAsLong());
    String group = lanes.groupOf(series, lane);
    lane.state.clear();
    for (Reading earlier : readings.subList(0, readings.size() - 1)) {
      Model model = with.models().serving(group);
      StepResult silent = lane.forecaster.process(lane.state, earlier, group, model);
      sender().sendHistory(lane, group, silent);
    }
    save(lane, series, null);
    answer(out, lane, record, reading, Objects.requireNonNull(store).get(series));
  }

  private void save(StepForecaster lane, String series, byte @Nullable [] before) {
    Objects.requireNonNull(store).put(series, lane.codec.write(lane.state));
    Objects.requireNonNull(census)
        .changed(
            lanes.groupOf(series, lane),
            before == null ? null : SeriesStateHeader.statusOf(before),
            lane.state.status());
  }

  /** Forgets the series that must leave now that this one was read, if there is one. */
  private void makeRoom(String series, long now) {
    String leaving = recent.read(series);
    if (leaving == null) {
      return;
    }
    byte[] stored = Objects.requireNonNull(store).delete(leaving);
    if (stored != null) {
      Objects.requireNonNull(census).left(leaving, stored);
    }
    openSteps.note(leaving, SeriesStateHeader.NEVER, now);
    with.metrics().seriesForgotten();
    forgotten.warn(
        now,
        "Series %s is forgotten: this instance has more than series.max=%d, and it was read least recently"
            .formatted(leaving, with.bound().max()));
  }

  private ResultSender sender() {
    return Objects.requireNonNull(sender);
  }

  @Override
  public void close() {
    if (census != null) {
      census.forget();
    }
    recent.forget();
  }
}
