package dev.foretide.model;

import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import dev.foretide.series.CalendarTerm;
import dev.foretide.series.Expert;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Models with seeded random weights. */
public final class Models {
  private Models() {}

  /** A univariate shape without season and calendar, one minute a step. */
  public static ModelShape shape(int window, int horizon, Evaluation evaluation) {
    return new ModelShape(
        List.of("value"),
        "value",
        60_000,
        window,
        horizon,
        0,
        List.of(),
        ZoneId.of("UTC"),
        evaluation);
  }

  /** Two features, a season longer than the window, and a calendar. */
  public static ModelShape richShape(int window, int horizon, int season, Evaluation evaluation) {
    return new ModelShape(
        List.of("load", "heat"),
        "heat",
        60_000,
        window,
        horizon,
        season,
        List.of(CalendarTerm.HOUR, CalendarTerm.WEEKDAY),
        ZoneId.of("Europe/Berlin"),
        evaluation);
  }

  /** A head of small random weights. */
  public static LinearHead head(ModelShape shape, long seed) {
    float[] weights = random(shape.horizon() * (LinearInputs.size(shape) + 1), seed, 0.2f);
    return new LinearHead(LinearInputs.size(shape), shape.horizon(), weights);
  }

  /** A network of random weights, output layer included. */
  public static Network network(ModelShape shape, String layers, long seed) {
    Architecture architecture =
        Architecture.parse(layers, NetworkInputs.size(shape), shape.horizon());
    return Network.initialise(architecture, seed, false);
  }

  /** Version 1 with unknown errors, so that only labels decide about the experts' weights. */
  public static Model model(
      ModelShape shape, @Nullable LinearHead head, @Nullable Network network) {
    return model(shape, 1, network == null ? 0 : 1, head, network);
  }

  /** A version with equal errors of all experts on the holdout, so that all take part. */
  public static Model model(
      ModelShape shape,
      int version,
      int networkVersion,
      @Nullable LinearHead head,
      @Nullable Network network) {
    float[] residualScale = new float[shape.horizon()];
    Arrays.fill(residualScale, 0.5f);
    float[] errors = new float[Expert.COUNT * shape.horizon()];
    Arrays.fill(errors, 1);
    return new Model(
        "default",
        version,
        networkVersion,
        shape,
        head,
        network,
        residualScale,
        errors,
        Map.of("training.seed", "7"));
  }

  /** Uniform values in {@code [-size, size)}. */
  public static float[] random(int count, long seed, float size) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (2 * random.nextFloat() - 1) * size;
    }
    return values;
  }

  /** A one-dimensional tensor of random values. */
  static Tensor tensor(String name, int count, long seed) {
    return new Tensor(name, new int[] {count}, random(count, seed, 1));
  }
}
