package dev.foretide.train;

import dev.foretide.linalg.NormalEquations;
import dev.foretide.linalg.RidgeSolution;
import dev.foretide.model.LinearHead;
import dev.foretide.model.LinearInputs;
import dev.foretide.model.ModelShape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Solves the linear head from the normal equations of all origins before the holdout.
 *
 * <p>The history is cut into blocks of time. The penalty is the one that does best on the newest
 * block when fitted on the blocks before. The network later learns the residuals of <em>online</em>
 * heads, each fitted on the blocks before its own: residuals of a head on its own training data
 * would be too small.
 */
final class HeadTraining {
  private static final int BLOCKS = 5;
  private static final double[] PENALTIES = {1e-4, 1e-3, 1e-2, 1e-1, 1, 10};

  private final TrainingData data;
  private final ModelShape shape;
  private final int inputs;
  private final List<NormalEquations> blocks = new ArrayList<>();
  private final long firstStep;
  private final long blockSteps;
  private double penalty = PENALTIES[PENALTIES.length / 2];

  HeadTraining(TrainingData data, ModelShape shape) {
    this.data = data;
    this.shape = shape;
    this.inputs = LinearInputs.size(shape);
    this.firstStep = data.firstStep();
    this.blockSteps = Math.max(1, (data.boundary() - firstStep + BLOCKS - 1) / BLOCKS);
    for (int b = 0; b < BLOCKS; b++) {
      blocks.add(new NormalEquations(inputs, shape.horizon()));
    }
    for (Run run : data.runs()) {
      for (int at = 0; at < run.length(); at++) {
        if (serves(run, at)) {
          blocks
              .get(block(run, at))
              .add(run.regressors(), at * inputs, run.labels(), at * shape.horizon());
        }
      }
    }
  }

  private boolean serves(Run run, int at) {
    return run.usable()[at]
        && data.knownBefore(run, at, data.boundary())
        && complete(run.labels(), at * shape.horizon(), shape.horizon());
  }

  private static boolean complete(float[] labels, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      if (Float.isNaN(labels[i])) {
        return false;
      }
    }
    return true;
  }

  private int block(Run run, int at) {
    return (int) Math.min(BLOCKS - 1, (run.firstStep() + at - firstStep) / blockSteps);
  }

  /** The head fitted on everything before the holdout; null when there is nothing to fit. */
  @Nullable LinearHead solve() {
    if (fit(BLOCKS, penalty) == null) {
      return null;
    }
    choosePenalty();
    return fit(BLOCKS, penalty);
  }

  private void choosePenalty() {
    double best = Double.POSITIVE_INFINITY;
    for (double candidate : PENALTIES) {
      LinearHead head = fit(BLOCKS - 1, candidate);
      double error = head == null ? Double.POSITIVE_INFINITY : newestBlockError(head);
      if (error < best) {
        best = error;
        penalty = candidate;
      }
    }
  }

  private double newestBlockError(LinearHead head) {
    float[] regressors = new float[inputs];
    float[] forecast = new float[shape.horizon()];
    double[] ours = new double[shape.horizon()];
    double[] naive = new double[shape.horizon()];
    for (Run run : data.runs()) {
      for (int at = 0; at < run.length(); at++) {
        if (!serves(run, at) || block(run, at) != BLOCKS - 1) {
          continue;
        }
        System.arraycopy(run.regressors(), at * inputs, regressors, 0, inputs);
        head.predict(regressors, forecast);
        for (int h = 0; h < forecast.length; h++) {
          double label = run.labels()[at * forecast.length + h];
          ours[h] += (label - forecast[h]) * (label - forecast[h]);
          naive[h] += label * label;
        }
      }
    }
    double relative = 0;
    for (int h = 0; h < ours.length; h++) {
      relative += naive[h] == 0 ? 0 : ours[h] / naive[h];
    }
    return relative;
  }

  private @Nullable LinearHead fit(int firstBlocks, double lambda) {
    NormalEquations sum = new NormalEquations(inputs, shape.horizon());
    for (int b = 0; b < firstBlocks; b++) {
      sum.add(blocks.get(b));
    }
    if (sum.rows() < shape.horizon()) {
      return null;
    }
    RidgeSolution solution = sum.solve(lambda);
    return new LinearHead(inputs, shape.horizon(), solution.coefficients());
  }

  /**
   * What online heads leave over of the labels, per run {@code [length, horizon]}; NaN for origins
   * that no head precedes or whose labels are not known before the holdout.
   */
  List<float[]> onlineResiduals() {
    List<@Nullable LinearHead> heads = new ArrayList<>();
    for (int b = 0; b < BLOCKS; b++) {
      heads.add(b == 0 ? null : fit(b, penalty));
    }
    List<float[]> residuals = new ArrayList<>();
    float[] regressors = new float[inputs];
    float[] forecast = new float[shape.horizon()];
    for (Run run : data.runs()) {
      float[] left = Residuals.none(run, shape.horizon());
      for (int at = 0; at < run.length(); at++) {
        LinearHead head = heads.get(block(run, at));
        if (head == null || !run.usable()[at] || !data.knownBefore(run, at, data.boundary())) {
          continue;
        }
        System.arraycopy(run.regressors(), at * inputs, regressors, 0, inputs);
        head.predict(regressors, forecast);
        for (int h = 0; h < forecast.length; h++) {
          left[at * forecast.length + h] = run.labels()[at * forecast.length + h] - forecast[h];
        }
      }
      residuals.add(left);
    }
    return residuals;
  }
}
