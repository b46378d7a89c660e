package dev.foretide.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the network is trained on, per run {@code [length, horizon]} in units of the scale. */
final class Residuals {
  private static final float SMALLEST = 1e-6f;

  private Residuals() {}

  static float[] none(Run run, int horizon) {
    float[] none = new float[run.length() * horizon];
    Arrays.fill(none, Float.NaN);
    return none;
  }

  /** The labels themselves, where they are known before the holdout: for a network without head. */
  static List<float[]> ofLabels(TrainingData data, int horizon) {
    List<float[]> all = new ArrayList<>();
    for (Run run : data.runs()) {
      float[] left = none(run, horizon);
      for (int at = 0; at < run.length(); at++) {
        if (run.usable()[at] && data.knownBefore(run, at, data.boundary())) {
          System.arraycopy(run.labels(), at * horizon, left, at * horizon, horizon);
        }
      }
      all.add(left);
    }
    return all;
  }

  /** Root mean square per lead, NaN left out; never zero. */
  static float[] rootMeanSquares(List<float[]> residuals, int horizon) {
    double[] sum = new double[horizon];
    long[] count = new long[horizon];
    for (float[] left : residuals) {
      for (int i = 0; i < left.length; i++) {
        if (!Float.isNaN(left[i])) {
          sum[i % horizon] += (double) left[i] * left[i];
          count[i % horizon]++;
        }
      }
    }
    float[] scale = new float[horizon];
    for (int h = 0; h < horizon; h++) {
      scale[h] = count[h] == 0 ? 1 : Math.max(SMALLEST, (float) Math.sqrt(sum[h] / count[h]));
    }
    return scale;
  }
}
