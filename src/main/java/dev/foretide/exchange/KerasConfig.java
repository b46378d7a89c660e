package dev.foretide.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.model.ModelFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers in the JSON configuration of a Keras Sequential model. Keras 2 and 3 write {@code
 * {"class_name": "Sequential", "config": {"layers": [{"class_name", "config"}, ...]}}}; before
 * Keras 2.2.3 {@code config} was the list itself.
 */
final class KerasConfig {
  private static final ObjectMapper JSON = new ObjectMapper();

  private KerasConfig() {}

  /**
   * Reads a configuration.
   *
   * @throws ModelFormatException if it is no JSON or no Sequential model
   */
  static List<KerasLayer> layers(String text) {
    JsonNode model = parse(text);
    String kind = model.path("class_name").asText("missing");
    if (!kind.equals("Sequential")) {
      throw new ModelFormatException("Keras model of class " + kind + ", must be Sequential");
    }
    JsonNode config = model.path("config");
    JsonNode list = config.isArray() ? config : config.path("layers");
    List<KerasLayer> layers = new ArrayList<>();
    Map<String, Integer> ordinals = new HashMap<>();
    for (JsonNode layer : list) {
      String layerKind = layer.path("class_name").asText("missing");
      JsonNode layerConfig = layer.path("config");
      String name = layerConfig.path("name").asText("#" + layers.size());
      int ordinal = ordinals.merge(layerKind, 1, Integer::sum) - 1;
      layers.add(new KerasLayer(layerKind, name, ordinal, layerConfig));
    }
    return layers;
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ModelFormatException(
          "Keras configuration is not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
