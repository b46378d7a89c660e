package dev.foretide.model;

import dev.foretide.nn.Network;
import dev.foretide.series.ExpertTable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model: heads, network and where they come from. Immutable; shared between
 * threads.
 *
 * <p>With {@code x} the last value, {@code s} the series' scale, {@code linear} what the linear
 * head says that the network stands on and {@code r} the scale of its residuals, the forecasts for
 * lead {@code h} are
 *
 * <pre>
 *   linear: x + s linear_h
 *   LSTM:   x + s (linear_h + r_h net_h)     linear_h = 0 where the head is switched off
 * </pre>
 *
 * and otherwise for a network from elsewhere, see {@link NetworkEncoding}.
 *
 * @param group name of the model group
 * @param version version, from 1
 * @param networkVersion version in which the network was trained; 0 without a network. States made
 *     by another one are stale
 * @param shape what it was trained for
 * @param heads linear heads of the group, or null where they are switched off
 * @param ownHeads heads of single series, shrunk towards those of the group; of small groups
 * @param network network, or null until there was enough history to train one
 * @param encoding what the network's inputs and outputs mean
 * @param residualScale {@code [horizon]} rms of what the network is trained on
 * @param expertErrors mean squared errors on the holdout in units of the scale; NaN where an expert
 *     took no part
 * @param provenance data range, metrics, seed and the like
 */
@SuppressWarnings("ArrayRecordComponent") // owned by the model, never written after construction
public record Model(
    String group,
    int version,
    int networkVersion,
    ModelShape shape,
    @Nullable LinearHeads heads,
    Map<String, LinearHeads> ownHeads,
    @Nullable Network network,
    NetworkEncoding encoding,
    float[] residualScale,
    ExpertTable expertErrors,
    Provenance provenance) {

  /** A model without heads of single series, whose network, if any, was trained here. */
  public Model(
      String group,
      int version,
      int networkVersion,
      ModelShape shape,
      @Nullable LinearHeads heads,
      @Nullable Network network,
      float[] residualScale,
      ExpertTable expertErrors,
      Provenance provenance) {
    this(
        group,
        version,
        networkVersion,
        shape,
        heads,
        Map.of(),
        network,
        NetworkEncoding.Relative.ON_HEAD,
        residualScale,
        expertErrors,
        provenance);
  }

  public Model {
    ownHeads = Map.copyOf(ownHeads);
    if (version < 1) {
      throw new IllegalArgumentException("model version is " + version + ", must be at least 1");
    }
    if (heads == null && network == null) {
      throw new IllegalArgumentException("model of " + group + " has neither head nor network");
    }
    if (network == null ? networkVersion != 0 : networkVersion < 1 || networkVersion > version) {
      throw new IllegalArgumentException(
          "network.version is %d of %d, must be 0 without a network and from 1 to %d with one"
              .formatted(networkVersion, version, version));
    }
    check("residual.scale", shape.horizon(), residualScale.length);
    check("expert.errors", shape.horizon(), expertErrors.horizon());
    if (heads != null) {
      heads.requireFits(shape);
    }
    ownHeads.values().forEach(own -> own.requireFits(shape));
    if (network != null) {
      encoding.requireFits(shape);
      int inputs = NetworkInputs.size(shape, encoding);
      check("network inputs", inputs, network.architecture().inputSize());
      check("network outputs", shape.horizon(), network.architecture().outputSize());
      if (heads == null && NetworkInputs.seesHead(shape, encoding)) {
        throw new IllegalArgumentException("model of " + group + " has a network without its head");
      }
    }
  }

  private static void check(String what, int expected, int given) {
    if (expected != given) {
      throw new IllegalArgumentException(what + ": expected " + expected + ", given " + given);
    }
  }

  /** The same model as another version. */
  public Model withVersion(int newVersion, int newNetworkVersion, Provenance because) {
    return new Model(
        group,
        newVersion,
        newNetworkVersion,
        shape,
        heads,
        ownHeads,
        network,
        encoding,
        residualScale,
        expertErrors,
        because);
  }

  /** The same model of another origin. */
  public Model withProvenance(Provenance because) {
    return withVersion(version, networkVersion, because);
  }

  /** The same model with another residual scale. */
  public Model withResidualScale(float[] scale) {
    return new Model(
        group,
        version,
        networkVersion,
        shape,
        heads,
        ownHeads,
        network,
        encoding,
        scale,
        expertErrors,
        provenance);
  }

  /** The linear heads that serve a series, or null. */
  public @Nullable LinearHeads headsOf(String series) {
    return ownHeads.getOrDefault(series, heads);
  }

  /**
   * The network's forecast of one lead as a difference to the last value, in units of the scale.
   *
   * @param linear forecast of the head for the lead, in the same unit; 0 without a head
   * @param output what the network put out for the lead
   * @param last last value of the target
   * @param spread the series' scale of the target
   */
  public float networkForecast(int lead, float linear, float output, double last, double spread) {
    float residual = residualScale[lead - 1] * output;
    if (encoding instanceof NetworkEncoding.Fixed fixed) {
      return Regressors.clip((fixed.output(shape.targetIndex(), output) - last) / spread);
    }
    return encoding == NetworkEncoding.Relative.ON_LAST_VALUE ? residual : linear + residual;
  }
}
