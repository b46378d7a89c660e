package dev.foretide.stream;

import static dev.foretide.stream.TopologyHarness.HORIZON;
import static dev.foretide.stream.TopologyHarness.START;
import static dev.foretide.stream.TopologyHarness.WINDOW;
import static dev.foretide.stream.TopologyHarness.json;
import static dev.foretide.stream.TopologyHarness.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foretide.message.HistoryMessages;
import dev.foretide.series.Segment;
import dev.foretide.stream.cluster.Role;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings in; forecasts, scores and history out. */
class ReadingScenarioTest {
  @TempDir Path directory;
  private TopologyHarness topology;

  @AfterEach
  void close() {
    if (topology != null) {
      topology.close();
    }
  }

  private TopologyHarness start(String... settings) {
    Map<String, String> overrides = new TreeMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      overrides.put(settings[i], settings[i + 1]);
    }
    topology = new TopologyHarness(Role.EVALUATOR, directory, overrides);
    return topology;
  }

  @Test
  void shouldForecastEveryReadingFromTheSecondOn() {
    start();

    for (int i = 0; i < 12; i++) {
      topology.read("boiler", i, Double.toString(20 + i % 3));
    }

    List<TestRecord<byte[], byte[]>> forecasts = topology.forecasts();
    assertThat(forecasts).hasSize(11);
    for (int i = 0; i < forecasts.size(); i++) {
      Instant origin = START.plusSeconds(i + 1);
      assertThat(text(forecasts.get(i).key())).isEqualTo("boiler");
      assertThat(forecasts.get(i).getRecordTime()).isEqualTo(origin);
      assertThat(json(forecasts.get(i)).get("origin").asText()).isEqualTo(origin.toString());
    }
    assertThat(topology.count("foretide.readings", "outcome", "accepted")).isEqualTo(12);
    assertThat(topology.count("foretide.forecasts", "group", "default", "source", "naive"))
        .isEqualTo(11);
    assertThat(topology.deadLetters()).isEmpty();
  }

  @Test
  void shouldShapeForecastsAsDocumented() {
    start();
    topology.read("boiler", 0, "20");

    topology.read("boiler", 1, "21.5");

    JsonNode forecast = json(topology.forecasts().get(0));
    assertThat(forecast.fieldNames())
        .toIterable()
        .containsExactly(
            "series", "target", "origin", "step", "model", "source", "status", "mean", "lower",
            "upper");
    assertThat(forecast.get("series").asText()).isEqualTo("boiler");
    assertThat(forecast.get("target").asText()).isEqualTo("value");
    assertThat(Duration.parse(forecast.get("step").asText())).isEqualTo(Duration.ofSeconds(1));
    assertThat(forecast.get("model").toString()).isEqualTo("{\"group\":\"default\",\"version\":0}");
    assertThat(forecast.get("source").asText()).isEqualTo("naive");
    assertThat(forecast.get("status").asText()).isEqualTo("cold");
    assertThat(forecast.get("mean")).hasSize(HORIZON).allMatch(JsonNode::isNumber);
    for (String end : List.of("lower", "upper")) {
      assertThat(forecast.get(end).fieldNames()).toIterable().containsExactly("80", "95");
      assertThat(forecast.get(end)).allSatisfy(lead -> assertThat(lead).hasSize(HORIZON));
    }
    for (int lead = 0; lead < HORIZON; lead++) {
      assertThat(forecast.get("mean").get(lead).asDouble()).isEqualTo(21.5);
      assertThat(forecast.get("lower").get("95").get(lead).asDouble())
          .isLessThan(forecast.get("lower").get("80").get(lead).asDouble());
      assertThat(forecast.get("lower").get("80").get(lead).asDouble())
          .isLessThan(forecast.get("upper").get("80").get(lead).asDouble());
      assertThat(forecast.get("upper").get("80").get(lead).asDouble())
          .isLessThan(forecast.get("upper").get("95").get(lead).asDouble());
    }
  }

  @Test
  void shouldScoreEachLeadWhenItsTargetArrives() {
    start("score.leads", "1,2,4");
    double[] values = {20, 21, 23, 22, 25, 24};

    for (int i = 0; i < values.length; i++) {
      topology.read("boiler", i, Double.toString(values[i]));
    }

    List<TestRecord<byte[], byte[]>> scores = topology.scores();
    // The first forecast has its origin at step 1, so step 2 is the first that can be scored.
    assertThat(scores).hasSize(4);
    JsonNode last = json(scores.get(3));
    Instant at = START.plusSeconds(5);
    assertThat(text(scores.get(3).key())).isEqualTo("boiler");
    assertThat(scores.get(3).getRecordTime()).isEqualTo(at);
    assertThat(last.get("at").asText()).isEqualTo(at.toString());
    assertThat(last.get("series").asText()).isEqualTo("boiler");
    assertThat(last.get("target").asText()).isEqualTo("value");
    assertThat(last.get("actual").asDouble()).isEqualTo(24);
    assertThat(last.get("naive").asDouble()).isEqualTo(25);
    assertThat(last.get("anomaly").isBoolean()).isTrue();
    assertThat(last.get("leads"))
        .extracting(lead -> lead.get("lead").asInt())
        .containsExactly(1, 2, 4);
    for (JsonNode lead : last.get("leads")) {
      double issuedFrom = values[5 - lead.get("lead").asInt()];
      assertThat(lead.get("naive").asDouble()).isEqualTo(issuedFrom);
      assertThat(lead.get("forecast").asDouble()).isEqualTo(issuedFrom); // cold: naive
      assertThat(lead.get("error").asDouble()).isEqualTo(24 - issuedFrom);
      assertThat(lead.get("version").asInt()).isZero();
      assertThat(lead.get("covered").fieldNames()).toIterable().containsExactly("80", "95");
      assertThat(lead.get("covered")).allMatch(JsonNode::isBoolean);
    }
    assertThat(topology.meters.get("foretide.forecast.absolute.error").tag("lead", "1").summary())
        .satisfies(summary -> assertThat(summary.count()).isEqualTo(4));
  }

  @Test
  void shouldWriteSixSignificantDigits() {
    start();
    Random random = new Random(7);

    for (int i = 0; i < 30; i++) {
      topology.read("boiler", i, Double.toString(123.456789 * (1 + random.nextGaussian())));
    }

    List<TestRecord<byte[], byte[]>> messages = topology.forecasts();
    messages.addAll(topology.scores());
    for (TestRecord<byte[], byte[]> message : messages) {
      JsonNode tree = json(message);
      for (JsonNode number :
          tree.findValue("mean") != null
              ? tree.get("mean")
              : tree.get("leads").findValues("error")) {
        assertThat(new BigDecimal(number.asText()).stripTrailingZeros().precision())
            .as("digits of %s", number)
            .isLessThanOrEqualTo(6);
      }
    }
  }

  @Test
  void shouldWriteTheDigitsThatAreConfigured() {
    start("forecasts.digits", "3");
    topology.read("boiler", 0, "20");

    topology.read("boiler", 1, "21.5678");

    assertThat(json(topology.forecasts().get(0)).get("mean").get(0).asText()).isEqualTo("21.6");
  }

  @Test
  void shouldSendTheNewestForecastAgainForADuplicate() {
    start();
    topology.read("boiler", 0, "20");
    topology.read("boiler", 1, "21");
    topology.read("boiler", 2, "22");
    TestRecord<byte[], byte[]> first = topology.forecasts().get(1);
    int scored = topology.scores().size();

    topology.read("boiler", 2, "22");

    assertThat(topology.forecasts())
        .singleElement()
        .satisfies(again -> assertThat(json(again)).isEqualTo(json(first)));
    assertThat(topology.scores()).as("scored once").isEmpty();
    assertThat(scored).isEqualTo(1);
    assertThat(topology.count("foretide.readings", "outcome", "duplicate")).isEqualTo(1);
  }

  @Test
  void shouldFoldFurtherReadingsOfAStepIntoIt() {
    start();
    topology.read("boiler", 0, "20");
    topology.read("boiler", 1, "21");
    topology.forecasts();

    topology.pipe("readings", TopologyHarness.record("boiler", "23", START.plusMillis(1_400)));

    assertThat(topology.forecasts()).isEmpty();
    assertThat(topology.count("foretide.readings", "outcome", "merged")).isEqualTo(1);
  }

  @Test
  void shouldAnswerStepsOfDenseSeriesWhenTheyCloseWithTheAggregate() {
    start();
    for (int i = 0; i < 20; i++) { // two readings a step
      topology.pipe(
          "readings",
          TopologyHarness.record("boiler", Integer.toString(i), START.plusMillis(500L * i)));
    }

    List<TestRecord<byte[], byte[]>> forecasts = topology.forecasts();
    assertThat(forecasts).hasSize(8);
    for (int i = 0; i < forecasts.size(); i++) {
      assertThat(forecasts.get(i).getRecordTime()).isEqualTo(START.plusSeconds(i + 1));
      assertThat(json(forecasts.get(i)).get("mean").get(0).asDouble()).isEqualTo(2 * i + 2.5);
    }
    assertThat(topology.scores())
        .extracting(score -> json(score).get("actual").asDouble())
        .containsExactly(4.5, 6.5, 8.5, 10.5, 12.5, 14.5, 16.5);
    assertThat(topology.count("foretide.readings", "outcome", "accepted")).isEqualTo(10);
  }

  @Test
  void shouldCloseStepOfSilentSensorByWallClockOnce() {
    start();
    for (int i = 0; i < 20; i++) {
      topology.pipe(
          "readings",
          TopologyHarness.record("boiler", Integer.toString(i), START.plusMillis(500L * i)));
    }
    topology.forecasts();
    topology.driver.advanceWallClockTime(Duration.ofSeconds(2));
    assertThat(topology.forecasts()).as("a backlog may still come").isEmpty();

    topology.driver.advanceWallClockTime(Duration.ofSeconds(4));

    assertThat(topology.forecasts())
        .singleElement()
        .satisfies(
            forecast -> {
              assertThat(forecast.getRecordTime()).isEqualTo(START.plusSeconds(9));
              assertThat(json(forecast).get("mean").get(0).asDouble()).isEqualTo(18.5);
            });
    topology.driver.advanceWallClockTime(Duration.ofHours(1));
    assertThat(topology.forecasts()).as("nothing is forecast from invented data").isEmpty();
  }

  @Test
  void shouldCountLateReadingsAndLeaveTheForecastAlone() {
    start();
    for (int i = 0; i < 5; i++) {
      topology.read("boiler", i, "20");
    }
    topology.forecasts();

    topology.read("boiler", 2, "99");

    assertThat(topology.forecasts()).isEmpty();
    assertThat(topology.deadLetters()).isEmpty();
    assertThat(topology.count("foretide.readings", "outcome", "late")).isEqualTo(1);
    topology.read("boiler", 5, "20");
    assertThat(json(topology.forecasts().get(0)).get("mean").get(0).asDouble()).isEqualTo(20);
  }

  @Test
  void shouldTakeLateReadingsWithinTheGrace() {
    start("grace", "10s");
    for (int i = 0; i < 5; i++) {
      topology.read("boiler", i, "20");
    }

    topology.read("boiler", 3, "20.5");

    assertThat(topology.count("foretide.readings", "outcome", "corrected")).isEqualTo(1);
    assertThat(topology.count("foretide.readings", "outcome", "late")).isZero();
  }

  @Test
  void shouldKeepFeaturesOfReadingsWithoutTheTarget() {
    start("readings.features", "temperature,humidity");
    topology.read("boiler", 0, "{\"temperature\":20,\"humidity\":40}");

    topology.read("boiler", 1, "{\"humidity\":41}");
    topology.read("boiler", 2, "{\"temperature\":null,\"humidity\":41}");
    topology.read("boiler", 3, "{\"temperature\":22}");

    topology.read("boiler", 4, "{\"temperature\":null}");

    assertThat(topology.count("foretide.readings", "outcome", "partial")).isEqualTo(2);
    assertThat(topology.count("foretide.readings", "outcome", "missing")).isEqualTo(1);
    assertThat(topology.forecasts())
        .singleElement()
        .satisfies(
            forecast -> {
              assertThat(json(forecast).get("target").asText()).isEqualTo("temperature");
              assertThat(json(forecast).get("mean").get(0).asDouble()).isEqualTo(22);
            });
    assertThat(topology.deadLetters()).isEmpty();
  }

  @Test
  void shouldTakeTheTimeFromAField() {
    start("readings.timestamp", "at");
    TestRecord<byte[], byte[]> asText =
        TopologyHarness.record(
            "boiler", "{\"at\":\"2026-03-01T01:00:07+01:00\",\"value\":1}", START);
    TestRecord<byte[], byte[]> asNumber =
        TopologyHarness.record(
            "boiler", "{\"value\":2,\"at\":" + START.plusSeconds(8).toEpochMilli() + "}", START);

    topology.pipe("readings", asText);
    topology.pipe("readings", asNumber);

    assertThat(topology.forecasts())
        .singleElement()
        .satisfies(
            forecast -> assertThat(forecast.getRecordTime()).isEqualTo(START.plusSeconds(8)));
  }

  @Test
  void shouldSendReadingsThroughATopicKeyedByTheSeriesInTheValue() {
    start("readings.series", "sensor");
    for (int i = 0; i < 2; i++) {
      for (String sensor : List.of("a", "b")) {
        TestRecord<byte[], byte[]> record =
            TopologyHarness.record(
                "gateway",
                "{\"sensor\":\"" + sensor + "\",\"value\":" + i + "}",
                START.plusSeconds(i));
        record.headers().add("trace", sensor.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        topology.pipe("readings", record);
      }
    }

    List<TestRecord<byte[], byte[]>> rekeyed =
        topology.drain(topology.config.topicNames().readingsBySeries());

    assertThat(rekeyed).extracting(r -> text(r.key())).containsExactly("a", "b", "a", "b");
    assertThat(rekeyed.get(1).getRecordTime()).isEqualTo(START);
    assertThat(text(rekeyed.get(1).headers().lastHeader("trace").value())).isEqualTo("b");
    assertThat(topology.forecasts()).extracting(r -> text(r.key())).containsExactly("a", "b");
    assertThat(topology.count("foretide.readings", "outcome", "accepted")).isEqualTo(4);
  }

  @Test
  void shouldSendHistoryKeyedByModelGroupWithoutHolesOrOverlap() {
    start("model.group", "([^/]+)/.*");
    int steps = 40;
    for (int i = 0; i < steps; i++) {
      topology.read("north/boiler", i, Integer.toString(i));
      topology.read("south/boiler", i, Integer.toString(-i));
    }

    Map<String, List<Float>> values = new TreeMap<>();
    for (TestRecord<byte[], byte[]> message : topology.history()) {
      Segment segment = HistoryMessages.segmentOf(message.value(), 1_000);
      String group = text(message.key());
      assertThat(segment.series()).isEqualTo(group + "/boiler");
      List<Float> soFar = values.computeIfAbsent(group, name -> new ArrayList<>());
      assertThat(segment.firstStep()).isEqualTo(START.getEpochSecond() + soFar.size());
      for (float value : segment.values()) {
        soFar.add(value);
      }
    }

    assertThat(values.keySet()).containsExactly("north", "south");
    values.forEach(
        (group, series) -> {
          assertThat(series).hasSizeGreaterThan(steps - WINDOW);
          for (int i = 0; i < series.size(); i++) {
            assertThat(Math.abs(series.get(i))).isEqualTo(i);
          }
        });
  }

  @Test
  void shouldMarkStepsThatWereNotMeasuredInHistory() {
    start();
    for (int i = 0; i < 20; i++) {
      if (i != 5) {
        topology.read("boiler", i, "1");
      }
    }

    List<Float> values = new ArrayList<>();
    topology
        .history()
        .forEach(
            message -> {
              for (float value : HistoryMessages.segmentOf(message.value(), 1_000).values()) {
                values.add(value);
              }
            });

    assertThat(values.get(5)).isNaN();
    assertThat(values.get(4)).isEqualTo(1);
    assertThat(values.get(6)).isEqualTo(1);
  }

  @Test
  void shouldNameTheModelThatServes() {
    start();
    topology.serve(TopologyHarness.flatModel("default", 3));

    for (int i = 0; i < WINDOW + 1; i++) {
      topology.read("boiler", i, Double.toString(20 + Math.sin(i)));
    }

    List<TestRecord<byte[], byte[]>> forecasts = topology.forecasts();
    assertThat(json(forecasts.get(0)).get("status").asText()).isEqualTo("warming");
    JsonNode newest = json(forecasts.get(forecasts.size() - 1));
    assertThat(newest.get("status").asText()).isEqualTo("ready");
    assertThat(newest.get("source").asText()).isEqualTo("linear");
    assertThat(newest.get("model").get("version").asInt()).isEqualTo(3);
    assertThat(topology.meters.get("foretide.series").tag("status", "ready").gauge().value())
        .isEqualTo(1);
    assertThat(topology.meters.get("foretide.series").tag("status", "warming").gauge().value())
        .isZero();
  }

  @Test
  void shouldAskForATrainingWhenErrorsRiseForGood() {
    start();
    topology.serve(TopologyHarness.flatModel("default", 1));
    for (int i = 0; i < 300; i++) {
      topology.read("boiler", i, Double.toString(Math.sin(i / 20.0)));
    }
    assertThat(topology.history()).noneMatch(message -> HistoryMessages.isRequest(message.value()));

    for (int i = 300; i < 340; i++) {
      topology.read("boiler", i, i % 2 == 0 ? "5" : "-5");
    }

    assertThat(topology.history())
        .filteredOn(message -> HistoryMessages.isRequest(message.value()))
        .first()
        .satisfies(
            request -> {
              assertThat(text(request.key())).isEqualTo("default");
              assertThat(HistoryMessages.reason(request.value())).isEqualTo("drift");
            });
    assertThat(topology.count("foretide.drift", "group", "default")).isEqualTo(1);
    assertThat(topology.scores())
        .filteredOn(score -> json(score).get("drift").asBoolean())
        .as("marked where it was raised")
        .hasSize(1);
  }

  @Test
  void shouldNotAskForATrainingWhenDriftDetectionIsOff() {
    start("drift", "none");
    topology.serve(TopologyHarness.flatModel("default", 1));

    for (int i = 0; i < 340; i++) {
      topology.read("boiler", i, Double.toString(i < 300 ? Math.sin(i / 20.0) : i % 2 * 10));
    }

    assertThat(topology.history()).noneMatch(message -> HistoryMessages.isRequest(message.value()));
  }

  @Test
  void shouldStartASeriesAnewWhenItsStateWasWrittenForAnotherWindow() {
    start();
    topology.read("boiler", 0, "20");
    topology.read("boiler", 1, "21");
    byte[] state = topology.driver.<String, byte[]>getKeyValueStore("series").get("boiler");
    topology.close();
    start("window", "10");
    topology.driver.<String, byte[]>getKeyValueStore("series").put("boiler", state);

    topology.read("boiler", 2, "22");

    assertThat(topology.forecasts()).as("a first reading").isEmpty();
    topology.read("boiler", 3, "23");
    assertThat(topology.forecasts()).hasSize(1);
  }

  @Test
  void shouldAnswerReadingsFromBeforeTheEpoch() {
    start("readings.past.max", "36525d", "readings.timestamp", "at");
    for (int second : List.of(1, 2)) {
      topology.pipe(
          "readings",
          new TestRecord<>(
              "old".getBytes(java.nio.charset.StandardCharsets.UTF_8),
              ("{\"value\":1,\"at\":\"1969-12-31T23:59:0" + second + "Z\"}")
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8),
              new RecordHeaders(),
              START));
    }

    assertThat(topology.forecasts())
        .singleElement()
        .satisfies(
            forecast -> {
              assertThat(json(forecast).get("origin").asText()).isEqualTo("1969-12-31T23:59:02Z");
              assertThat(json(forecast).get("mean").get(0).asDouble()).isCloseTo(1, within(1e-6));
            });
  }
}
