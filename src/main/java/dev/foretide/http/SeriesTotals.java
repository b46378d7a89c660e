package dev.foretide.http;

import dev.foretide.forecast.SeriesView;
import dev.foretide.series.Status;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many series there are, and their errors taken together. Owned by one thread while it adds.
 */
final class SeriesTotals {
  private final Map<Status, Integer> counts = new EnumMap<>(Status.class);
  private final SortedMap<Integer, Sums> leads = new TreeMap<>();

  /** Of one lead; intervals by nominal coverage. */
  private static final class Sums {
    private int series;
    private double mae;
    private double naiveMae;
    private final SortedMap<Double, Double> covered = new TreeMap<>();
  }

  void add(Status status, List<SeriesView.LeadError> errors) {
    counts.merge(status, 1, Integer::sum);
    for (SeriesView.LeadError error : errors) {
      if (Double.isFinite(error.mae()) && Double.isFinite(error.naiveMae())) {
        Sums sums = leads.computeIfAbsent(error.lead(), lead -> new Sums());
        sums.series++;
        sums.mae += error.mae();
        sums.naiveMae += error.naiveMae();
        error.coverage().forEach((level, share) -> sums.covered.merge(level, share, Double::sum));
      }
    }
  }

  int count(Status status) {
    return counts.getOrDefault(status, 0);
  }

  int count() {
    int count = 0;
    for (int of : counts.values()) {
      count += of;
    }
    return count;
  }

  /** Means over the series that have errors of a lead, ascending by lead. */
  List<SeriesView.LeadError> errors() {
    List<SeriesView.LeadError> means = new ArrayList<>();
    leads.forEach(
        (lead, sums) -> {
          SortedMap<Double, Double> coverage = new TreeMap<>();
          sums.covered.forEach((level, sum) -> coverage.put(level, sum / sums.series));
          means.add(
              new SeriesView.LeadError(
                  lead, sums.mae / sums.series, sums.naiveMae / sums.series, coverage));
        });
    return means;
  }
}
