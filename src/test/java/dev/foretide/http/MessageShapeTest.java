package dev.foretide.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.message.JsonMessageWriter;
import dev.foretide.message.MessageWriter;
import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The API and the topics write the same messages with two writers: one for any Jackson generator,
 * one without allocation for the hot path. Neither package knows the other, so only a test can hold
 * them together.
 */
class MessageShapeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STEPS = 300;

  private final MessageWriter topics = new JsonMessageWriter(6);

  /** Plain values, odd values, ties in the seventh digit, and what JSON cannot say. */
  private static final float[] VALUES = {
    0, -0f, 21.5f, 131072.5f, 131073.5f, 1310725f, 1e-9f, -3.4e38f, 9.999999f, Float.NaN
  };

  @Test
  void shouldWriteForecastsAsTheTopicDoes() throws IOException {
    FakeSeries series = new FakeSeries("Größe \"1\"/\n", "plant", 3, 1_500);
    for (int step = 0; step < STEPS; step++) {
      series.advance(step, step / 100);
      Forecast forecast = series.forecast();

      shouldSayTheSame(api(forecast), JSON.readTree(topics.forecast(forecast)));
    }
  }

  @Test
  void shouldWriteScoresAsTheTopicDoes() throws IOException {
    FakeSeries series = new FakeSeries("boiler", "plant", 4, 60_000);
    for (int step = 0; step < STEPS; step++) {
      Score score = series.advance(step, 1);

      shouldSayTheSame(api(score), topic(score));
    }
  }

  @Test
  void shouldRoundAlike() throws IOException {
    for (float value : VALUES) {
      Score score =
          new Score(
              "s",
              "g",
              "t",
              0,
              value,
              value,
              1,
              new double[] {0.5, 0.995},
              List.of(new Score.Lead(1, value / 3, value, new boolean[] {true, false}, 1)),
              false);

      shouldSayTheSame(api(score), topic(score));
    }
  }

  /** 1310720 and 1.31072E+6 are one number; all else must be the same, the order of fields too. */
  private static void shouldSayTheSame(JsonNode api, JsonNode topic) {
    Comparator<JsonNode> numbers =
        (one, other) ->
            one.isNumber() && other.isNumber()
                ? Double.compare(one.asDouble(), other.asDouble())
                : one.equals(other) ? 0 : 1;
    assertThat(api.equals(numbers, topic)).as("API: %s%ntopic: %s", api, topic).isTrue();
    assertThat(fields(api)).containsExactlyElementsOf(fields(topic));
  }

  /** Names of all fields, those inside of others behind them, in the order written. */
  private static List<String> fields(JsonNode node) {
    List<String> names = new ArrayList<>();
    for (var field : node.properties()) {
      names.add(field.getKey());
      names.addAll(fields(field.getValue()));
    }
    if (node.isArray()) {
      node.forEach(element -> names.addAll(fields(element)));
    }
    return names;
  }

  private static JsonNode api(Forecast forecast) throws IOException {
    return JSON.readTree(Json.object(json -> SeriesJson.forecast(json, forecast)));
  }

  private static JsonNode api(Score score) throws IOException {
    return JSON.readTree(Json.object(json -> SeriesJson.score(json, score)));
  }

  private JsonNode topic(Score score) throws IOException {
    return JSON.readTree(topics.score(score));
  }
}
