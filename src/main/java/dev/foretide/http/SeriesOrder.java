package dev.foretide.http;

import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the list of series is ordered. A ranking has the worst first, and what is unknown last. */
enum SeriesOrder {
  ID(series -> null),
  /** The largest error relative to naive. */
  SKILL(SeriesSummary::relativeError),
  /** The widest interval in units of the series' scale. */
  BAND(SeriesSummary::band),
  /** The largest share of values outside the interval. */
  ANOMALIES(SeriesSummary::outside);

  private final Comparator<SeriesSummary> comparator;

  SeriesOrder(Function<SeriesSummary, @Nullable Double> rank) {
    Comparator<SeriesSummary> worst =
        Comparator.comparingDouble(
            series -> {
              Double value = rank.apply(series);
              return value == null || value.isNaN() ? Double.POSITIVE_INFINITY : -value;
            });
    this.comparator = worst.thenComparing(SeriesSummary::id);
  }

  Comparator<SeriesSummary> comparator() {
    return comparator;
  }

  /** The word of the query. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
