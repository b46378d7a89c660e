package dev.foretide.exchange;

import dev.foretide.model.ModelFormatException;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The two kinds of file that Keras saves a model in.
 *
 * <pre>
 *   .keras   zip with config.json and model.weights.h5, in which a layer's weights are
 *            layers/CLASS[_N]/vars/0, 1, ... and an LSTM's layers/CLASS[_N]/cell/vars/0, ...:
 *            the class in snake case, N counted per class, whatever the layer's name
 *            (keras/src/saving/saving_lib.py; TensorFlow 2.12 and 2.13 name the first
 *            group _layer_checkpoint_dependencies)
 *   .h5      attribute model_config; model_weights/NAME per layer, whose attribute weight_names
 *            lists the paths of its weights (keras/src/legacy/saving/legacy_h5_format.py)
 * </pre>
 */
final class KerasFile {
  private static final List<String> TOP_GROUPS =
      List.of("layers", "_layer_checkpoint_dependencies");

  private KerasFile() {}

  /**
   * Reads a {@code .keras} file.
   *
   * @param largest bytes that an entry may unpack to
   * @throws ModelFormatException naming what is wrong
   * @throws IOException if the file cannot be read
   */
  static Network readZip(Path path, int largest) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      String config = new String(entry(zip, "config.json", largest), StandardCharsets.UTF_8);
      byte[] weights = entry(zip, "model.weights.h5", largest);
      return Hdf5.read(weights, h5 -> KerasNetwork.build(config, layer -> byClass(h5, layer)));
    } catch (ZipException | EOFException e) {
      throw new ModelFormatException("not readable as zip: " + e, e);
    }
  }

  private static byte[] entry(ZipFile zip, String name, int largest) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new ModelFormatException("the zip has no " + name + ", a .keras file must have one");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(largest + 1);
      if (bytes.length > largest) {
        throw new ModelFormatException(
            "%s in the zip is larger than %d bytes, the most that is read"
                .formatted(name, largest));
      }
      return bytes;
    }
  }

  private static List<Tensor> byClass(Hdf5 h5, KerasLayer layer) {
    String group =
        layer.kind().toLowerCase(Locale.ROOT)
            + (layer.ordinal() == 0 ? "" : "_" + layer.ordinal())
            + (layer.kind().equals("LSTM") ? "/cell/vars" : "/vars");
    for (String top : TOP_GROUPS) {
      String path = top + "/" + group;
      if (h5.find(path) instanceof Group vars) {
        List<Tensor> weights = new ArrayList<>();
        for (int i = 0; i < vars.getChildren().size(); i++) {
          weights.add(h5.tensor(path + "/" + i));
        }
        return weights;
      }
    }
    throw layer.refuse("model.weights.h5 has no group layers/" + group);
  }

  /**
   * Reads an {@code .h5} file.
   *
   * @throws ModelFormatException naming what is wrong
   */
  static Network readHdf5(byte[] bytes) {
    return Hdf5.read(
        bytes,
        h5 -> {
          String config = h5.text("model_config");
          if (config == null) {
            throw new ModelFormatException(
                "no attribute model_config, must be a whole model as model.save() writes it");
          }
          return KerasNetwork.build(config, layer -> byName(h5, layer));
        });
  }

  private static List<Tensor> byName(Hdf5 h5, KerasLayer layer) {
    String path = "model_weights/" + layer.name();
    Node group = h5.find(path);
    if (group == null) {
      throw layer.refuse("no group " + path);
    }
    List<Tensor> weights = new ArrayList<>();
    for (String name : h5.texts(group, "weight_names")) {
      weights.add(h5.tensor(path + "/" + name));
    }
    return weights;
  }
}
