package dev.foretide.backtest;

import dev.foretide.backtest.BacktestReport.Cost;
import dev.foretide.backtest.BacktestReport.IntervalScore;
import dev.foretide.backtest.BacktestReport.MethodScore;
import dev.foretide.backtest.BacktestReport.Trace;
import dev.foretide.backtest.BacktestReport.Training;
import dev.foretide.series.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Replays files of readings through forecaster and trainer, the very code of the live path, and
 * scores what was forecast. Each file is a world of its own: its series start cold, its models know
 * nothing of other files. Owned by one thread.
 */
public final class Backtest {
  private static final int PROGRESS_EVERY = 1_000;

  private final BacktestSettings settings;
  private final Map<String, String> protocol;

  /**
   * Readings in the order in which they came.
   *
   * @param file name as given
   */
  public record Input(String file, List<Reading> readings) {}

  /**
   * @param protocol how it is measured, in words, for the report
   */
  public Backtest(BacktestSettings settings, Map<String, String> protocol) {
    this.settings = settings;
    this.protocol = protocol;
  }

  /** Runs; the report comes when everything is through. */
  public BacktestReport run(List<Input> inputs, BacktestListener listener) {
    List<MethodScore> results = new ArrayList<>();
    List<IntervalScore> intervals = new ArrayList<>();
    List<Training> trainings = new ArrayList<>();
    List<Trace> traces = new ArrayList<>();
    int all = inputs.stream().mapToInt(input -> input.readings().size()).sum();
    float[] micros = new float[all];
    int done = 0;
    for (Input input : inputs) {
      FileReplay replay = new FileReplay(input.file(), input.readings(), settings, listener);
      for (Reading reading : input.readings()) {
        micros[done++] = replay.process(reading) / 1e3f;
        if (done % PROGRESS_EVERY == 0) {
          listener.progress(done, all, input.file());
        }
      }
      replay.close();
      results.addAll(MeanScores.ofMethods(replay.scores()));
      intervals.addAll(MeanScores.ofIntervals(replay.scores()));
      trainings.addAll(replay.trainings());
      traces.addAll(replay.traces());
    }
    return new BacktestReport(protocol, results, intervals, trainings, new Cost(micros), traces);
  }
}
