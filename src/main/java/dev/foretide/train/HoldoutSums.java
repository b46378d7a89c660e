package dev.foretide.train;

import dev.foretide.series.Expert;
import java.util.Arrays;

/** Sums over a holdout per expert and lead, see {@link Holdout}. Owned by one thread. */
final class HoldoutSums {
  private final int horizon;
  private final double[] squares;
  private final long[] counts;
  private final double[] products;
  private final double[] corrections;

  HoldoutSums(int horizon) {
    this.horizon = horizon;
    this.squares = new double[Expert.COUNT * horizon];
    this.counts = new long[Expert.COUNT * horizon];
    this.products = new double[horizon];
    this.corrections = new double[horizon];
  }

  void add(Expert expert, int lead, double error) {
    int at = expert.index() * horizon + lead - 1;
    squares[at] += error * error;
    counts[at]++;
  }

  /**
   * @param left what the head left over
   * @param correction of the network
   */
  void correction(int lead, double left, double correction) {
    products[lead - 1] += left * correction;
    corrections[lead - 1] += correction * correction;
  }

  /**
   * @param corrects whether the network corrects a head, and so is trusted in part
   */
  Holdout.Judgement judgement(boolean corrects) {
    float[] trust = new float[horizon];
    Arrays.fill(trust, 1);
    float[] errors = new float[squares.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = counts[i] == 0 ? Float.NaN : (float) (squares[i] / counts[i]);
    }
    if (corrects) {
      trust(trust, errors);
    }
    return new Holdout.Judgement(errors, trust);
  }

  private void trust(float[] trust, float[] errors) {
    double[] unit = new double[horizon]; // leads differ in the size of what is left over
    double allProducts = 0;
    double allCorrections = 0;
    for (int h = 0; h < horizon; h++) {
      double left = squares[Expert.LINEAR.index() * horizon + h];
      unit[h] = left > 0 ? 1 / left : 0;
      allProducts += products[h] * unit[h] / horizon;
      allCorrections += corrections[h] * unit[h] / horizon;
    }
    for (int h = 0; h < horizon; h++) {
      int lstm = Expert.LSTM.index() * horizon + h;
      double size = corrections[h] * unit[h] + allCorrections;
      double share = size > 0 ? (products[h] * unit[h] + allProducts) / size : 0;
      trust[h] = (float) Math.max(0, Math.min(1, share));
      if (counts[lstm] > 0) {
        // of the origins with an output; the head is judged on the same ones but at a cold start
        double left = squares[lstm] - corrections[h] + 2 * products[h];
        double with = left + trust[h] * (trust[h] * corrections[h] - 2 * products[h]);
        errors[lstm] = (float) (Math.max(0, with) / counts[lstm]);
      }
    }
  }
}
