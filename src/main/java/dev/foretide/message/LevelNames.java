package dev.foretide.message;

import dev.foretide.series.Forecast;
import java.util.Arrays;

/** The names of the levels of message after message, which are mostly those of the last one. */
final class LevelNames {
  private double[] levels = {};
  private String[] names = {};

  /** As {@link Forecast#levelName} has them; not to be modified. */
  String[] of(double[] wanted) {
    if (!Arrays.equals(wanted, levels)) {
      levels = wanted.clone();
      names = Arrays.stream(wanted).mapToObj(Forecast::levelName).toArray(String[]::new);
    }
    return names;
  }
}
