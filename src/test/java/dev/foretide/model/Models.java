package dev.foretide.model;

import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import dev.foretide.series.CalendarTerm;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
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

  /** All heads that a shape has, of small random weights. */
  public static LinearHeads heads(ModelShape shape, long seed) {
    return new LinearHeads(
        head(shape, Expert.LINEAR, seed),
        shape.has(Expert.LAGS) ? head(shape, Expert.LAGS, seed + 1) : null,
        shape.has(Expert.LOOKBACK) ? head(shape, Expert.LOOKBACK, seed + 2) : null);
  }

  /** Heads of a single series: its own, but for those that only a group has. */
  public static LinearHeads ownHeads(ModelShape shape, LinearHeads group, long seed) {
    LinearHeads all = heads(shape, seed);
    return new LinearHeads(all.linear(), all.lags(), group.lookback());
  }

  /** A linear head that says nothing but the last value. */
  public static LinearHeads silentHeads(ModelShape shape) {
    Regressors.Columns columns = Regressors.columns(shape, Expert.LINEAR);
    float[] nothing = new float[shape.horizon() * (columns.count() + 1)];
    return new LinearHeads(new LinearHead(columns, shape.horizon(), nothing), null, null);
  }

  /** One head of small random weights. */
  public static LinearHead head(ModelShape shape, Expert expert, long seed) {
    Regressors.Columns columns = Regressors.columns(shape, expert);
    float[] weights = random(shape.horizon() * (columns.count() + 1), seed, 0.2f);
    return new LinearHead(columns, shape.horizon(), weights);
  }

  /** The heads by the expert that they are. */
  static Map<Expert, LinearHead> byExpert(LinearHeads heads) {
    Map<Expert, LinearHead> all = new EnumMap<>(Expert.class);
    for (Expert expert : Expert.HEADS) {
      LinearHead head = heads.of(expert);
      if (head != null) {
        all.put(expert, head);
      }
    }
    return all;
  }

  /** The same shape with a longer window for one of its heads, and a mask for its network. */
  public static ModelShape wider(ModelShape shape, int lookback, boolean mask) {
    return other(shape, lookback, shape.linear(), mask);
  }

  /** The same shape with or without a linear head, and a mask for its network. */
  static ModelShape withHead(ModelShape shape, boolean linear, boolean mask) {
    return other(shape, shape.lookback(), linear, mask);
  }

  private static ModelShape other(ModelShape shape, int lookback, boolean linear, boolean mask) {
    return new ModelShape(
        shape.features(),
        shape.target(),
        shape.stepMillis(),
        shape.window(),
        shape.horizon(),
        shape.season(),
        shape.calendar(),
        shape.zone(),
        shape.evaluation(),
        lookback,
        linear,
        mask);
  }

  /** A network of random weights, output layer included. */
  public static Network network(ModelShape shape, String layers, long seed) {
    Architecture architecture =
        Architecture.parse(layers, NetworkInputs.size(shape), shape.horizon());
    return Network.initialise(architecture, seed, false);
  }

  /** Version 1 with unknown errors, so that only labels decide about the experts' weights. */
  public static Model model(
      ModelShape shape, @Nullable LinearHeads heads, @Nullable Network network) {
    return model(shape, 1, network == null ? 0 : 1, heads, network);
  }

  /** A version with equal errors of all experts on the holdout, so that all take part. */
  public static Model model(
      ModelShape shape,
      int version,
      int networkVersion,
      @Nullable LinearHeads heads,
      @Nullable Network network) {
    float[] residualScale = new float[shape.horizon()];
    Arrays.fill(residualScale, 0.5f);
    ExpertTable errors = new ExpertTable(shape.horizon(), 1);
    return new Model(
        "default",
        version,
        networkVersion,
        shape,
        heads,
        network,
        residualScale,
        errors,
        new Provenance(Map.of("training.seed", "7")));
  }

  /** A network without heads, whatever the shape. */
  public static Model alone(ModelShape shape, int version, String layers, long seed) {
    NetworkEncoding encoding = NetworkEncoding.Relative.ON_LAST_VALUE;
    int inputs = NetworkInputs.size(shape, encoding);
    Architecture architecture = Architecture.parse(layers, inputs, shape.horizon());
    float[] scale = new float[shape.horizon()];
    Arrays.fill(scale, 1);
    ExpertTable ones = new ExpertTable(shape.horizon(), 1);
    return new Model(
        "default",
        version,
        version,
        shape,
        null,
        Map.of(),
        Network.initialise(architecture, seed, false),
        encoding,
        scale,
        ones,
        Provenance.NONE);
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
