package dev.foretide.model;

import dev.foretide.series.CalendarTerm;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A {@link ModelShape} as texts of a model's metadata, under the names of the configuration. */
final class ShapeMetadata {
  private static final String FEATURES = "readings.features";
  private static final String TARGET = "readings.target";
  private static final String STEP = "step.ms";
  private static final String WINDOW = "window";
  private static final String HORIZON = "horizon";
  private static final String SEASON = "season";
  private static final String CALENDAR = "calendar";
  private static final String ZONE = "time.zone";
  private static final String EVALUATION = "evaluation";
  private static final String LOOKBACK = "lookback";
  private static final String LINEAR = "model.linear";
  private static final String MASK = "model.mask";

  static final List<String> KEYS =
      List.of(
          FEATURES,
          TARGET,
          STEP,
          WINDOW,
          HORIZON,
          SEASON,
          CALENDAR,
          ZONE,
          EVALUATION,
          LOOKBACK,
          LINEAR,
          MASK);

  private ShapeMetadata() {}

  static void write(ModelShape shape, Map<String, String> metadata) {
    metadata.put(FEATURES, String.join(",", shape.features()));
    metadata.put(TARGET, shape.target());
    metadata.put(STEP, Long.toString(shape.stepMillis()));
    metadata.put(WINDOW, Integer.toString(shape.window()));
    metadata.put(HORIZON, Integer.toString(shape.horizon()));
    metadata.put(SEASON, Integer.toString(shape.season()));
    metadata.put(
        CALENDAR,
        shape.calendar().stream()
            .map(term -> term.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(",")));
    metadata.put(ZONE, shape.zone().getId());
    metadata.put(EVALUATION, shape.evaluation().name().toLowerCase(Locale.ROOT));
    metadata.put(LOOKBACK, Integer.toString(shape.lookback()));
    metadata.put(LINEAR, Boolean.toString(shape.linear()));
    metadata.put(MASK, Boolean.toString(shape.mask()));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException naming key, value and rule
   * @throws java.time.DateTimeException if there is no such time zone
   */
  static ModelShape read(Map<String, String> metadata) {
    String calendar = text(metadata, CALENDAR);
    List<CalendarTerm> terms =
        calendar.isEmpty()
            ? List.of()
            : Arrays.stream(calendar.split(",", -1))
                .map(term -> CalendarTerm.valueOf(term.toUpperCase(Locale.ROOT)))
                .toList();
    return new ModelShape(
        List.of(text(metadata, FEATURES).split(",", -1)),
        text(metadata, TARGET),
        Long.parseLong(text(metadata, STEP)),
        number(metadata, WINDOW),
        number(metadata, HORIZON),
        number(metadata, SEASON),
        terms,
        ZoneId.of(text(metadata, ZONE)),
        Evaluation.valueOf(text(metadata, EVALUATION).toUpperCase(Locale.ROOT)),
        number(metadata, LOOKBACK),
        truth(metadata, LINEAR),
        truth(metadata, MASK));
  }

  /** See {@link ModelShape#differenceFrom}. */
  static String difference(ModelShape given, ModelShape expected) {
    Map<String, String> own = new HashMap<>();
    Map<String, String> other = new HashMap<>();
    write(given, own);
    write(expected, other);
    return KEYS.stream()
        .filter(key -> !Objects.equals(own.get(key), other.get(key)))
        .map(key -> "%s %s, not %s".formatted(key, shown(own, key), shown(other, key)))
        .collect(Collectors.joining("; "));
  }

  private static String shown(Map<String, String> metadata, String key) {
    String value = text(metadata, key);
    return value.isEmpty() ? "none" : value;
  }

  static String text(Map<String, String> metadata, String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new ModelFormatException("__metadata__ lacks " + key);
    }
    return value;
  }

  static int number(Map<String, String> metadata, String key) {
    String value = text(metadata, key);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new ModelFormatException(key + " is " + value + ", must be a whole number", e);
    }
  }

  private static boolean truth(Map<String, String> metadata, String key) {
    String value = text(metadata, key);
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ModelFormatException(key + " is " + value + ", must be true or false");
    };
  }
}
