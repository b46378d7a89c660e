package dev.foretide.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A {@link NetworkEncoding} as texts of a model's metadata. That of networks trained here has none:
 * it is what files say that are older than the key.
 */
final class EncodingMetadata {
  static final String ENCODING = "network.encoding";
  static final String MEAN = "network.mean";
  static final String SCALE = "network.scale";
  private static final String ON_LAST_VALUE = "on-last-value";
  private static final String FIXED = "fixed";

  private EncodingMetadata() {}

  static void write(NetworkEncoding encoding, Map<String, String> metadata) {
    if (encoding == NetworkEncoding.Relative.ON_LAST_VALUE) {
      metadata.put(ENCODING, ON_LAST_VALUE);
    } else if (encoding instanceof NetworkEncoding.Fixed fixed) {
      metadata.put(ENCODING, FIXED);
      metadata.put(MEAN, text(fixed.mean()));
      metadata.put(SCALE, text(fixed.scale()));
    }
  }

  private static String text(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException naming key, value and rule
   */
  static NetworkEncoding read(Map<String, String> metadata) {
    String name = metadata.get(ENCODING);
    if (name == null) {
      return NetworkEncoding.Relative.ON_HEAD;
    }
    return switch (name) {
      case ON_LAST_VALUE -> NetworkEncoding.Relative.ON_LAST_VALUE;
      case FIXED -> new NetworkEncoding.Fixed(numbers(metadata, MEAN), numbers(metadata, SCALE));
      default ->
          throw new ModelFormatException(
              "%s is %s, must be %s or %s, or absent"
                  .formatted(ENCODING, name, ON_LAST_VALUE, FIXED));
    };
  }

  private static List<Double> numbers(Map<String, String> metadata, String key) {
    String value = Objects.requireNonNullElse(metadata.get(key), "missing");
    try {
      return Arrays.stream(value.split(",", -1)).map(Double::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new ModelFormatException(key + " is " + value + ", must be numbers", e);
    }
  }
}
