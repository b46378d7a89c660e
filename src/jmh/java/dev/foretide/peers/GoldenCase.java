package dev.foretide.peers;

import dev.foretide.nn.Architecture;
import java.util.List;

/**
 * A network and data whose golden values are kept; weights and data are {@link Draws} of the seed.
 *
 * @param name of the file
 * @param layers as in {@link Architecture#parse}
 * @param inputSize values per step
 * @param outputSize values per output
 * @param steps of each window
 * @param count of windows
 */
record GoldenCase(String name, String layers, int inputSize, int outputSize, int steps, int count) {

  /**
   * The networks that are measured, and one to three layers of sizes that no vector divides.
   * Dropout is left out: its masks are no peer's, and where it does nothing there is nothing to
   * compare.
   */
  static final List<GoldenCase> ALL =
      List.of(
          new GoldenCase("tutorial", "lstm:100,lstm:50,dense", 40, 1, 30, 7),
          new GoldenCase("standard", "lstm:64,lstm:32,dense", 4, 12, 48, 1),
          new GoldenCase("one-unit-one-step", "lstm:1,dense", 1, 1, 1, 1),
          new GoldenCase("one-unit", "lstm:1,dense", 1, 1, 19, 7),
          new GoldenCase("one-layer-3", "lstm:3,dense", 5, 2, 5, 7),
          new GoldenCase("one-layer-17", "lstm:17,dense", 3, 5, 19, 1),
          new GoldenCase("one-layer-33", "lstm:33,dense", 9, 1, 5, 7),
          new GoldenCase("two-layers-17-3", "lstm:17,lstm:3,dense", 6, 4, 19, 7),
          new GoldenCase("two-layers-1-33", "lstm:1,lstm:33,dense", 2, 3, 5, 1),
          new GoldenCase("two-layers-33-17", "lstm:33,lstm:17,dense", 17, 24, 1, 7),
          new GoldenCase("three-layers-33-17-3", "lstm:33,lstm:17,lstm:3,dense", 4, 2, 19, 7),
          new GoldenCase("three-layers-3-1-17", "lstm:3,lstm:1,lstm:17,dense:7,dense", 1, 3, 5, 7));

  /** Seed of {@link Draws}. */
  long seed() {
    return 1L + ALL.indexOf(this);
  }

  Architecture architecture() {
    return Architecture.parse(layers, inputSize, outputSize);
  }
}
