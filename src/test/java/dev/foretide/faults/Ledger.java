package dev.foretide.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What has come of one application, answer by answer, against what was due. Filled by one thread;
 * {@link #newestForecast} may be asked from any.
 */
final class Ledger {
  /** Differences that are kept as text. */
  private static final int SHOWN = 5;

  /**
   * The balance.
   *
   * @param due answers that must have come
   * @param lost answers that have not come
   * @param duplicated answers that have come more than once, with the same content
   * @param wrong answers that have come with other content, or are not due at all
   */
  record Balance(long due, long lost, long duplicated, long wrong, List<String> differences) {}

  private final Map<Answer, Integer> counts = new HashMap<>();
  private final long[] newest;
  private final List<String> differences = new ArrayList<>();
  private long duplicated;
  private long wrong;

  Ledger(int series) {
    this.newest = new long[series];
    Arrays.fill(newest, -1);
  }

  /** Enters an answer. */
  void enter(Answer answer, byte[] value, Undisturbed undisturbed) {
    Long due = undisturbed.digest(answer);
    if (due == null || due != Answer.digest(value)) {
      wrong++;
      if (differences.size() < SHOWN) {
        differences.add(
            "%s\n  due %s\n  is  %s"
                .formatted(answer, undisturbed.text(answer), new String(value, UTF_8)));
      }
    }
    if (counts.merge(answer, 1, Integer::sum) > 1) {
      duplicated++;
    }
    if (answer.output() == Output.FORECAST) {
      synchronized (newest) {
        newest[answer.series()] = Math.max(newest[answer.series()], answer.step());
      }
    }
  }

  /** Step of the newest forecast of the series that is furthest behind; -1 for none. */
  long newestForecast() {
    synchronized (newest) {
      long least = Long.MAX_VALUE;
      for (long step : newest) {
        least = Math.min(least, step);
      }
      return least;
    }
  }

  /** Whether each of some answers has come. */
  boolean hasAll(List<Answer> answers) {
    return counts.keySet().containsAll(answers);
  }

  /** The balance of all that is due. */
  Balance balance(List<Answer> due) {
    List<Answer> lost = due.stream().filter(answer -> !counts.containsKey(answer)).toList();
    List<String> shown = new ArrayList<>(differences);
    lost.stream().limit(SHOWN).forEach(answer -> shown.add(answer + " is lost"));
    return new Balance(due.size(), lost.size(), duplicated, wrong, shown);
  }
}
