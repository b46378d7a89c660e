package dev.foretide.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foretide.message.JsonMessageWriter;
import dev.foretide.message.MessageWriter;
import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A forecast or a score is the same message on its topic, in the API and on the page. */
class MessageShapeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STEPS = 300;

  private final MessageWriter topics = new JsonMessageWriter(6);

  /** Plain values, odd values, ties in the seventh digit, and what JSON cannot say. */
  private static final float[] VALUES = {
    0, -0f, 21.5f, 131072.5f, 131073.5f, 1310725f, 1e-9f, -3.4e38f, 9.999999f, Float.NaN
  };

  @Test
  void shouldSendScoresAsOnTheTopic() {
    FakeSeries series = new FakeSeries("Größe \"1\"/\n", "plant", 4, 60_000);
    for (int step = 0; step < STEPS; step++) {
      Score score = series.advance(step, 1);

      String frame = new String(LiveFrames.details(List.of(score)), UTF_8);

      assertThat(frame)
          .isEqualTo("event: score\ndata: " + new String(topics.score(score), UTF_8) + "\n\n");
    }
  }

  @Test
  void shouldSendForecastsAsOnTheTopicWithTheValueTheyStartFrom() throws IOException {
    FakeSeries series = new FakeSeries("Größe \"1\"/\n", "plant", 3, 1_500);
    for (int step = 0; step < STEPS; step++) {
      series.advance(step, step / 100);
      Forecast forecast = series.forecast();

      String frame =
          new String(
              LiveFrames.details(List.of(new LiveReading(forecast, series.actual()))), UTF_8);

      assertThat(frame).startsWith("event: forecast\ndata: {").endsWith("}\n\n");
      ObjectNode event = (ObjectNode) JSON.readTree(frame.substring(frame.indexOf('{')));
      assertThat((float) event.remove("actual").asDouble())
          .isCloseTo(series.actual(), withPercentage(1e-3));
      assertThat(event.toString()).isEqualTo(topic(forecast).toString());
    }
  }

  @Test
  void shouldShowTheNewestForecastOfASeriesAsOnTheTopic() throws IOException {
    FakeSeries series = new FakeSeries("boiler", "plant", 3, 1_500);
    for (int step = 0; step < STEPS; step++) {
      series.advance(step, step / 100);

      JsonNode shown = JSON.readTree(Json.object(json -> SeriesJson.detail(json, series.view())));

      assertThat(shown.get("forecast").toString()).isEqualTo(topic(series.forecast()).toString());
      assertThat(shown.get("errors").isArray()).isTrue();
    }
  }

  /** 1310720 and 1.31072E+6 are one number. */
  @Test
  void shouldRoundNumbersOfTheApiAsThoseOfTheTopic() throws IOException {
    for (float value : VALUES) {
      Score score =
          new Score("s", "g", "t", 0, value, value, 1, new double[] {0.5}, List.of(), false);

      JsonNode api = JSON.readTree(Json.object(json -> Json.number(json, "actual", value)));

      JsonNode topic = JSON.readTree(topics.score(score));
      assertThat(api.get("actual").isNull()).isEqualTo(topic.get("actual").isNull());
      assertThat(api.get("actual").asDouble()).isEqualTo(topic.get("actual").asDouble());
    }
  }

  private JsonNode topic(Forecast forecast) throws IOException {
    return JSON.readTree(topics.forecast(forecast));
  }
}
