package dev.foretide.backtest;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which readings warm up and which are scored, counted per series. All forecasts of an origin are
 * scored or none: the first target lies at or after the start, the last before the end.
 *
 * @param from share of the readings, in [0, 1), that is warm-up: they give mean and standard
 *     deviation, and no target among them is scored
 * @param trainRows readings that give mean and standard deviation, instead of the share; null for
 *     the share
 * @param scoreFrom first reading that may be a target; null for the one after the warm-up
 * @param scoreTo reading before which all targets lie; null for the end
 */
public record Protocol(
    double from,
    @Nullable Integer trainRows,
    @Nullable Integer scoreFrom,
    @Nullable Integer scoreTo) {

  public Protocol {
    require(from >= 0 && from < 1, "--from is " + from + ", must be from 0 to below 1");
    require(
        trainRows == null || trainRows >= 1,
        "--train-rows is " + trainRows + ", must be 1 or more");
    require(
        scoreFrom == null || scoreFrom >= 0,
        "--score-rows begins at " + scoreFrom + ", must be 0 or more");
    require(
        scoreTo == null || scoreTo > (scoreFrom == null ? 0 : scoreFrom),
        "--score-rows ends at " + scoreTo + ", must end after its start");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Number of warm-up readings of a series. */
  public int warmUp(int readings) {
    return trainRows == null ? (int) (readings * from) : Math.min(readings, trainRows);
  }

  /** First reading that may be a target. */
  public int firstTarget(int readings) {
    return scoreFrom == null ? warmUp(readings) : scoreFrom;
  }

  /** Reading before which all targets lie. */
  public int endTarget(int readings) {
    return scoreTo == null ? readings : Math.min(readings, scoreTo);
  }

  /** The protocol in words, for a report: {@code warmUp} and {@code scored}. */
  public Map<String, String> describe() {
    Map<String, String> words = new LinkedHashMap<>();
    String share = BigDecimal.valueOf(from).movePointRight(2).stripTrailingZeros().toPlainString();
    words.put(
        "warmUp",
        trainRows == null
            ? "first " + share + " % of the readings of each series"
            : "first " + trainRows + " readings of each series");
    words.put(
        "scored",
        "targets from "
            + (scoreFrom == null ? "the end of the warm-up" : "reading " + scoreFrom)
            + (scoreTo == null ? " to the end" : " to before reading " + scoreTo)
            + "; all leads of an origin or none");
    return words;
  }
}
