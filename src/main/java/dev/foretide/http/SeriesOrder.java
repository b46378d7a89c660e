package dev.foretide.http;

import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
    Double rank = rank(series);
    return rank == null || rank.isNaN() ? Double.POSITIVE_INFINITY : -rank;
  }

  private @Nullable Double rank(SeriesSummary series) {
    return switch (this) {
      case ID -> null;
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
