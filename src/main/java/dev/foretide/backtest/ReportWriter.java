package dev.foretide.backtest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.backtest.BacktestReport.Cost;
import dev.foretide.backtest.BacktestReport.IntervalScore;
import dev.foretide.backtest.BacktestReport.MethodScore;
import dev.foretide.backtest.BacktestReport.Training;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the parts of a report are called in JSON, for its file and for its page.
 *
 * <p>What cannot be computed is null. A lead is a number or {@code "mean"}, a series an id or
 * {@code "mean"}; times are ISO-8601 in UTC. Owned by one thread.
 */
final class ReportWriter {
  /** A field of one kind of row: its name, and its text, number or truth value. */
  record Column<T>(String name, Function<T, Object> value) {}

  static final List<Column<MethodScore>> RESULTS =
      List.of(
          new Column<>("file", MethodScore::file),
          new Column<>("series", MethodScore::series),
          new Column<>("method", MethodScore::method),
          new Column<>("lead", score -> lead(score.lead())),
          new Column<>("n", MethodScore::n),
          new Column<>("mse", MethodScore::mse),
          new Column<>("mae", MethodScore::mae),
          new Column<>("mseZ", MethodScore::mseZ),
          new Column<>("maeZ", MethodScore::maeZ),
          new Column<>("mase", MethodScore::mase),
          new Column<>("smape", MethodScore::smape));

  static final List<Column<IntervalScore>> INTERVALS =
      List.of(
          new Column<>("file", IntervalScore::file),
          new Column<>("series", IntervalScore::series),
          new Column<>("level", IntervalScore::level),
          new Column<>("lead", score -> lead(score.lead())),
          new Column<>("n", IntervalScore::n),
          new Column<>("coverage", IntervalScore::coverage),
          new Column<>("width", IntervalScore::width),
          new Column<>("pinballZ", IntervalScore::pinballZ));

  static final List<Column<Training>> TRAINING =
      List.of(
          new Column<>("file", Training::file),
          new Column<>("group", Training::group),
          new Column<>("version", Training::version),
          new Column<>("at", training -> Instant.ofEpochMilli(training.at()).toString()),
          new Column<>("seconds", Training::seconds),
          new Column<>("kind", Training::kind),
          new Column<>("outcome", Training::outcome),
          new Column<>("promoted", Training::promoted),
          new Column<>("reason", Training::reason));

  private static final List<Column<Cost>> COST =
      List.of(
          new Column<>("readings", Cost::readings),
          new Column<>("microsPerReadingP50", Cost::microsPerReadingP50),
          new Column<>("microsPerReadingP99", Cost::microsPerReadingP99),
          new Column<>("readingsPerSecond", Cost::readingsPerSecond));

  private final JsonGenerator json;
  private final MathContext digits;

  /**
   * @param digits significant digits of the numbers; {@link MathContext#UNLIMITED} for as many as
   *     tell a number from its neighbours
   */
  ReportWriter(JsonGenerator json, MathContext digits) {
    this.json = json;
    this.digits = digits;
  }

  private static Object lead(int lead) {
    return lead == BacktestReport.MEAN_LEAD ? "mean" : (Object) lead;
  }

  /** The field {@code protocol}: an object. */
  void protocol(Map<String, String> protocol) throws IOException {
    json.writeObjectFieldStart("protocol");
    for (Map.Entry<String, String> entry : protocol.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  /** The field {@code cost}: an object. */
  void cost(Cost cost) throws IOException {
    json.writeFieldName("cost");
    object(COST, cost);
  }

  /** A field with an array of objects. */
  <T> void objects(String name, List<Column<T>> columns, List<T> rows) throws IOException {
    json.writeArrayFieldStart(name);
    for (T row : rows) {
      object(columns, row);
    }
    json.writeEndArray();
  }

  private <T> void object(List<Column<T>> columns, T row) throws IOException {
    json.writeStartObject();
    for (Column<T> column : columns) {
      json.writeFieldName(column.name());
      value(column.value().apply(row));
    }
    json.writeEndObject();
  }

  /** A field with the names of the columns and an array of values per row: for many rows. */
  <T> void table(String name, List<Column<T>> columns, List<T> rows) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeArrayFieldStart("columns");
    for (Column<T> column : columns) {
      json.writeString(column.name());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rows");
    for (T row : rows) {
      json.writeStartArray();
      for (Column<T> column : columns) {
        value(column.value().apply(row));
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void value(Object value) throws IOException {
    if (value instanceof Double number) {
      number(number);
    } else {
      json.writeObject(value); // text, an integer or a truth value
    }
  }

  /** A number; null where it is not finite. */
  void number(double value) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeNull();
    } else if (digits.getPrecision() == 0) {
      json.writeNumber(value);
    } else {
      json.writeNumber(new BigDecimal(value).round(digits).stripTrailingZeros().toString());
    }
  }
}
