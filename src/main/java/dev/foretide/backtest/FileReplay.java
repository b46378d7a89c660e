package dev.foretide.backtest;

import dev.foretide.backtest.BacktestReport.Training;
import dev.foretide.backtest.BacktestReport.Version;
import dev.foretide.forecast.ForecastObserver;
import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.StepResult;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.score.DriftWatch;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.Forecast;
import dev.foretide.series.Reading;
import dev.foretide.series.Score;
import dev.foretide.train.GroupReport;
import dev.foretide.train.ProbationReport;
import dev.foretide.train.TrainingReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file through the forecaster, as a stream of readings, with trainers beside it. Owned by one
 * thread.
 */
final class FileReplay implements ForecastObserver {
  /** Series of a file that are drawn. */
  private static final int MOST_TRACES = 8;

  private static final String WATCH = "watch";

  private final String file;
  private final BacktestSettings settings;
  private final BacktestListener listener;
  private final ForecastSettings forecast;
  private final SeriesForecaster forecaster;
  private final double[] levels;
  private final List<Expert> experts;
  private final Map<String, SeriesReplay> series = new LinkedHashMap<>();
  private final Map<String, GroupReplay> groups = new HashMap<>();
  private final Map<String, List<Version>> versions = new HashMap<>();
  private final List<Training> trainings = new ArrayList<>();
  private final DriftWatch drift = new DriftWatch();
  private long now = Long.MIN_VALUE;
  private @Nullable SeriesReplay current;

  /**
   * @param file its name, for reports
   * @param inOrder its readings in the order in which they came
   */
  FileReplay(
      String file, List<Reading> inOrder, BacktestSettings settings, BacktestListener listener) {
    this.file = file;
    this.settings = settings;
    this.listener = listener;
    this.forecast = settings.forecast();
    this.forecaster = new SeriesForecaster(forecast, this);
    this.levels = forecast.levels();
    this.experts = experts(settings);
    Map<String, List<Reading>> bySeries = new LinkedHashMap<>();
    for (Reading reading : inOrder) {
      bySeries.computeIfAbsent(reading.series(), id -> new ArrayList<>()).add(reading);
    }
    bySeries.forEach((id, readings) -> series.put(id, replay(id, readings)));
  }

  private static List<Expert> experts(BacktestSettings settings) {
    ModelShape shape = settings.forecast().shape();
    boolean hasNetwork = settings.trainer().training().network().hasNetwork();
    return Expert.SIMPLEST_FIRST.stream()
        .filter(expert -> shape.has(expert) && (hasNetwork || expert != Expert.LSTM))
        .toList();
  }

  private SeriesReplay replay(String id, List<Reading> readings) {
    ModelShape shape = forecast.shape();
    Protocol protocol = settings.protocol();
    int warmUpRows = protocol.warmUp(readings.size());
    float[] values = new float[warmUpRows];
    for (int i = 0; i < warmUpRows; i++) {
      values[i] = (float) readings.get(i).features()[shape.targetIndex()];
    }
    WarmUp warmUp = WarmUp.of(values, shape.season());
    boolean traced = series.size() < MOST_TRACES;
    return new SeriesReplay(
        settings.groups().groupOf(id),
        new SeriesState(forecast),
        new SeriesScores(file, id, warmUp, levels, experts, shape.horizon()),
        traced ? new TraceRecorder(file, id, levels, forecast.scoredLeads()) : null,
        shape.horizon(),
        protocol.firstTarget(readings.size()),
        protocol.endTarget(readings.size()));
  }

  /**
   * Processes a reading.
   *
   * @return nanoseconds that it took, trainings left out
   */
  long process(Reading reading) {
    if (reading.timestamp() > now) {
      now = reading.timestamp();
      groups.forEach((group, trainer) -> train(group, trainer));
    }
    SeriesReplay replay = series.get(reading.series());
    if (replay == null) {
      throw new IllegalArgumentException(reading.series() + " is no series of " + series.keySet());
    }
    current = replay;
    replay.nextRow();
    GroupReplay trainer =
        groups.computeIfAbsent(replay.group(), name -> new GroupReplay(name, settings));
    Model model = trainer.serving();
    long began = System.nanoTime();
    StepResult result = forecaster.process(replay.state(), reading, replay.group(), model);
    long nanos = System.nanoTime() - began;
    learn(trainer, result);
    return nanos;
  }

  /** The readings are through: processes the steps that are still open. */
  void close() {
    for (Map.Entry<String, SeriesReplay> each : series.entrySet()) {
      SeriesReplay replay = each.getValue();
      GroupReplay trainer = groups.get(replay.group());
      current = replay;
      forecaster.close(
          replay.state(),
          each.getKey(),
          replay.group(),
          trainer == null ? null : trainer.serving());
    }
  }

  /** What a result tells the trainer: history, and whether the errors have risen for good. */
  private void learn(GroupReplay trainer, StepResult result) {
    for (StepResult each = result; each != null; each = each.closed()) {
      if (each.segment() != null) {
        trainer.add(each.segment());
      }
      Score score = each.score();
      if (score != null
          && settings.detectDrift()
          && drift.rises(score, forecast.grid().stepOf(score.at()), forecast.shape().window())) {
        trainer.drifted();
      }
    }
  }

  private void train(String group, GroupReplay trainer) {
    GroupReport report = trainer.workIfDue(now);
    if (report instanceof TrainingReport training) {
      note(group, training);
    } else if (report instanceof ProbationReport watched && watched.rollsBack()) {
      Model again = watched.watch().trusted();
      note(
          new Training(
              file,
              group,
              watched.watch().promoted().version(),
              now,
              watched.seconds(),
              WATCH,
              Training.ROLLED_BACK,
              watched.reason()),
          again);
    }
  }

  private void note(String group, TrainingReport report) {
    Model challenger = report.challenger();
    Training training =
        new Training(
            file,
            group,
            challenger == null ? 0 : challenger.version(),
            now,
            report.seconds(),
            report.kind().word(),
            report.outcome().word(),
            report.reason());
    note(training, training.promoted() ? challenger : null);
  }

  /**
   * @param serves the model that serves from now on, or null for none but that before
   */
  private void note(Training training, @Nullable Model serves) {
    trainings.add(training);
    if (serves != null) {
      listener.serves(serves, now);
      versions
          .computeIfAbsent(training.group(), name -> new ArrayList<>())
          .add(new Version(serves.version(), now, training.kind()));
    }
    listener.trained(training);
  }

  @Override
  public void issued(Forecast forecast, long origin, ExpertTable experts, ExpertTable weights) {
    if (current != null) {
      current.issued(forecast, origin, experts, weights);
    }
  }

  @Override
  public void matured(String id, long origin, int lead, float actual) {
    SeriesReplay replay = current;
    if (replay == null || !replay.scores(origin)) {
      return;
    }
    listener.matured(file, replay.matured(origin, lead, actual));
  }

  List<Training> trainings() {
    return trainings;
  }

  List<SeriesScores> scores() {
    return series.values().stream().map(SeriesReplay::scores).toList();
  }

  List<BacktestReport.Trace> traces() {
    List<BacktestReport.Trace> traces = new ArrayList<>();
    for (SeriesReplay replay : series.values()) {
      if (replay.trace() != null) {
        traces.add(replay.trace().trace(versions.getOrDefault(replay.group(), List.of())));
      }
    }
    return traces;
  }
}
