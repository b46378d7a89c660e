package dev.foretide.train.gate;

import java.util.SplittableRandom;

/**
 * Compares two models on the same holdout: blocks of time are drawn with replacement, the same ones
 * for both, and the share of draws in which one is better is the confidence that it is better.
 *
 * <p>A block bootstrap with blocks that do not overlap (Carlstein 1986) of a paired comparison. It
 * assumes nothing of how errors are distributed, unlike the Diebold-Mariano test, and works on the
 * gate's own figure, a mean of ratios. Draws are the same for the same number of blocks.
 */
public final class PairedBootstrap {
  private static final int DRAWS = 1_000;
  private static final long SEED = 20_240_229;

  private PairedBootstrap() {}

  /**
   * Confidence, from 0 to 1, that the first model's error relative to naive is below the second's
   * by a margin.
   *
   * @param margin share of the second's error
   * @throws IllegalArgumentException if they are not of the same holdout
   */
  public static double confidence(BlockErrors ours, BlockErrors theirs, double margin) {
    int blocks = ours.blocks();
    if (blocks != theirs.blocks()) {
      throw new IllegalArgumentException(
          "%d blocks beside %d, must be of the same holdout".formatted(blocks, theirs.blocks()));
    }
    SplittableRandom random = new SplittableRandom(SEED);
    int[] drawn = new int[blocks];
    int better = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = 0; i < blocks; i++) {
        drawn[i] = random.nextInt(blocks);
      }
      if (ours.relative(drawn) < theirs.relative(drawn) * (1 - margin)) {
        better++;
      }
    }
    return (double) better / DRAWS;
  }
}
