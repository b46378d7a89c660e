package dev.foretide.message.reading;

import dev.foretide.config.ReadingSettings;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is a number, what is missing, and what is neither. NaN stands for a missing value. Owned by
 * one thread.
 */
final class NumberRules {
  /** Beyond this a float32 window could not hold differences. */
  private static final double LARGEST = 1e30;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?");

  /** Longer texts are no numbers of a sensor. */
  private static final int LONGEST = 64;

  /** What producers write for a value that they do not have. */
  private static final Set<String> MISSING_WORDS = Set.of("nan", "unavailable", "unknown");

  private static final Set<String> INFINITE =
      Set.of("infinity", "+infinity", "-infinity", "inf", "+inf", "-inf");

  private final boolean parseText;
  private final Set<String> missingTexts;
  private final double[] missingNumbers;

  NumberRules(ReadingSettings.Numbers settings) {
    this.parseText = settings.parseText();
    this.missingTexts = new HashSet<>(settings.missing());
    this.missingNumbers =
        settings.missing().stream()
            .filter(text -> NUMBER.matcher(text).matches())
            .mapToDouble(Double::parseDouble)
            .toArray();
  }

  /** The value of a number: NaN where it stands for a missing one. */
  double number(String name, double number) {
    for (double missing : missingNumbers) {
      if (number == missing) {
        return Double.NaN;
      }
    }
    if (Math.abs(number) <= LARGEST) {
      return number;
    }
    if (Double.isNaN(number) && parseText) {
      return Double.NaN;
    }
    if (!Double.isFinite(number)) {
      throw new RefusedReadingException(
          Reason.NOT_FINITE, "%s is %s, must be finite".formatted(name, number));
    }
    throw new RefusedReadingException(
        Reason.OUT_OF_RANGE, "%s is %s, must be within 1e30".formatted(name, number));
  }

  /** The value of a text: NaN where it stands for a missing one. */
  double text(String name, String text) {
    if (missingTexts.contains(text)) {
      return Double.NaN;
    }
    boolean number = text.length() <= LONGEST && NUMBER.matcher(text).matches();
    if (number && parseText) {
      return number(name, Double.parseDouble(text));
    }
    String word = text.length() <= LONGEST ? text.toLowerCase(Locale.ROOT) : "";
    if (parseText && MISSING_WORDS.contains(word)) {
      return Double.NaN;
    }
    if (parseText && INFINITE.contains(word)) {
      throw new RefusedReadingException(
          Reason.NOT_FINITE, "%s is \"%s\", must be finite".formatted(name, text));
    }
    throw new RefusedReadingException(
        Reason.NOT_A_NUMBER,
        "%s is %s, must be a number%s"
            .formatted(name, Shown.text(text), cause(number || MISSING_WORDS.contains(word))));
  }

  private String cause(boolean parseable) {
    if (parseable && !parseText) {
      return ": readings.number.text=parse?";
    }
    return missingTexts.isEmpty() ? "" : ", or one of readings.missing";
  }
}
