package dev.foretide.train;

import dev.foretide.model.Evaluation;
import dev.foretide.model.LinearInputs;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.series.Expert;
import org.jspecify.annotations.Nullable;

/**
 * Judges models on the newest part of the history: mean squared errors of each expert per lead, in
 * units of the scale. Stateful networks start one window before the holdout from a zero state, as
 * after a swap.
 */
final class Holdout {
  /** Windowed evaluation runs the whole window per origin; more origins than this are thinned. */
  private static final int MOST_WINDOWED_ORIGINS = 2_000;

  private final TrainingData data;
  private final ModelShape shape;
  private final int horizon;
  private final int regressorCount;
  private final int stride;

  Holdout(TrainingData data, ModelShape shape) {
    this.data = data;
    this.shape = shape;
    this.horizon = shape.horizon();
    this.regressorCount = LinearInputs.size(shape);
    int origins = 0;
    for (Run run : data.runs()) {
      origins += run.length() - firstOrigin(run);
    }
    this.stride =
        shape.evaluation() == Evaluation.WINDOWED
            ? Math.max(1, origins / MOST_WINDOWED_ORIGINS)
            : 1;
  }

  private int firstOrigin(Run run) {
    return (int) Math.min(run.length(), Math.max(0, data.boundary() - run.firstStep()));
  }

  /** Sums over the holdout, {@code [experts, horizon]}. */
  private static final class Sums {
    private final double[] squares;
    private final long[] counts;
    private final int horizon;

    Sums(int horizon) {
      this.horizon = horizon;
      this.squares = new double[Expert.COUNT * horizon];
      this.counts = new long[Expert.COUNT * horizon];
    }

    void add(Expert expert, int h, double forecast, double label) {
      if (!Double.isNaN(forecast)) {
        int at = expert.index() * horizon + h;
        squares[at] += (forecast - label) * (forecast - label);
        counts[at]++;
      }
    }

    float[] means() {
      float[] means = new float[squares.length];
      for (int i = 0; i < means.length; i++) {
        means[i] = counts[i] == 0 ? Float.NaN : (float) (squares[i] / counts[i]);
      }
      return means;
    }
  }

  /** Mean squared errors {@code [experts, horizon]} of a model; NaN where nothing was judged. */
  float[] errors(Model model) {
    Sums sums = new Sums(horizon);
    float[] regressors = new float[regressorCount];
    float[] linear = new float[horizon];
    float[] output = new float[horizon];
    for (Run run : data.runs()) {
      NetworkReplay replay =
          model.network() == null
              ? null
              : new NetworkReplay(model, run, model.network(), firstOrigin(run));
      for (int at = firstOrigin(run); at < run.length(); at++) {
        boolean judged = run.usable()[at] && (at - firstOrigin(run)) % stride == 0;
        boolean lstm = replay != null && replay.advance(at, judged, output);
        if (!judged) {
          continue;
        }
        if (model.head() != null) {
          System.arraycopy(run.regressors(), at * regressorCount, regressors, 0, regressorCount);
          model.head().predict(regressors, linear);
        }
        judge(sums, run, at, model, linear, lstm ? output : null);
      }
    }
    return sums.means();
  }

  private void judge(
      Sums sums, Run run, int at, Model model, float[] linear, float @Nullable [] output) {
    for (int h = 0; h < horizon; h++) {
      double label = run.labels()[at * horizon + h];
      if (Double.isNaN(label)) {
        continue;
      }
      sums.add(Expert.NAIVE, h, 0, label);
      if (shape.season() > 0) {
        sums.add(Expert.SEASONAL, h, run.seasonal()[at * horizon + h], label);
      }
      if (model.head() != null) {
        sums.add(Expert.LINEAR, h, linear[h], label);
      }
      if (output != null) {
        float last = run.values()[at * shape.features().size() + shape.targetIndex()];
        sums.add(
            Expert.LSTM,
            h,
            model.networkForecast(h + 1, linear[h], output[h], last, run.spreads()[at]),
            label);
      }
    }
  }
}
