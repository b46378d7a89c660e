package dev.foretide.train.gate;

import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import java.util.Arrays;

/**
 * Sums over a holdout per expert and lead, and per block of time, see {@link Holdout}. Owned by one
 * thread.
 */
final class HoldoutErrors {
  private final int horizon;
  private final int blocks;
  private final double[] squares;
  private final long[] counts;
  private final double[] naive;
  private final double[] windowMean;
  private final double[] left;
  private final double[] products;
  private final double[] corrections;

  HoldoutErrors(int horizon, int blocks) {
    this.horizon = horizon;
    this.blocks = blocks;
    this.squares = new double[Expert.COUNT * horizon];
    this.counts = new long[Expert.COUNT * horizon];
    this.naive = new double[blocks * horizon];
    this.windowMean = new double[blocks * horizon];
    this.left = new double[blocks * horizon];
    this.products = new double[blocks * horizon];
    this.corrections = new double[blocks * horizon];
  }

  void add(Expert expert, int lead, double error) {
    int at = ExpertTable.at(lead, expert.index());
    squares[at] += error * error;
    counts[at]++;
  }

  /**
   * Adds what a model answered, beside two answers that take no learning. All are differences to
   * the last value, in units of the scale.
   *
   * @param label what came
   * @param mean of the last window
   * @param answered without the correction
   * @param correction of the network to it, which is trusted in part; 0 for none
   */
  void answer(int block, int lead, double label, double mean, double answered, double correction) {
    int at = block * horizon + lead - 1;
    double missed = label - answered;
    naive[at] += label * label;
    windowMean[at] += (label - mean) * (label - mean);
    left[at] += missed * missed;
    products[at] += missed * correction;
    corrections[at] += correction * correction;
  }

  /**
   * @param weighed whether corrections are trusted as far as they deserve; else as they are
   */
  Judgement judgement(boolean weighed) {
    float[] trust = new float[horizon];
    Arrays.fill(trust, 1);
    if (weighed) {
      trust(trust);
    }
    ExpertTable errors = errors();
    for (int h = 0; weighed && h < horizon; h++) {
      int lstm = ExpertTable.at(h + 1, Expert.LSTM.index());
      if (counts[lstm] > 0) { // its squares are those of full trust
        double given = 2 * (1 - trust[h]) * sum(products, h);
        double taken = (1 - trust[h] * trust[h]) * sum(corrections, h);
        double square = Math.max(0, squares[lstm] + given - taken);
        errors.set(h + 1, Expert.LSTM, (float) (square / counts[lstm]));
      }
    }
    double[] answer = new double[left.length];
    for (int i = 0; i < answer.length; i++) {
      double share = trust[i % horizon];
      double square = left[i] + share * (share * corrections[i] - 2 * products[i]);
      answer[i] = Math.max(0, square);
    }
    return new Judgement(errors, trust, new BlockErrors(horizon, answer, naive, windowMean));
  }

  private ExpertTable errors() {
    ExpertTable errors = new ExpertTable(horizon);
    for (int lead = 1; lead <= horizon; lead++) {
      for (int e = 0; e < Expert.COUNT; e++) {
        int at = ExpertTable.at(lead, e);
        if (counts[at] > 0) {
          errors.set(lead, e, (float) (squares[at] / counts[at]));
        }
      }
    }
    return errors;
  }

  private void trust(float[] trust) {
    double[] unit = new double[horizon]; // leads differ in the size of what is left over
    double allProducts = 0;
    double allCorrections = 0;
    for (int h = 0; h < horizon; h++) {
      double all = sum(left, h);
      unit[h] = all > 0 ? 1 / all : 0;
      allProducts += sum(products, h) * unit[h] / horizon;
      allCorrections += sum(corrections, h) * unit[h] / horizon;
    }
    for (int h = 0; h < horizon; h++) {
      double size = sum(corrections, h) * unit[h] + allCorrections;
      double share = size > 0 ? (sum(products, h) * unit[h] + allProducts) / size : 0;
      trust[h] = (float) Math.max(0, Math.min(1, share));
    }
  }

  private double sum(double[] sums, int h) {
    double sum = 0;
    for (int block = 0; block < blocks; block++) {
      sum += sums[block * horizon + h];
    }
    return sum;
  }
}
