package dev.foretide.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.foretide.nn.Tensor;
import dev.foretide.series.Expert;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The linear heads of a model as tensors, see {@link ModelCodec}.
 *
 * @param heads of the group, or null
 * @param ownHeads of single series
 */
record HeadTensors(@Nullable LinearHeads heads, Map<String, LinearHeads> ownHeads) {
  /** Ids of the series that have heads of their own, a JSON array. */
  static final String SERIES = "head.series";

  private static final JsonFactory JSON = new JsonFactory();

  private static String shared(Expert expert) {
    return "head." + expert.word() + ".weight";
  }

  private static String own(Expert expert) {
    return "head." + expert.word() + ".own";
  }

  static List<Tensor> of(Model model) {
    LinearHeads heads = model.heads();
    List<Tensor> tensors = new ArrayList<>();
    if (heads == null) {
      return tensors;
    }
    List<String> series = series(model);
    for (Expert expert : Expert.HEADS) {
      LinearHead head = heads.of(expert);
      if (head == null) {
        continue;
      }
      int width = head.columns().count() + 1;
      float[] weights = head.weights();
      tensors.add(new Tensor(shared(expert), new int[] {head.horizon(), width}, weights));
      if (!series.isEmpty() && LinearHeads.OWN.contains(expert)) {
        float[] all = new float[series.size() * weights.length];
        for (int s = 0; s < series.size(); s++) {
          LinearHeads mine = Objects.requireNonNull(model.ownHeads().get(series.get(s)));
          float[] values = Objects.requireNonNull(mine.of(expert)).weights();
          System.arraycopy(values, 0, all, s * values.length, values.length);
        }
        int[] shape = {series.size(), head.horizon(), width};
        tensors.add(new Tensor(own(expert), shape, all));
      }
    }
    return tensors;
  }

  private static List<String> series(Model model) {
    return model.ownHeads().keySet().stream().sorted().toList();
  }

  static String seriesText(Model model) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (String id : series(model)) {
        json.writeString(id);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter has none
    }
    return text.toString();
  }

  /**
   * Takes the heads out of the tensors of a file.
   *
   * @param series value of {@link #SERIES}, or null
   * @throws ModelFormatException naming what is wrong
   */
  static HeadTensors take(ModelShape shape, Map<String, Tensor> tensors, @Nullable String series) {
    Map<Expert, Tensor> shared = new EnumMap<>(Expert.class);
    Map<Expert, Tensor> own = new EnumMap<>(Expert.class);
    List<String> ids = series == null ? List.of() : ids(series);
    for (Expert expert : Expert.HEADS) {
      int width = Regressors.columns(shape, expert).count() + 1;
      Tensor weights = tensors.remove(shared(expert));
      if (weights != null) {
        TensorChecks.requireFinite(weights);
        TensorChecks.requireShape(weights, shape.horizon(), width);
        shared.put(expert, weights);
        if (!ids.isEmpty() && LinearHeads.OWN.contains(expert)) {
          Tensor each = tensors.remove(own(expert));
          if (each == null) {
            throw new ModelFormatException("tensor " + own(expert) + " is missing");
          }
          TensorChecks.requireFinite(each);
          TensorChecks.requireShape(each, ids.size(), shape.horizon(), width);
          own.put(expert, each);
        }
      }
    }
    if (!shared.containsKey(Expert.LINEAR)) {
      if (!shared.isEmpty() || !ids.isEmpty()) {
        throw new ModelFormatException("tensor " + shared(Expert.LINEAR) + " is missing");
      }
      return new HeadTensors(null, Map.of());
    }
    LinearHeads group = heads(shape, shared, 0);
    Map<String, LinearHeads> ownHeads = new LinkedHashMap<>();
    for (int s = 0; s < ids.size(); s++) {
      LinearHeads mine = heads(shape, own, s);
      ownHeads.put(ids.get(s), new LinearHeads(mine.linear(), mine.lags(), group.lookback()));
    }
    return new HeadTensors(group, ownHeads);
  }

  private static LinearHeads heads(ModelShape shape, Map<Expert, Tensor> tensors, int index) {
    return new LinearHeads(
        Objects.requireNonNull(head(shape, tensors, Expert.LINEAR, index)),
        head(shape, tensors, Expert.LAGS, index),
        head(shape, tensors, Expert.LOOKBACK, index));
  }

  private static @Nullable LinearHead head(
      ModelShape shape, Map<Expert, Tensor> tensors, Expert expert, int index) {
    Tensor tensor = tensors.get(expert);
    if (tensor == null) {
      return null;
    }
    Regressors.Columns columns = Regressors.columns(shape, expert);
    int size = shape.horizon() * (columns.count() + 1);
    float[] weights = Arrays.copyOfRange(tensor.data(), index * size, (index + 1) * size);
    return new LinearHead(columns, shape.horizon(), weights);
  }

  private static List<String> ids(String text) {
    List<String> ids = new ArrayList<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new ModelFormatException(SERIES + " is no JSON array");
      }
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        ids.add(json.getText());
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        throw new ModelFormatException(SERIES + " is no JSON array of texts");
      }
    } catch (IOException e) {
      throw new ModelFormatException(SERIES + " is no JSON array: " + e.getMessage(), e);
    }
    return ids;
  }
}
