package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  @Test
  void shouldNameEveryFieldAsPromised() throws IOException {
    JsonNode json = write(Reports.tiny());

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("protocol", "results", "intervals", "training", "cost");
    assertThat(json.at("/results/0").fieldNames())
        .toIterable()
        .containsExactly(
            "file", "series", "method", "lead", "n", "mse", "mae", "mseZ", "maeZ", "mase", "smape");
    assertThat(json.at("/intervals/0").fieldNames())
        .toIterable()
        .containsExactly("file", "series", "level", "lead", "n", "coverage", "width", "pinballZ");
    assertThat(json.at("/training/0").toString())
        .isEqualTo(
            "{\"file\":\"t.csv\",\"group\":\"default\",\"version\":1,\"at\":\"2016-07-01T00:00:00Z\","
                + "\"seconds\":1.5,\"kind\":\"full\",\"outcome\":\"promoted\",\"promoted\":true,"
                + "\"reason\":\"0.9 of naive\"}");
    assertThat(json.at("/cost").toString())
        .isEqualTo(
            "{\"readings\":4,\"microsPerReadingP50\":20.0,\"microsPerReadingP99\":40.0,"
                + "\"readingsPerSecond\":50000.0}");
    assertThat(json.at("/protocol/from").asText()).isEqualTo("0.25");
  }

  @Test
  void shouldWriteLeadsAsNumbersTheMeanAsAWordAndNaNAsNull() throws IOException {
    JsonNode results = write(Reports.tiny()).get("results");

    assertThat(results.findValues("lead"))
        .extracting(JsonNode::toString)
        .containsExactly("1", "1", "\"mean\"", "\"mean\"", "1", "1", "\"mean\"", "\"mean\"");
    assertThat(results.findValuesAsText("series")).containsOnly("a", "mean");
    assertThat(results.get(1).get("mase").isNull()).isTrue();
    assertThat(results.get(0).get("maeZ").asDouble()).isEqualTo(0.5);
  }

  @Test
  void shouldWriteEmptyListsWhenNothingWasScored() throws IOException {
    JsonNode json = write(Reports.empty());

    assertThat(json.get("results")).isEmpty();
    assertThat(json.at("/cost/microsPerReadingP50").isNull()).isTrue();
  }

  private static JsonNode write(BacktestReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReportJson.write(report, out);
    return new ObjectMapper().readTree(out.toByteArray());
  }
}
