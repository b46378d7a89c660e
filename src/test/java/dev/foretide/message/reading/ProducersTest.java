package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.config.ForetideConfig;
import dev.foretide.config.ReadingFormat;
import dev.foretide.message.MessageFormats;
import dev.foretide.schema.SchemaId;
import dev.foretide.schema.UnknownSchemaException;
import dev.foretide.series.Reading;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every block of docs/PRODUCERS.md reads its samples to exactly the expected readings. */
class ProducersTest {
  private static final Path DOCUMENT = Path.of("docs/PRODUCERS.md");
  private static final Path SAMPLES = Path.of("src/test/resources/producers");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BLOCK =
      Pattern.compile("<!-- sample: ([^>]+) -->\n```properties\n(.*?)```", Pattern.DOTALL);

  /** A sample with the lines that are to read it. */
  record Sample(String file, Map<String, String> lines) {
    JsonNode json() throws IOException {
      return JSON.readTree(SAMPLES.resolve(file).toFile());
    }

    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Sample> samples() throws IOException {
    List<Sample> samples = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(DOCUMENT));
    while (block.find()) {
      Properties lines = new Properties();
      lines.load(new StringReader(block.group(2)));
      Map<String, String> values = new HashMap<>();
      lines.stringPropertyNames().forEach(name -> values.put(name, lines.getProperty(name)));
      Arrays.stream(block.group(1).split(","))
          .forEach(file -> samples.add(new Sample(file.strip(), values)));
    }
    return samples.stream();
  }

  @Test
  void shouldUseEverySample() throws IOException {
    TreeSet<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.list(SAMPLES)) {
      all.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .forEach(files::add);
    }

    assertThat(samples().map(Sample::file).distinct()).containsExactlyInAnyOrderElementsOf(files);
    assertThat(files).hasSizeGreaterThan(40);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldReadASampleAsItsProducerMeantIt(Sample sample) throws IOException {
    JsonNode json = sample.json();
    Map<String, String> values = new HashMap<>(sample.lines());
    values.put("bootstrap.servers", "unused:9092");
    ForetideConfig config = new ForetideConfig(values);

    List<Reading> readings;
    if (config.readings().format() == ReadingFormat.AVRO) {
      readings = readings(avro(config, json.get("registry")), json.get("record"));
    } else {
      try (MessageFormats formats = MessageFormats.open(config)) {
        readings = readings(formats.decoder(), json.get("record"));
      }
    }

    assertThat(told(readings, config)).isEqualTo(told(json.get("expected"), config));
  }

  /** Decoders of Avro over the schemas that a sample says its registry has; both must agree. */
  private static ReadingDecoder avro(ForetideConfig config, JsonNode registry) {
    AvroReadingDecoder.Schemas schemas =
        id -> {
          for (JsonNode each : registry) {
            if (id.equals(SchemaId.content(each.path("id").asLong(-1)))
                || id.equals(SchemaId.content(each.path("contentId").asLong(-1)))
                || id.equals(SchemaId.global(each.path("globalId").asLong(-1)))
                || id.toString().equals(each.path("guid").asText())) {
              return new Schema.Parser().parse(each.get("schema").asText());
            }
          }
          throw new UnknownSchemaException("none of the sample's");
        };
    ReadingDecoder trees = new TreeReadingDecoder(config.readings(), new AvroTreeFormat(schemas));
    if (!config.readings().isFlat()) {
      return trees;
    }
    ReadingDecoder flat = new AvroReadingDecoder(config.readings(), schemas);
    return (record, now) -> {
      DecodedRecord decoded = flat.decode(record, now);
      assertThat(told(trees.decode(record, now).readings(), config))
          .isEqualTo(told(decoded.readings(), config));
      return decoded;
    };
  }

  private static List<Reading> readings(ReadingDecoder decoder, JsonNode record) {
    Headers headers = new RecordHeaders();
    record
        .get("headers")
        .forEach(header -> headers.add(header.get("name").asText(), bytes(header)));
    long time = record.get("timestamp").asLong();
    DecodedRecord decoded =
        decoder.decode(
            new SourceRecord(
                record.path("topic").asText("readings"),
                bytes(record.get("key")),
                bytes(record.get("value")),
                headers,
                time),
            time + 10_000);
    assertThat(decoded.refusal()).isNull();
    return decoded.readings();
  }

  private static byte[] bytes(JsonNode holder) {
    if (holder == null || holder.isNull()) {
      return null;
    }
    return holder.has("base64")
        ? Base64.getDecoder().decode(holder.get("base64").asText())
        : holder.get("utf8").asText().getBytes(UTF_8);
  }

  /** Readings in words; those without any value may be left out. */
  private static List<String> told(List<Reading> readings, ForetideConfig config) {
    List<String> names = config.readings().names();
    List<String> told = new ArrayList<>();
    for (Reading reading : readings) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (!Double.isNaN(reading.features()[i])) {
          values.add(names.get(i) + "=" + reading.features()[i]);
        }
      }
      add(told, reading.series(), Instant.ofEpochMilli(reading.timestamp()), values);
    }
    return told;
  }

  private static List<String> told(JsonNode expected, ForetideConfig config) {
    List<String> told = new ArrayList<>();
    for (JsonNode reading : expected) {
      List<String> values = new ArrayList<>();
      for (String name : config.readings().names()) {
        JsonNode value = reading.get("features").path(name);
        if (value.isNumber()) {
          values.add(name + "=" + value.asDouble());
        }
      }
      add(
          told,
          reading.get("series").asText(),
          Instant.parse(reading.get("time").asText()),
          values);
    }
    return told;
  }

  private static void add(List<String> told, String series, Instant time, List<String> values) {
    if (!values.isEmpty()) {
      told.add(series + " " + time + " " + values);
    }
  }
}
