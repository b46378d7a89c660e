package dev.foretide.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.stream.TopologyHarness;
import dev.foretide.stream.cluster.Role;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forecasts and scores as CloudEvents' own library reads them. */
class CloudEventHeadersTest {
  private static final Map<String, String> EVENTS = Map.of("forecasts.headers", "cloudevents");

  @TempDir Path directory;

  private static List<CloudEvent> events(List<TestRecord<byte[], byte[]>> records) {
    return records.stream()
        .map(each -> KafkaMessageFactory.createReader(each.headers(), each.value()).toEvent())
        .toList();
  }

  @Test
  void shouldBeEventsInBinaryMode() {
    try (TopologyHarness harness = new TopologyHarness(Role.EVALUATOR, directory, EVENTS)) {
      harness.read("pumpe/ü 1", 0, "1");
      harness.read("pumpe/ü 1", 1, "2");
      harness.read("pumpe/ü 1", 2, "3");
      List<TestRecord<byte[], byte[]>> forecasts = harness.forecasts();
      List<TestRecord<byte[], byte[]>> scores = harness.scores();

      CloudEvent forecast = events(forecasts).get(1);
      assertThat(forecast.getSpecVersion()).isEqualTo(SpecVersion.V1);
      assertThat(forecast.getType()).isEqualTo("dev.foretide.forecast");
      assertThat(forecast.getSource()).hasToString("/foretide/plant");
      assertThat(forecast.getId()).isEqualTo("forecast/pumpe%2F%C3%BC+1/2026-03-01T00:00:02Z");
      assertThat(forecast.getTime())
          .isEqualTo(TopologyHarness.START.plusSeconds(2).atOffset(ZoneOffset.UTC));
      assertThat(forecast.getDataContentType()).isEqualTo("application/json");
      assertThat(forecast.getData().toBytes()).isEqualTo(forecasts.get(1).value());
      CloudEvent score = events(scores).get(0);
      assertThat(score.getType()).isEqualTo("dev.foretide.score");
      assertThat(score.getId()).startsWith("score/pumpe%2F%C3%BC+1/");
      assertThat(forecasts.get(0).headers())
          .extracting(Header::key)
          .containsExactly(
              "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type");
    }
  }

  @Test
  void shouldNameWhatIsSentAgainAlikeAndAllElseApart() {
    List<String> first = new ArrayList<>();
    List<String> again = new ArrayList<>();
    for (List<String> ids : List.of(first, again)) {
      try (TopologyHarness harness = new TopologyHarness(Role.EVALUATOR, directory, EVENTS)) {
        for (int step = 0; step < 20; step++) {
          harness.read("pump/1", step, Integer.toString(step));
          harness.read("pump/2", step, Integer.toString(step));
        }
        events(harness.forecasts()).forEach(event -> ids.add(event.getId()));
        events(harness.scores()).forEach(event -> ids.add(event.getId()));
      }
    }

    assertThat(first).hasSizeGreaterThan(70).doesNotHaveDuplicates().isEqualTo(again);
  }

  @Test
  void shouldGiveADuplicateReadingsForecastTheSameId() {
    try (TopologyHarness harness = new TopologyHarness(Role.EVALUATOR, directory, EVENTS)) {
      harness.read("pump/1", 0, "1");
      harness.read("pump/1", 1, "2");
      harness.read("pump/1", 1, "2");

      assertThat(events(harness.forecasts()))
          .hasSize(2)
          .extracting(CloudEvent::getId)
          .containsOnly("forecast/pump%2F1/2026-03-01T00:00:01Z");
    }
  }

  @Test
  void shouldHaveNoHeadersWhereNoneAreConfigured() {
    try (TopologyHarness harness = new TopologyHarness(Role.EVALUATOR, directory, Map.of())) {
      harness.read("pump/1", 0, "1");
      harness.read("pump/1", 1, "2");

      assertThat(harness.forecasts())
          .singleElement()
          .matches(each -> !each.headers().iterator().hasNext());
    }
  }
}
