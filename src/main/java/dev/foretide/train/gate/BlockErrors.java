package dev.foretide.train.gate;

/**
 * Squared errors of a model's answers over a holdout, summed per block of time, all series
 * together, and per lead; beside them those of two answers that take no learning, over the same
 * origins. Units of the scale; immutable.
 *
 * <p>The errors of neighbouring origins hang together: they share labels. A block is as long as the
 * horizon, or longer, so that blocks may be drawn as if they were independent.
 *
 * @param answer {@code [blocks, horizon]} of the model
 * @param naive the same of the last value
 * @param windowMean the same of the mean of the last window
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record BlockErrors(int horizon, double[] answer, double[] naive, double[] windowMean) {

  int blocks() {
    return answer.length / horizon;
  }

  /** Blocks that hold labels. */
  int judged() {
    int judged = 0;
    for (int block = 0; block < blocks(); block++) {
      double sum = 0;
      for (int h = 0; h < horizon; h++) {
        sum += naive[block * horizon + h];
      }
      judged += sum > 0 ? 1 : 0;
    }
    return judged;
  }

  /** Mean over leads of the model's error relative to naive; NaN when nothing was judged. */
  public double relative() {
    int[] once = new int[blocks()];
    for (int block = 0; block < once.length; block++) {
      once[block] = block;
    }
    return relative(once);
  }

  /** The window's mean as a model, over the same origins. */
  BlockErrors ofWindowMean() {
    return new BlockErrors(horizon, windowMean, naive, windowMean);
  }

  /** {@link #relative} over blocks that were drawn; one may be drawn more than once. */
  public double relative(int[] drawn) {
    double ratios = 0;
    int leads = 0;
    for (int h = 0; h < horizon; h++) {
      double own = 0;
      double other = 0;
      for (int block : drawn) {
        own += answer[block * horizon + h];
        other += naive[block * horizon + h];
      }
      if (other > 0) {
        ratios += own / other;
        leads++;
      }
    }
    return leads == 0 ? Double.NaN : ratios / leads;
  }
}
