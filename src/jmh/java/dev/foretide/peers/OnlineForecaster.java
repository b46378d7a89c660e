package dev.foretide.peers;

import java.util.Map;

/** Forecasts one series, and learns from every reading of it. Owned by one thread. */
interface OnlineForecaster {
  /**
   * Takes in a reading.
   *
   * @param time milliseconds since the epoch
   * @return {@code [horizon]} forecasts from it; empty while too little is known
   */
  float[] update(long time, double value);

  /**
   * One by the name that benchmarks give it.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static OnlineForecaster of(String name) {
    return switch (name) {
      case "foretide" -> new ForetideForecaster(Map.of());
      case "foretideTutorial" ->
          new ForetideForecaster(
              Map.of("model.layers", "lstm:100,dropout:0.2,lstm:50,dropout:0.2,dense"));
      case "rcfcaster" -> new RandomCutForecaster();
      default ->
          throw new IllegalArgumentException(
              "implementation '" + name + "': must be foretide, foretideTutorial or rcfcaster");
    };
  }
}
