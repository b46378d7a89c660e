package dev.foretide.bench;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.LinearHead;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkInputs;
import dev.foretide.model.Provenance;
import dev.foretide.model.Regressors;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.train.network.NetworkSettings;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A model with all heads and the network of a configuration. Its weights are random: what it
 * forecasts is worth nothing, what a forecast costs is the same.
 */
public final class BenchModel {
  private static final String GROUP = "default";
  private static final float LARGEST_WEIGHT = 0.05f;
  private static final float RESIDUAL_SCALE = 0.5f;

  private BenchModel() {}

  /** A model of the group {@code default}. */
  public static Model of(ForetideConfig config) {
    ModelShape shape = config.forecast().shape();
    Random random = new Random(1);
    LinearHeads heads =
        shape.linear()
            ? new LinearHeads(
                head(shape, Expert.LINEAR, random),
                optional(shape, Expert.LAGS, random),
                optional(shape, Expert.LOOKBACK, random))
            : null;
    String layers = config.training().network().layers();
    Network network =
        layers.equals(NetworkSettings.NO_NETWORK)
            ? null
            : Network.initialise(
                Architecture.parse(layers, NetworkInputs.size(shape), shape.horizon()), 1, false);
    float[] residualScale = new float[shape.horizon()];
    Arrays.fill(residualScale, RESIDUAL_SCALE);
    ExpertTable errors = new ExpertTable(shape.horizon(), 1); // all take part
    return new Model(
        GROUP,
        1,
        network == null ? 0 : 1,
        shape,
        heads,
        network,
        residualScale,
        errors,
        Provenance.NONE);
  }

  private static @Nullable LinearHead optional(ModelShape shape, Expert expert, Random random) {
    return shape.has(expert) ? head(shape, expert, random) : null;
  }

  private static LinearHead head(ModelShape shape, Expert expert, Random random) {
    Regressors.Columns columns = Regressors.columns(shape, expert);
    float[] weights = new float[shape.horizon() * (columns.count() + 1)];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = LARGEST_WEIGHT * (2 * random.nextFloat() - 1);
    }
    return new LinearHead(columns, shape.horizon(), weights);
  }
}
