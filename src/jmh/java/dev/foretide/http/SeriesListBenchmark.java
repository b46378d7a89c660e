package dev.foretide.http;

import dev.foretide.forecast.SeriesSummary;
import dev.foretide.forecast.SeriesView;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of the first page of the list of series: looked at anew, sorted and filtered. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SeriesListBenchmark {
  private static final int GROUPS = 50;

  /** How many there are. */
  @Param({"100000"})
  public int series;

  /** What is asked for. */
  @Param({"id", "skill", "band", "anomalies"})
  public String sort = "";

  private final List<SeriesSummary> known = new ArrayList<>();
  private SeriesQuery query =
      new SeriesQuery(null, SeriesQuery.DEFAULT_LIMIT, "sensor99", null, null, SeriesOrder.ID);

  /** Knows the series, and that the page is one. */
  @Setup(Level.Trial)
  public void prepare() {
    for (int i = 0; i < series; i++) {
      known.add(
          new SeriesSummary(
              "plant/line" + i % 100 + "-sensor" + i,
              "group" + i % GROUPS,
              Status.READY,
              Source.LSTM,
              3,
              60_000,
              1f,
              (double) (i % 97),
              (double) (i % 89),
              0.01 * (i % 7)));
    }
    for (SeriesOrder order : SeriesOrder.values()) {
      if (order.word().equals(sort)) {
        query = new SeriesQuery(null, SeriesQuery.DEFAULT_LIMIT, "sensor99", null, null, order);
      }
    }
    if (page().series().size() != SeriesQuery.DEFAULT_LIMIT) {
      throw new AssertionError("the page has " + page().series().size() + " series");
    }
  }

  /** Looks at all series, and makes one page. */
  @Benchmark
  public SeriesSnapshot.Page page() {
    List<SeriesView.LeadError> errors =
        List.of(new SeriesView.LeadError(1, 2, 2, new TreeMap<>(Map.of(0.95, 0.9))));
    return SeriesSnapshot.of(visitor -> known.forEach(each -> visitor.see(each, errors)), 0)
        .page(query);
  }
}
