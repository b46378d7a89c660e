package dev.foretide.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foretide.model.ModelFormatException;
import dev.foretide.nn.Activation;

/**
 * One layer of a Keras model, as its configuration describes it.
 *
 * @param kind class of the layer, such as {@code LSTM}
 * @param name name that the model gives it
 * @param ordinal how many layers of the same class stand before it
 * @param config its configuration
 */
record KerasLayer(String kind, String name, int ordinal, JsonNode config) {

  /** A switch that is off where the configuration does not have it. */
  boolean on(String key) {
    return config.path(key).asBoolean(false);
  }

  boolean hasBias() {
    return config.path("use_bias").asBoolean(true);
  }

  /**
   * The name of a function: a text, or with Keras 3 the description of a serialised function.
   *
   * @throws ModelFormatException where it is neither
   */
  String function(String key) {
    JsonNode value = config.path(key);
    JsonNode text = value.isObject() ? value.path("config") : value;
    if (!text.isTextual()
        || (value.isObject() && !value.path("class_name").asText().equals("function"))) {
      throw refuse(key + " is " + value + ", must name a function");
    }
    return text.textValue();
  }

  /** The activation of the layer. */
  Activation activation() {
    try {
      return Activation.of(function("activation"));
    } catch (ModelFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw refuse(String.valueOf(e.getMessage()));
    }
  }

  ModelFormatException refuse(String reason) {
    return new ModelFormatException("layer %s (%s): %s".formatted(name, kind, reason));
  }
}
