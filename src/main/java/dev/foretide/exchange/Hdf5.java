package dev.foretide.exchange;

import dev.foretide.model.ModelFormatException;
import dev.foretide.nn.Tensor;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An HDF5 file in memory and the few questions that are asked of it. Owned by one thread. */
final class Hdf5 {
  /** Values of one tensor; more than any network that fits a message of the models topic. */
  private static final long LARGEST = 4L << 20;

  private final HdfFile file;

  private Hdf5(HdfFile file) {
    this.file = file;
  }

  /**
   * Reads from a file that is closed afterwards.
   *
   * @throws ModelFormatException naming what is wrong
   */
  static <T> T read(byte[] bytes, Function<Hdf5, T> reader) {
    try (HdfFile file = HdfFile.fromBytes(bytes)) {
      return reader.apply(new Hdf5(file));
    } catch (ModelFormatException e) {
      throw e;
    } catch (RuntimeException e) { // damaged bytes make jHDF fail in any way
      throw new ModelFormatException("not readable as HDF5: " + e, e);
    }
  }

  /** The group or dataset at a path from the root, or null. */
  @Nullable Node find(String path) {
    Node node = file;
    for (String name : path.split("/", -1)) {
      node = node instanceof Group group ? group.getChild(name) : null;
    }
    return node;
  }

  /** A text of the root or of the node at a path. */
  @Nullable String text(String attribute) {
    Attribute found = file.getAttribute(attribute);
    return found != null && found.getData() instanceof String text ? text : null;
  }

  /** A list of texts of a group; empty where there is none. */
  List<String> texts(Node node, String attribute) {
    Attribute found = node.getAttribute(attribute);
    Object data = found == null || found.isEmpty() ? null : found.getData();
    return data instanceof String[] texts ? Arrays.asList(texts) : List.of();
  }

  /**
   * A dataset of floats.
   *
   * @throws ModelFormatException if it is missing, of another type or too large
   */
  Tensor tensor(String path) {
    if (!(find(path) instanceof Dataset dataset)) {
      throw new ModelFormatException("dataset " + path + " is missing");
    }
    if (dataset.getSize() > LARGEST) {
      throw new ModelFormatException(
          "dataset %s has %d values, must be at most %d"
              .formatted(path, dataset.getSize(), LARGEST));
    }
    Object data = dataset.getDataFlat();
    float[] values;
    if (data instanceof float[] floats) {
      values = floats;
    } else if (data instanceof double[] doubles) {
      values = new float[doubles.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) doubles[i];
      }
    } else {
      throw new ModelFormatException(
          "dataset %s holds %s, must hold float or double"
              .formatted(path, data.getClass().getSimpleName().toLowerCase(Locale.ROOT)));
    }
    return new Tensor(path, dataset.getDimensions(), values);
  }
}
