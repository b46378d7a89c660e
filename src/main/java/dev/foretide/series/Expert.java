package dev.foretide.series;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The methods whose forecasts are weighted into one, and what is true of each: by what it
 * forecasts, and which one stands in for it where it takes no part.
 */
public enum Expert {
  /** The last value. */
  NAIVE(0, Means.LAST_VALUE),
  /** The value one season before the target. */
  SEASONAL(1, Means.SEASON),
  /** The linear head of window, season and clock. */
  LINEAR(2, Means.HEAD),
  /** The LSTM, on top of the linear head where there is one. */
  LSTM(3, Means.NETWORK),
  /** A linear head of the window alone. */
  LAGS(4, Means.HEAD),
  /** A linear head of a longer window. */
  LOOKBACK(5, Means.HEAD),
  /** The value one cycle longer than the season, such as a week, before the target. */
  CYCLE(6, Means.CYCLE);

  /** Number of experts. */
  public static final int COUNT = values().length;

  /** All of them, from the one that takes the least to the one that takes the most. */
  public static final List<Expert> SIMPLEST_FIRST =
      List.of(NAIVE, SEASONAL, CYCLE, LINEAR, LAGS, LOOKBACK, LSTM);

  /** The linear heads, in the order of their indices. */
  public static final List<Expert> HEADS = Arrays.stream(values()).filter(Expert::isHead).toList();

  /** By what an expert forecasts. */
  private enum Means {
    LAST_VALUE,
    SEASON,
    CYCLE,
    HEAD,
    NETWORK
  }

  private final int index;
  private final Means means;

  Expert(int index, Means means) {
    this.index = index;
    this.means = means;
  }

  /** Row of the expert in stored tables; never changes. */
  public int index() {
    return index;
  }

  /** Whether it is a linear head. */
  public boolean isHead() {
    return means == Means.HEAD;
  }

  /** Whether it is fitted to history: a head, or the network. */
  public boolean isFitted() {
    return means == Means.HEAD || means == Means.NETWORK;
  }

  /**
   * Whether it must prove itself on each series before it has its full weight. The last value needs
   * no proof, nor does a season, of which who sets it knows; a longer cycle follows from neither.
   */
  public boolean needsProof() {
    return isFitted() || means == Means.CYCLE;
  }

  /**
   * The one that stands in for it where it takes no part: the head that the network and the other
   * heads are beside, and the last value for all others.
   */
  public Expert standIn() {
    return switch (this) {
      case NAIVE, SEASONAL, CYCLE, LINEAR -> NAIVE;
      case LSTM, LAGS, LOOKBACK -> LINEAR;
    };
  }

  /** The word used in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
