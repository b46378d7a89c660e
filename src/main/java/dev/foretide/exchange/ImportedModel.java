package dev.foretide.exchange;

import dev.foretide.model.Model;
import dev.foretide.model.ModelFormatException;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.model.NetworkInputs;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import dev.foretide.series.Expert;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What becomes of a network or a model from elsewhere: a version of a group. A network is an expert
 * of its own, without a head; its errors are unknown, so that it earns its weight on each series.
 */
public final class ImportedModel {
  private ImportedModel() {}

  /** Where a version goes, and what is known of where it comes from. */
  public record Label(String group, int version, Map<String, String> provenance) {}

  /**
   * What a network's inputs mean, told by their number: the row of {@link NetworkInputs}, or the
   * features alone, in fixed units.
   *
   * @param fixed mean and scale of the features, for the second case
   * @throws ModelFormatException if it is neither, or does not put out one value per lead
   */
  public static NetworkEncoding encoding(
      Network network, ModelShape shape, NetworkEncoding.Fixed fixed) {
    Architecture architecture = network.architecture();
    int inputs = architecture.inputSize();
    if (architecture.outputSize() != shape.horizon()) {
      throw new ModelFormatException(
          "the network puts out %d values, must be %d: one per lead of the horizon"
              .formatted(architecture.outputSize(), shape.horizon()));
    }
    if (inputs == NetworkInputs.size(shape, fixed)) {
      return fixed;
    }
    if (inputs == NetworkInputs.size(shape)) {
      return NetworkEncoding.Relative.ON_LAST_VALUE;
    }
    throw new ModelFormatException(
        ("the network takes %d values per step, must be %d (the features %s)"
                + " or %d (deviation and change of each feature%s)")
            .formatted(
                inputs,
                NetworkInputs.size(shape, fixed),
                String.join(", ", shape.features()),
                NetworkInputs.size(shape),
                shape.calendar().isEmpty()
                    ? ""
                    : ", two for each of " + shape.calendar().toString().toLowerCase(Locale.ROOT)));
  }

  /** A version whose network comes from elsewhere. */
  public static Model of(Network network, NetworkEncoding encoding, ModelShape shape, Label label) {
    float[] residualScale = new float[shape.horizon()];
    Arrays.fill(residualScale, 1);
    float[] errors = new float[Expert.COUNT * shape.horizon()];
    Arrays.fill(errors, Float.NaN);
    return new Model(
        label.group(),
        label.version(),
        label.version(),
        shape,
        null,
        network,
        encoding,
        residualScale,
        errors,
        label.provenance());
  }

  /**
   * A model of ours as a version of another group, or of another cluster. Its network counts as a
   * new one: version numbers elsewhere say nothing here.
   *
   * @throws ModelFormatException if it was made for another shape
   */
  public static Model of(Model model, ModelShape shape, Label label) {
    if (!model.shape().equals(shape)) {
      throw new ModelFormatException(
          "it was made for %s, this configuration is %s".formatted(model.shape(), shape));
    }
    return new Model(
        label.group(),
        label.version(),
        model.network() == null ? 0 : label.version(),
        shape,
        model.head(),
        model.network(),
        model.encoding(),
        model.residualScale(),
        model.expertErrors(),
        label.provenance());
  }
}
