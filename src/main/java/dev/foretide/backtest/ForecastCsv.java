package dev.foretide.backtest;

import dev.foretide.series.Expert;
import dev.foretide.series.Forecast;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the scored forecasts as CSV while a backtest runs, one row for each lead, in the columns
 * that forecasting tools use: {@code unique_id,ds,cutoff,y,foretide,foretide-lo-80,foretide-hi-80},
 * further levels, and then one column for each expert.
 *
 * <p>{@code ds} is the time of the target and {@code cutoff} the origin, ISO-8601 in UTC. What is
 * missing is empty. An id that several files have is written as {@code file:id}.
 *
 * <p>Owned by one thread.
 */
public final class ForecastCsv implements BacktestListener, Closeable {
  private final Writer out;
  private final Set<String> shared;
  private final StringBuilder row = new StringBuilder();

  /**
   * Writes the header.
   *
   * @param out is closed with this
   * @param levels nominal coverages, in the order of the forecasts' ends
   */
  public ForecastCsv(Writer out, List<Backtest.Input> inputs, double[] levels) throws IOException {
    this.out = out;
    this.shared = sharedIds(inputs);
    row.append("unique_id,ds,cutoff,y,").append(BacktestReport.FORETIDE);
    for (double level : levels) {
      String name = Forecast.levelName(level);
      row.append(",").append(BacktestReport.FORETIDE).append("-lo-").append(name);
      row.append(",").append(BacktestReport.FORETIDE).append("-hi-").append(name);
    }
    for (Expert expert : Expert.values()) {
      row.append(',').append(expert.word());
    }
    endRow();
  }

  private static Set<String> sharedIds(List<Backtest.Input> inputs) {
    Map<String, String> files = new HashMap<>();
    Set<String> shared = new HashSet<>();
    for (Backtest.Input input : inputs) {
      for (var reading : input.readings()) {
        String other = files.putIfAbsent(reading.series(), input.file());
        if (other != null && !other.equals(input.file())) {
          shared.add(reading.series());
        }
      }
    }
    return shared;
  }

  /**
   * Writes one row.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  @Override
  public void matured(String file, MaturedForecast forecast) {
    String series = forecast.series();
    text(shared.contains(series) ? file + ":" + series : series);
    row.append(',').append(Instant.ofEpochMilli(forecast.at()));
    row.append(',').append(Instant.ofEpochMilli(forecast.origin()));
    number(forecast.actual());
    number(forecast.combined());
    for (int i = 0; i < forecast.lower().length; i++) {
      number(forecast.lower()[i]);
      number(forecast.upper()[i]);
    }
    for (Expert expert : Expert.values()) {
      number(forecast.experts()[expert.index()]);
    }
    try {
      endRow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void text(String cell) {
    if (cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')) {
      row.append(cell);
    } else {
      row.append('"').append(cell.replace("\"", "\"\"")).append('"');
    }
  }

  /** The shortest text that gives the same float; a whole number without its point. */
  private void number(float value) {
    row.append(',');
    if (Float.isFinite(value)) {
      String text = Float.toString(value);
      row.append(text, 0, text.endsWith(".0") ? text.length() - 2 : text.length());
    }
  }

  private void endRow() throws IOException {
    out.append(row.append('\n'));
    row.setLength(0);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
