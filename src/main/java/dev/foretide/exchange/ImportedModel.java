package dev.foretide.exchange;

import dev.foretide.model.Model;
import dev.foretide.model.ModelFormatException;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.model.NetworkInputs;
import dev.foretide.model.Provenance;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import dev.foretide.series.ExpertTable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What becomes of a network or a model from elsewhere: a version of a group. A network is an expert
 * of its own, without a head; its errors are unknown, so that it earns its weight on each series.
 */
public final class ImportedModel {
  private ImportedModel() {}

  /** Where a version goes, and what is known of where it comes from. */
  public record Label(String group, int version, Map<String, String> provenance) {}

  /**
   * A version whose network comes from elsewhere.
   *
   * @throws ModelFormatException if inputs or outputs are not as many as encoding and shape want,
   *     saying how the row is made up
   */
  public static Model of(Network network, NetworkEncoding encoding, ModelShape shape, Label label) {
    requireFits(network.architecture(), encoding, shape);
    float[] residualScale = new float[shape.horizon()];
    Arrays.fill(residualScale, 1);
    return new Model(
        label.group(),
        label.version(),
        label.version(),
        shape,
        null,
        Map.of(),
        network,
        encoding,
        residualScale,
        new ExpertTable(shape.horizon()),
        new Provenance(label.provenance()));
  }

  private static void requireFits(
      Architecture architecture, NetworkEncoding encoding, ModelShape shape) {
    int expected = NetworkInputs.size(shape, encoding);
    if (architecture.inputSize() != expected) {
      throw new ModelFormatException(
          "the network takes %d values per step, must be %d: %s"
              .formatted(architecture.inputSize(), expected, row(encoding, shape)));
    }
    if (architecture.outputSize() != shape.horizon()) {
      throw new ModelFormatException(
          "the network puts out %d values, must be %d: one per lead of the horizon"
              .formatted(architecture.outputSize(), shape.horizon()));
    }
  }

  private static String row(NetworkEncoding encoding, ModelShape shape) {
    String features = "of the features " + String.join(", ", shape.features());
    if (!encoding.isRelative()) {
      return "one for each " + features;
    }
    return "%s %s%s"
        .formatted(
            shape.mask() ? "deviation, change and mask" : "deviation and change",
            features,
            shape.calendar().isEmpty()
                ? ""
                : ", %d sines and cosines of ".formatted(shape.calendarColumns())
                    + shape.calendar().stream()
                        .map(term -> term.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
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
          "it was made for " + model.shape().differenceFrom(shape) + " as configured");
    }
    return new Model(
        label.group(),
        label.version(),
        model.network() == null ? 0 : label.version(),
        shape,
        model.heads(),
        model.ownHeads(),
        model.network(),
        model.encoding(),
        model.residualScale(),
        model.expertErrors(),
        new Provenance(label.provenance()));
  }
}
