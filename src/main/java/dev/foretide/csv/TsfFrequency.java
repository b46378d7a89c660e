package dev.foretide.csv;

import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words with which a {@code .tsf} file names its step. */
final class TsfFrequency {
  static final String WORDS =
      "yearly, quarterly, monthly, weekly, daily, hourly, half_hourly, minutely or a number of them such as 10_minutes";

  private static final Pattern FREQUENCY =
      Pattern.compile("(?:(\\d{1,6})_)?(second|minute|hour|dai|day|week|month|quarter|year)[a-z]*");

  private TsfFrequency() {}

  /** The time from one value to the next; null if the word is none of {@link #WORDS}. */
  static @Nullable TemporalAmount step(String word) {
    if (word.equals("half_hourly")) {
      return Duration.ofMinutes(30);
    }
    Matcher found = FREQUENCY.matcher(word);
    if (!found.matches()) {
      return null;
    }
    int count = found.group(1) == null ? 1 : Integer.parseInt(found.group(1));
    return switch (found.group(2)) {
      case "second" -> Duration.ofSeconds(count);
      case "minute" -> Duration.ofMinutes(count);
      case "hour" -> Duration.ofHours(count);
      case "week" -> Period.ofWeeks(count);
      case "month" -> Period.ofMonths(count);
      case "quarter" -> Period.ofMonths(3 * count);
      case "year" -> Period.ofYears(count);
      default -> Period.ofDays(count);
    };
  }
}
