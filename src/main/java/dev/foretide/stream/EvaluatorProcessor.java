package dev.foretide.stream;

import dev.foretide.forecast.Answer;
import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.Outcome;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.SeriesStateCodec;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.GroupRule;
import dev.foretide.model.Model;
import dev.foretide.score.PageHinkley;
import dev.foretide.series.Forecast;
import dev.foretide.series.Reading;
import dev.foretide.series.Score;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every reading inside {@code process()}: state in, forecast and score out, state back.
 *
 * <p>Owned by one stream thread. The model is read once per reading, so that a swap falls between
 * two readings.
 */
final class EvaluatorProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluatorProcessor.class);

  private final Settings settings;
  private final Collaborators with;
  private final ReadingDecoder decoder;
  private final MessageWriter writer;
  private final SeriesForecaster forecaster;
  private final SeriesState state;
  private final SeriesStateCodec codec;
  private final Refusals refusals;
  private final RateLimitedLog log = new RateLimitedLog(LOG);
  private final Map<String, PageHinkley> drift = new HashMap<>();
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable KeyValueStore<String, byte[]> store;
  private @Nullable SeriesCensus census;
  private long startedAt;

  /**
   * What an evaluator needs to know.
   *
   * @param digits significant digits of the output
   * @param detectDrift whether a lasting rise of the error asks for an early training
   */
  record Settings(
      ForecastSettings forecast,
      ReadingSettings readings,
      GroupRule groups,
      int digits,
      boolean detectDrift) {}

  /** Whom an evaluator works with. */
  record Collaborators(ModelRegistry models, ForetideMetrics metrics, StreamListener listener) {}

  EvaluatorProcessor(Settings settings, Collaborators with) {
    this.settings = settings;
    this.with = with;
    this.decoder = new ReadingDecoder(settings.readings());
    this.writer = new MessageWriter(settings.digits());
    this.forecaster = new SeriesForecaster(settings.forecast());
    this.state = new SeriesState(settings.forecast());
    this.codec = new SeriesStateCodec(settings.forecast());
    this.refusals = new Refusals(with.metrics());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    startedAt = processorContext.currentSystemTimeMs();
    KeyValueStore<String, byte[]> series = processorContext.getStateStore(Names.SERIES_STORE);
    store = series;
    census = new SeriesCensus(settings.groups(), with.metrics());
    census.count(series);
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
    answer(out, record, reading);
    with.metrics().evaluated(System.nanoTime() - began);
  }

  private void answer(
      ProcessorContext<byte[], byte[]> out, Record<byte[], byte[]> record, Reading reading) {
    KeyValueStore<String, byte[]> series = Objects.requireNonNull(store);
    SeriesCensus counts = Objects.requireNonNull(census);
    String group = settings.groups().groupOf(reading.series());
    Model model = with.models().serving(group);
    byte[] before = series.get(reading.series());
    load(reading.series(), before);
    Answer answer = forecaster.answer(state, reading, group, model);
    with.metrics().reading(answer.outcome().word());
    if (changesState(answer.outcome())) {
      series.put(reading.series(), codec.write(state));
      counts.changed(
          group, before == null ? null : SeriesStateCodec.statusOf(before), state.status());
    }
    emit(out, record, reading, group, answer);
  }

  private void load(String series, byte @Nullable [] bytes) {
    if (bytes == null) {
      state.clear();
    } else if (!codec.read(bytes, state)) {
      log.warn(
          Objects.requireNonNull(context).currentSystemTimeMs(),
          "State of %s was written for another window, horizon or features; it starts anew"
              .formatted(series));
    }
  }

  private static boolean changesState(Outcome outcome) {
    return switch (outcome) {
      case ACCEPTED, MERGED, CORRECTED -> true;
      case DUPLICATE, LATE, MISSING -> false;
    };
  }

  private void emit(
      ProcessorContext<byte[], byte[]> out,
      Record<byte[], byte[]> record,
      Reading reading,
      String group,
      Answer answer) {
    byte[] key = reading.series().getBytes(StandardCharsets.UTF_8);
    Score score = answer.score();
    if (score != null) {
      out.forward(new Record<>(key, writer.score(score), score.at()), Names.SCORES_SINK);
      with.metrics().score(score);
      with.listener().onScore(score);
      watchDrift(out, score);
    }
    Forecast forecast = answer.forecast();
    if (forecast != null) {
      long origin = Math.max(0, forecast.origin());
      out.forward(new Record<>(key, writer.forecast(forecast), origin), Names.FORECASTS_SINK);
      with.metrics().forecast(forecast);
      with.listener().onForecast(forecast, newest());
      if (record.timestamp() >= startedAt) { // older ones are a backlog or a replay of the past
        with.metrics().latency(Math.max(0, out.currentSystemTimeMs() - record.timestamp()));
      }
    }
    if (answer.segment() != null) {
      byte[] bytes =
          HistoryCodec.segment(answer.segment(), settings.forecast().grid().stepMillis());
      toTrainer(out, group, bytes, Math.max(0, reading.timestamp()));
    }
  }

  private float newest() {
    return state.window().value(0, settings.forecast().shape().targetIndex());
  }

  private void watchDrift(ProcessorContext<byte[], byte[]> out, Score score) {
    Score.Lead first = score.leads().get(0);
    if (!settings.detectDrift() || first.version() == 0) {
      return;
    }
    double error = Math.abs(score.actual() - first.forecast()) / score.scale();
    PageHinkley detector = drift.computeIfAbsent(score.group(), group -> new PageHinkley());
    if (detector.rises(error)) {
      with.metrics().drift(score.group());
      LOG.info("Errors of group {} have risen for good; asking for a training", score.group());
      toTrainer(out, score.group(), HistoryCodec.request("drift"), Math.max(0, score.at()));
    }
  }

  private static void toTrainer(
      ProcessorContext<byte[], byte[]> out, String group, byte[] message, long timestamp) {
    byte[] key = group.getBytes(StandardCharsets.UTF_8);
    out.forward(new Record<>(key, message, timestamp), Names.HISTORY_SINK);
  }

  @Override
  public void close() {
    if (census != null) {
      census.forget();
    }
  }
}
