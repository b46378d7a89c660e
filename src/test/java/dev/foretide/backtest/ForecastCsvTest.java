package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.series.Expert;
import dev.foretide.series.Reading;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastCsvTest {
  private final StringWriter text = new StringWriter();

  @Test
  void shouldWriteTheColumnsThatForecastingToolsUse() throws IOException {
    try (ForecastCsv csv =
        new ForecastCsv(text, List.of(input("f.csv", "pump")), new double[] {0.8, 0.975})) {
      csv.matured("f.csv", matured("pump", 1e-4f));
    }

    assertThat(text.toString().lines())
        .containsExactly(
            "unique_id,ds,cutoff,y,foretide,foretide-lo-80,foretide-hi-80,foretide-lo-97.5,"
                + "foretide-hi-97.5,naive,seasonal,linear,lstm,lags,lookback,cycle",
            "pump,1970-01-01T02:00:00Z,1970-01-01T00:00:00Z,21.5,1.0E-4,-1,1,-2,2.25,3,,0.1,,,,");
  }

  @Test
  void shouldQuoteIdsAndTellFilesWithTheSameIdApart() throws IOException {
    List<Backtest.Input> inputs =
        List.of(input("f.csv", "a,\"b\""), input("f.csv", "own"), input("g.csv", "a,\"b\""));
    try (ForecastCsv csv = new ForecastCsv(text, inputs, new double[] {0.8, 0.975})) {
      csv.matured("g.csv", matured("a,\"b\"", 1));
      csv.matured("f.csv", matured("own", 1));
    }

    assertThat(text.toString().lines().skip(1).map(line -> line.replaceAll(",1970.*", "")))
        .containsExactly("\"g.csv:a,\"\"b\"\"\"", "own");
  }

  private static Backtest.Input input(String file, String series) {
    return new Backtest.Input(file, List.of(new Reading(series, 0, new double[] {1})));
  }

  private static MaturedForecast matured(String series, float combined) {
    float[] experts = new float[Expert.COUNT];
    Arrays.fill(experts, Float.NaN);
    experts[Expert.NAIVE.index()] = 3;
    experts[Expert.LINEAR.index()] = 0.1f;
    return new MaturedForecast(
        series,
        0,
        2,
        7_200_000,
        21.5f,
        combined,
        experts,
        new float[Expert.COUNT],
        new float[] {-1, -2},
        new float[] {1, 2.25f});
  }
}
