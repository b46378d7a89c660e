package dev.foretide.model;

import dev.foretide.nn.Architecture;
import dev.foretide.nn.LayerSpec;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as safetensors bytes.
 *
 * <p>Tensors: the network's parameters under their PyTorch names; per linear head {@code
 * head.NAME.weight} [horizon, inputs + 1] and, where single series have their own, {@code
 * head.NAME.own} [series, horizon, inputs + 1] in the order of {@code head.series}, a JSON array;
 * {@code residual.scale} [horizon]; {@code expert.errors} [experts, horizon]. The shape and the
 * provenance are texts in {@code __metadata__}.
 */
public final class ModelCodec {
  private static final String FORMAT = "foretide.format";
  private static final String FORMAT_VERSION = "2";
  private static final String RESIDUAL_SCALE = "residual.scale";
  private static final String EXPERT_ERRORS = "expert.errors";
  private static final List<String> OWN_KEYS =
      List.of(
          FORMAT,
          "group",
          "version",
          "network.version",
          HeadTensors.SERIES,
          "model.layers",
          EncodingMetadata.ENCODING,
          EncodingMetadata.MEAN,
          EncodingMetadata.SCALE);

  private ModelCodec() {}

  /** The bytes of a model. */
  public static byte[] write(Model model) {
    List<Tensor> tensors = new ArrayList<>();
    int horizon = model.shape().horizon();
    if (model.network() != null) {
      tensors.addAll(model.network().parameters());
    }
    tensors.addAll(HeadTensors.of(model));
    tensors.add(new Tensor(RESIDUAL_SCALE, new int[] {horizon}, model.residualScale()));
    int[] errors = {Expert.COUNT, horizon};
    tensors.add(new Tensor(EXPERT_ERRORS, errors, model.expertErrors().toRows()));
    return Safetensors.write(metadata(model), tensors);
  }

  /** The linear heads as tensors, those of single series included. */
  public static List<Tensor> headTensors(Model model) {
    return HeadTensors.of(model);
  }

  /** What the file says of a model beside its tensors: shape, lineage and provenance, as texts. */
  public static Map<String, String> metadata(Model model) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, FORMAT_VERSION);
    metadata.put("group", model.group());
    metadata.put("version", Integer.toString(model.version()));
    metadata.put("network.version", Integer.toString(model.networkVersion()));
    ShapeMetadata.write(model.shape(), metadata);
    if (!model.ownHeads().isEmpty()) {
      metadata.put(HeadTensors.SERIES, HeadTensors.seriesText(model));
    }
    if (model.network() != null) {
      metadata.put("model.layers", model.network().architecture().toString());
    }
    EncodingMetadata.write(model.encoding(), metadata);
    model.provenance().facts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
    return metadata;
  }

  /**
   * Reads a model and checks everything about it: checksum, format version, shapes, finite weights.
   *
   * @throws ModelFormatException naming what is wrong
   */
  public static Model read(byte[] bytes) {
    Safetensors file = Safetensors.read(bytes);
    Map<String, String> metadata = file.metadata();
    if (!FORMAT_VERSION.equals(metadata.get(FORMAT))) {
      throw new ModelFormatException(
          "%s is %s, this release reads %s"
              .formatted(FORMAT, metadata.get(FORMAT), FORMAT_VERSION));
    }
    try {
      return model(metadata, file.tensors());
    } catch (ModelFormatException e) {
      throw e;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new ModelFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Model model(Map<String, String> metadata, Map<String, Tensor> tensors) {
    ModelShape shape = ShapeMetadata.read(metadata);
    Map<String, String> provenance = new LinkedHashMap<>(metadata);
    OWN_KEYS.forEach(provenance::remove);
    ShapeMetadata.KEYS.forEach(provenance::remove);
    Map<String, Tensor> rest = new LinkedHashMap<>(tensors);
    Tensor residualScale = take(rest, RESIDUAL_SCALE);
    Tensor expertErrors = take(rest, EXPERT_ERRORS);
    int horizon = shape.horizon();
    TensorChecks.requireFinite(residualScale);
    TensorChecks.requireShape(residualScale, horizon);
    TensorChecks.requireShape(expertErrors, Expert.COUNT, horizon);
    HeadTensors heads = HeadTensors.take(shape, rest, metadata.get(HeadTensors.SERIES));
    NetworkEncoding encoding = EncodingMetadata.read(metadata);
    encoding.requireFits(shape);
    return new Model(
        ShapeMetadata.text(metadata, "group"),
        ShapeMetadata.number(metadata, "version"),
        ShapeMetadata.number(metadata, "network.version"),
        shape,
        heads.heads(),
        heads.ownHeads(),
        network(NetworkInputs.size(shape, encoding), shape, metadata.get("model.layers"), rest),
        encoding,
        residualScale.data(),
        ExpertTable.ofRows(expertErrors.data()),
        new Provenance(provenance));
  }

  private static @Nullable Network network(
      int inputs, ModelShape shape, @Nullable String layers, Map<String, Tensor> tensors) {
    if (layers == null) {
      if (!tensors.isEmpty()) {
        throw new ModelFormatException("tensors " + tensors.keySet() + " belong to no layer");
      }
      return null;
    }
    Architecture architecture = Architecture.parse(layers, inputs, shape.horizon());
    requireParameters(architecture, tensors.values());
    return Network.of(architecture, new ArrayList<>(tensors.values()));
  }

  /** Before arrays of the sizes in the text are made: they must be about those of the tensors. */
  private static void requireParameters(Architecture architecture, Collection<Tensor> tensors) {
    double expected = 0;
    double inputs = architecture.inputSize();
    for (LayerSpec layer : architecture.layers()) {
      if (layer instanceof LayerSpec.Lstm lstm) {
        expected += 4.0 * lstm.units() * (inputs + lstm.units() + 2);
        inputs = lstm.units();
      } else if (layer instanceof LayerSpec.Dense dense) {
        expected += dense.units() * (inputs + 1);
        inputs = dense.units();
      }
    }
    long given = tensors.stream().mapToLong(tensor -> tensor.data().length).sum();
    if (expected > 2.0 * given) {
      throw new ModelFormatException(
          "tensors %s hold %d values, model.layers %s needs %.0f"
              .formatted(
                  tensors.stream().map(Tensor::name).toList(), given, architecture, expected));
    }
  }

  private static Tensor take(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.remove(name);
    if (tensor == null) {
      throw new ModelFormatException("tensor " + name + " is missing");
    }
    return tensor;
  }
}
