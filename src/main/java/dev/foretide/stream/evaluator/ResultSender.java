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
 * Forwards what answers say: scores, forecasts, history, and a request for a training when the
 * errors of a group have risen for good. Owned by one stream thread.
 */
final class ResultSender {
  private static final Logger LOG = LoggerFactory.getLogger(ResultSender.class);

  private final EvaluatorProcessor.Settings settings;
  private final EvaluatorProcessor.Collaborators with;
  private final ProcessorContext<byte[], byte[]> out;
  private final SeriesCounts census;
  private final MessageWriter writer;
  private final @Nullable CloudEventHeaders headers;
  private final HistorySampling sample;
  private final DriftWatch drift = new DriftWatch();
  private final long startedAt;

  /**
   * @param census how many series there are, of which a sample makes the history
   */
  ResultSender(
      EvaluatorProcessor.Settings settings,
      EvaluatorProcessor.Collaborators with,
      ProcessorContext<byte[], byte[]> out,
      SeriesCounts census) {
    this.settings = settings;
    this.with = with;
    this.out = out;
    this.census = census;
    this.writer = settings.formats().writer();
    this.headers = settings.formats().headers();
    this.sample = new HistorySampling(settings.historyRate());
    this.startedAt = out.currentSystemTimeMs();
  }

  /**
   * Forwards what follows.
   *
   * @param recordTime timestamp of the record behind it, milliseconds since the epoch; the smallest
   *     number where there is none
   */
  void send(StepForecaster lane, String group, String series, StepResult answer, long recordTime) {
    if (answer.closed() != null) {
      send(lane, group, series, answer.closed(), Long.MIN_VALUE);
    }
    byte[] key = series.getBytes(StandardCharsets.UTF_8);
    Score score = answer.score();
    if (score != null) {
      Score watched = watchDrift(lane, score);
      Headers about = headers == null ? null : headers.of(watched);
      out.forward(new Record<>(key, writer.score(watched), watched.at(), about), Names.SCORES_SINK);
      with.metrics().score(watched);
      with.listener().onScore(watched);
    }
    Forecast forecast = answer.forecast();
    if (forecast != null) {
      long origin = Math.max(0, forecast.origin());
      Headers about = headers == null ? null : headers.of(forecast);
      out.forward(
          new Record<>(key, writer.forecast(forecast), origin, about), Names.FORECASTS_SINK);
      with.metrics().forecast(forecast);
      with.listener().onForecast(forecast, answer.value());
      if (recordTime >= startedAt) { // older ones are a backlog or a replay of the past
        with.metrics().latency(Math.max(0, out.currentSystemTimeMs() - recordTime));
      }
    }
    sendHistory(lane, group, answer);
  }

  /** Forwards the steps that are history now, if their series is in the sample. */
  void sendHistory(StepForecaster lane, String group, StepResult answer) {
    Segment segment = answer.segment();
    if (segment == null) {
      return;
    }
    Grid grid = lane.settings.grid();
    int series = census.seriesOf(group);
    boolean sampled = sample.has(segment.series(), series, grid.stepMillis());
    with.metrics().history(group, sampled, segment.steps());
    if (sampled) {
      long end = Math.max(0, grid.startOf(segment.endStep()));
      toTrainer(group, HistoryMessages.segment(segment, grid.stepMillis()), end);
    }
  }

  /** The score, marked if with it the errors of its group have risen for good. */
  private Score watchDrift(StepForecaster lane, Score score) {
    if (!settings.detectDrift() || !rises(score, lane)) {
      return score;
    }
    with.metrics().drift(score.group());
    LOG.info("Errors of group {} have risen for good; asking for a training", score.group());
    toTrainer(
        score.group(), HistoryMessages.request(HistoryMessages.DRIFT), Math.max(0, score.at()));
    return score.withDrift();
  }

  private boolean rises(Score score, StepForecaster lane) {
    long step = lane.settings.grid().stepOf(score.at());
    return drift.rises(score, step, lane.settings.shape().window());
  }

  private void toTrainer(String group, byte[] message, long timestamp) {
    byte[] key = group.getBytes(StandardCharsets.UTF_8);
    out.forward(new Record<>(key, message, timestamp), Names.HISTORY_SINK);
  }
}
