package dev.foretide.demo;

/**
 * Randomness that is looked up and not drawn: a number is a hash of (seed, stream, step), so that
 * any step can be asked for, in any order, by any process, with the same answer.
 *
 * <p>The hash is the finaliser of SplitMix64 (Steele, Lea, Flood 2014); normal numbers come from it
 * by Box and Muller. {@link StrictMath} keeps them the same to the last bit on every machine.
 *
 * @param seed of the whole plant
 * @param stream tells apart what must be independent
 */
record PlantNoise(long seed, int stream) {
  /** Correlation of the AR(1) process between one step and the next. */
  static final double PHI = 0.8;

  /** The moving-average form of the process is cut where a shock has less than 1e-6 left. */
  private static final int MEMORY = 62;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Uniform in [0, 1). */
  double uniform(long step) {
    long bits = mix(mix(mix(seed + GOLDEN) + stream * GOLDEN) + step * GOLDEN);
    return (bits >>> 11) * 0x1.0p-53;
  }

  /** Standard normal, independent from step to step. */
  double white(long step) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(2 * step)));
    return radius * StrictMath.cos(2 * Math.PI * uniform(2 * step + 1));
  }

  /**
   * Stationary AR(1) of variance 1: {@code x[k] = PHI x[k-1] + sqrt(1 - PHI²) e[k]}, written as the
   * sum over the shocks {@code e} so that it needs no start.
   */
  double autoregressive(long step) {
    double sum = 0;
    for (int lag = MEMORY; lag >= 0; lag--) {
      sum = PHI * sum + white(step - lag);
    }
    return sum * StrictMath.sqrt(1 - PHI * PHI);
  }
}
