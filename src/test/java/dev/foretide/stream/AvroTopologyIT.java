package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foretide.message.AvroMessageWriter;
import dev.foretide.message.JsonMessageWriter;
import dev.foretide.message.MessageFormats;
import dev.foretide.message.reading.AvroText;
import dev.foretide.message.reading.ReadingDecoder;
import dev.foretide.message.reading.SourceRecord;
import dev.foretide.schema.MessageSchema;
import dev.foretide.schema.RegistryStandIn;
import dev.foretide.schema.SchemaFrame;
import dev.foretide.schema.SchemaRegistryException;
import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.cluster.SchemaCheck;
import dev.foretide.stream.evaluator.DeadLetter;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology with messages in Avro, beside the one with JSON. */
class AvroTopologyIT {
  private static final int STEPS = 60;
  private static final Schema READING =
      SchemaBuilder.record("Reading")
          .fields()
          .requiredString("plant")
          .name("value")
          .type()
          .nullable()
          .doubleType()
          .noDefault()
          .optionalInt("humidity")
          .endRecord();

  @TempDir Path directory;
  private final RegistryStandIn registry = new RegistryStandIn();

  @AfterEach
  void stop() {
    registry.close();
  }

  private Map<String, String> avro(String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("readings.format", "avro");
    settings.put("forecasts.format", "avro");
    settings.put("schema.registry.url", registry.url());
    settings.put("readings.features", "value,humidity");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private TopologyHarness harness(Map<String, String> settings) {
    return new TopologyHarness(Role.EVALUATOR, directory, settings);
  }

  /** The readings of two series, some of them without a value or humidity. */
  private static void send(BiConsumer<String, GenericRecord> reading) {
    for (int step = 0; step < STEPS; step++) {
      for (String series : List.of("pump/1", "pümp/2")) {
        Double value = step % 11 == 5 ? null : 20 + 3 * Math.sin(step * 0.7) + series.length();
        reading.accept(
            series,
            new GenericRecordBuilder(READING)
                .set("plant", "north")
                .set("value", value)
                .set("humidity", step % 3 == 0 ? null : 40 + step)
                .build());
      }
    }
  }

  private static TestRecord<byte[], byte[]> record(String series, byte[] value, int step) {
    return new TestRecord<>(
        series.getBytes(UTF_8),
        value,
        new RecordHeaders(),
        TopologyHarness.START.plusSeconds(step));
  }

  private void run(TopologyHarness harness, BiConsumer<String, GenericRecord> reading) {
    send(reading);
    harness.serve(TopologyHarness.flatModel(harness.config.forecast().shape(), "default", 1));
    send(reading);
  }

  @Test
  void shouldForecastTheSameInAvroAsInJson() {
    List<JsonNode> forecasts = new ArrayList<>();
    List<JsonNode> scores = new ArrayList<>();
    try (TopologyHarness harness = harness(Map.of("readings.features", "value,humidity"))) {
      int[] count = {0};
      run(
          harness,
          (series, reading) ->
              harness.pipe(
                  harness.config.topicNames().readings(),
                  record(
                      series,
                      "{\"value\":%s,\"humidity\":%s}"
                          .formatted(reading.get("value"), reading.get("humidity"))
                          .getBytes(UTF_8),
                      count[0]++ / 2)));
      harness.forecasts().forEach(each -> forecasts.add(TopologyHarness.json(each)));
      harness.scores().forEach(each -> scores.add(TopologyHarness.json(each)));
    }
    try (TopologyHarness harness = harness(avro());
        AvroKafkaSerializer<GenericRecord> serializer = AvroText.serializer(registry.url());
        AvroKafkaDeserializer<GenericRecord> reader = AvroText.deserializer(registry.url())) {
      String topic = harness.config.topicNames().readings();
      int[] count = {0};
      run(
          harness,
          (series, reading) ->
              harness.pipe(
                  topic, record(series, serializer.serialize(topic, reading), count[0]++ / 2)));

      assertThat(harness.deadLetters()).isEmpty();
      assertThat(forecasts).hasSizeGreaterThan(3 * STEPS);
      assertThat(harness.forecasts().stream().map(each -> read(reader, each)))
          .containsExactlyElementsOf(forecasts);
      assertThat(scores).hasSizeGreaterThan(3 * STEPS);
      assertThat(harness.scores().stream().map(each -> read(reader, each)))
          .containsExactlyElementsOf(scores);
    }
  }

  private static JsonNode read(
      AvroKafkaDeserializer<GenericRecord> reader, TestRecord<byte[], byte[]> message) {
    GenericRecord record = reader.deserialize("any", message.value());
    JsonNode json = AvroText.json(record, record.getSchema(), 6);
    for (JsonNode lead : json.path("leads")) {
      if (lead.get("covered").isEmpty()) { // without intervals JSON has no ends
        ((ObjectNode) lead).remove(List.of("lower", "upper"));
      }
    }
    return json;
  }

  @Test
  void shouldWriteNullForWhatIsNotFinite() {
    float[] mean = {1.5f, Float.NaN, Float.POSITIVE_INFINITY};
    Forecast forecast =
        new Forecast(
            "s",
            "t",
            1_000,
            60_000,
            "g",
            2,
            Source.LINEAR,
            Status.READY,
            mean,
            new double[] {0.8},
            new float[][] {mean},
            new float[][] {mean});
    Score score =
        new Score(
            "s",
            "g",
            "t",
            1_000,
            Float.NaN,
            1,
            Double.NaN,
            new double[] {0.8, 0.995},
            List.of(new Score.Lead(1, 2, 3, new boolean[] {true, false}, 4)),
            true,
            true);
    AvroMessageWriter writer = new AvroMessageWriter(5, 6);
    JsonMessageWriter json = new JsonMessageWriter(6);

    byte[] forecastBytes = writer.forecast(forecast);
    byte[] scoreBytes = writer.score(score);

    assertThat(SchemaFrame.idOf(forecastBytes)).isEqualTo(5);
    assertThat(SchemaFrame.idOf(scoreBytes)).isEqualTo(6);
    assertThat(decoded(MessageSchema.FORECAST, forecastBytes))
        .isEqualTo(tree(json.forecast(forecast)));
    assertThat(decoded(MessageSchema.SCORE, scoreBytes)).isEqualTo(tree(json.score(score)));
  }

  private static JsonNode decoded(Schema schema, byte[] message) {
    return AvroText.json(AvroText.read(schema, message), schema, 6);
  }

  private static JsonNode tree(byte[] json) {
    return TopologyHarness.json(new TestRecord<>(null, json));
  }

  @Test
  void shouldRegisterItsSchemasBeforeTheFirstReadingAndAskNothingLater() {
    try (TopologyHarness harness = harness(avro());
        AvroKafkaSerializer<GenericRecord> serializer = AvroText.serializer(registry.url())) {
      assertThat(registry.artifacts())
          .containsExactly("plant-forecasts-value", "plant-scores-value");
      byte[] reading =
          serializer.serialize(
              "readings",
              new GenericRecordBuilder(READING)
                  .set("plant", "n")
                  .set("value", 1.0)
                  .set("humidity", 4)
                  .build());
      harness.pipe("readings", record("pump/1", reading, 0)); // names a schema for the first time
      int before = registry.asked().size();

      for (int step = 1; step < 20; step++) {
        harness.pipe("readings", record("pump/1", reading, step));
      }

      assertThat(harness.forecasts()).hasSize(19);
      assertThat(registry.asked()).hasSize(before);
    }
  }

  @Test
  void shouldKnowTheNewestSchemaOfReadingsFromTheStart() {
    int id = registry.add("readings-value", READING.toString());
    try (TopologyHarness harness = harness(avro("forecasts.format", "json"))) {
      int before = registry.asked().size();
      byte[] reading = new byte[] {0, 0, 0, 0, (byte) id, 2, 'n', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

      harness.pipe("readings", record("pump/1", reading, 0));

      assertThat(registry.asked()).hasSize(before);
    }
  }

  @Test
  void shouldDeadLetterWhatItCannotReadAndGoOn() {
    int id = registry.add("readings-value", READING.toString());
    try (TopologyHarness harness = harness(avro())) {
      harness.pipe("readings", record("pump/1", "21.5".getBytes(UTF_8), 0));
      harness.pipe("readings", record("pump/1", new byte[] {0, 0, 0, 9, 9, 1}, 1));
      harness.pipe("readings", record("pump/1", new byte[] {0, 0, 0, 0, (byte) id, 2}, 2));

      List<TestRecord<byte[], byte[]>> letters = harness.deadLetters();
      assertThat(letters)
          .extracting(
              letter ->
                  TopologyHarness.text(letter.headers().lastHeader(DeadLetter.REASON).value()))
          .containsExactly("not_avro", "unknown_schema", "not_avro");
      assertThat(letters.get(2).value()).containsExactly(0, 0, 0, 0, id, 2);
      assertThat(
              TopologyHarness.text(
                  letters.get(2).headers().lastHeader("__streams.errors.message").value()))
          .startsWith("plant is not as schema %d says: ".formatted(id));
      assertThat(harness.count("foretide.dead.letters", "reason", "unknown_schema")).isEqualTo(1);
    }
  }

  /**
   * Kafka Streams then takes the task up again from what was committed: the reading comes again.
   */
  @Test
  void shouldNeitherDropNorDeadLetterAReadingWhoseSchemaCannotBeAskedFor() {
    MessageFormats formats = MessageFormats.open(TopologyHarness.config(directory, avro()));
    ReadingDecoder decoder = formats.decoder();
    registry.failWith(503);
    formats.close(); // else it waits with patience

    assertThatThrownBy(
            () ->
                decoder.decode(
                    new SourceRecord(
                        "readings", "s".getBytes(UTF_8), new byte[] {0, 0, 0, 0, 9, 2}, 0),
                    0))
        .isInstanceOf(TaskMigratedException.class)
        .hasMessageStartingWith("schema 9 is needed for a reading")
        .hasStackTraceContaining(registry.url());
  }

  @Test
  void shouldNotStartWithoutItsRegistry() {
    registry.close();

    assertThatThrownBy(() -> harness(avro()))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageStartingWith("schema registry " + registry.url() + ": ");
  }

  @Test
  void shouldRekeyReadingsByAFieldOfTheRecord() {
    try (TopologyHarness harness = harness(avro("readings.series", "plant"));
        AvroKafkaSerializer<GenericRecord> serializer = AvroText.serializer(registry.url())) {
      byte[] reading =
          serializer.serialize(
              "readings",
              new GenericRecordBuilder(READING)
                  .set("plant", "north")
                  .set("value", 1.0)
                  .set("humidity", null)
                  .build());
      for (int step = 0; step < 3; step++) {
        harness.pipe("readings", record("whatever", reading, step));
      }

      assertThat(harness.forecasts())
          .hasSize(2)
          .allMatch(each -> TopologyHarness.text(each.key()).equals("north"));
    }
  }

  @Test
  void shouldFindFaultWithSchemasThatDoNotFit() {
    var config = TopologyHarness.config(directory, avro());
    assertThat(SchemaCheck.faults(config)).isEmpty();
    registry.add(
        "readings-value",
        SchemaBuilder.record("R").fields().requiredDouble("flow").endRecord().toString());
    registry.add(
        "plant-scores-value",
        SchemaBuilder.record("S").fields().requiredDouble("rmse").endRecord().toString());

    assertThat(SchemaCheck.faults(config))
        .containsExactly(
            "schema 1 of topic readings has the fields [flow], must have one of [value, humidity]",
            "schema 2 of topic plant-scores cannot read what Foretide writes: remove it, or give the"
                + " topic another name");
    registry.close();
    assertThat(SchemaCheck.faults(config))
        .singleElement()
        .asString()
        .startsWith("schema registry " + registry.url());
  }

  @Test
  void shouldDescribeAReadingThatIsAccepted() throws Exception {
    Schema published =
        new Schema.Parser()
            .parse(AvroTopologyIT.class.getResourceAsStream("/api/schemas/reading.avsc"));
    int id = registry.add("readings-value", published.toString());
    try (TopologyHarness harness = harness(avro("readings.features", "value"))) {
      for (int step = 0; step < 2; step++) {
        harness.pipe(
            "readings",
            record("s", new byte[] {0, 0, 0, 0, (byte) id, 2, 0, 0, 0, 0, 0, 0, 0x35, 0x40}, step));
      }

      assertThat(harness.forecasts())
          .singleElement()
          .satisfies(
              each ->
                  assertThat(
                          decoded(MessageSchema.FORECAST, each.value()).get("mean").get(0).asInt())
                      .isEqualTo(21));
    }
  }
}
