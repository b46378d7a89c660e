package dev.foretide.http;

import dev.foretide.forecast.SeriesSummary;
import java.util.Comparator;
import java.util.Locale;

/** How the list of series is ordered. A ranking has the worst first, and what is unknown last. */
enum SeriesOrder {
  ID,
  /** The largest error relative to naive. */
  SKILL,
  /** The widest interval in units of the series' scale. */
  BAND,
  /** The largest share of values outside the interval. */
  ANOMALIES;

  Comparator<SeriesSummary> comparator() {
    return Comparator.comparingDouble(this::place).thenComparing(SeriesSummary::id);
  }

  private double place(SeriesSummary series) {
    double rank = rank(series);
    return Double.isNaN(rank) ? Double.POSITIVE_INFINITY : -rank;
  }

  private double rank(SeriesSummary series) {
    return switch (this) {
      case ID -> Double.NaN;
      case SKILL -> series.relativeError();
      case BAND -> series.band();
      case ANOMALIES -> series.outside();
    };
  }

  /** The word of the query. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
