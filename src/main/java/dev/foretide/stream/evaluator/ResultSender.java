package dev.foretide.stream.evaluator;

import dev.foretide.forecast.StepResult;
import dev.foretide.message.CloudEventHeaders;
import dev.foretide.message.HistoryMessages;
import dev.foretide.message.MessageWriter;
import dev.foretide.score.DriftWatch;
import dev.foretide.series.Forecast;
import dev.foretide.series.Grid;
import dev.foretide.series.Score;
import dev.foretide.series.Segment;
import dev.foretide.stream.cluster.Names;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards what results hold: scores, forecasts, history, and a request for a training when the
 * errors of a group have risen for good. Owned by one stream thread.
 */
final class ResultSender {
  private static final Logger LOG = LoggerFactory.getLogger(ResultSender.class);

  private final EvaluatorSettings settings;
  private final EvaluatorServices services;
  private final ProcessorContext<byte[], byte[]> out;
  private final SeriesCounts counts;
  private final MessageWriter writer;
  private final @Nullable CloudEventHeaders headers;
  private final HistorySampling sampling;
  private final DriftWatch drift = new DriftWatch();
  private final long startedAt;

  /**
   * @param counts how many series there are, of which a sample makes the history
   */
  ResultSender(
      EvaluatorSettings settings,
      EvaluatorServices services,
      ProcessorContext<byte[], byte[]> out,
      SeriesCounts counts) {
    this.settings = settings;
    this.services = services;
    this.out = out;
    this.counts = counts;
    this.writer = services.formats().writer();
    this.headers = services.formats().headers();
    this.sampling = new HistorySampling(settings.historyRate());
    this.startedAt = out.currentSystemTimeMs();
  }

  /**
   * Forwards what follows.
   *
   * @param recordTime timestamp of the record behind it, milliseconds since the epoch; the smallest
   *     number where there is none
   */
  void send(
      StepForecaster forecaster, String group, String series, StepResult result, long recordTime) {
    if (result.closed() != null) {
      send(forecaster, group, series, result.closed(), Long.MIN_VALUE);
    }
    byte[] key = series.getBytes(StandardCharsets.UTF_8);
    Score score = result.score();
    if (score != null) {
      Score watched = watchDrift(forecaster, score);
      Headers about = headers == null ? null : headers.of(watched);
      out.forward(new Record<>(key, writer.score(watched), watched.at(), about), Names.SCORES_SINK);
      services.metrics().score(watched);
      services.listener().onScore(watched);
    }
    Forecast forecast = result.forecast();
    if (forecast != null) {
      long origin = Math.max(0, forecast.origin());
      Headers about = headers == null ? null : headers.of(forecast);
      out.forward(
          new Record<>(key, writer.forecast(forecast), origin, about), Names.FORECASTS_SINK);
      services.metrics().forecast(forecast);
      services.listener().onForecast(forecast, result.value());
      if (recordTime >= startedAt) { // older ones are a backlog or a replay of the past
        services.metrics().latency(Math.max(0, out.currentSystemTimeMs() - recordTime));
      }
    }
    sendHistory(forecaster, group, result);
  }

  /** Forwards the steps that are history now, if their series is in the sample. */
  void sendHistory(StepForecaster forecaster, String group, StepResult result) {
    Segment segment = result.segment();
    if (segment == null) {
      return;
    }
    Grid grid = forecaster.settings.grid();
    int series = counts.seriesOf(group);
    boolean sampled = sampling.has(segment.series(), series, grid.stepMillis());
    services.metrics().history(group, sampled, segment.steps());
    if (sampled) {
      long end = Math.max(0, grid.startOf(segment.endStep()));
      toTrainer(group, HistoryMessages.segment(segment, grid.stepMillis()), end);
    }
  }

  /** The score, marked if with it the errors of its group have risen for good. */
  private Score watchDrift(StepForecaster forecaster, Score score) {
    if (!settings.detectDrift() || !rises(score, forecaster)) {
      return score;
    }
    services.metrics().drift(score.group());
    LOG.info("Errors of group {} have risen for good; asking for a training", score.group());
    toTrainer(
        score.group(), HistoryMessages.request(HistoryMessages.DRIFT), Math.max(0, score.at()));
    return score.withDrift();
  }

  private boolean rises(Score score, StepForecaster forecaster) {
    long step = forecaster.settings.grid().stepOf(score.at());
    return drift.rises(score, step, forecaster.settings.shape().window());
  }

  private void toTrainer(String group, byte[] message, long timestamp) {
    byte[] key = group.getBytes(StandardCharsets.UTF_8);
    out.forward(new Record<>(key, message, timestamp), Names.HISTORY_SINK);
  }
}
