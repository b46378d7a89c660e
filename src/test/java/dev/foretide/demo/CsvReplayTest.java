package dev.foretide.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.csv.CsvFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReplayTest {
  @TempDir Path directory;

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final List<CsvReplay.Progress> progress = new ArrayList<>();

  @Test
  void shouldSendEachNumericColumnAsWrittenUnderTheFileName() throws Exception {
    CsvReplay.Settings settings =
        settings(
            "date,HUFL,note,OT",
            "2016-07-01 00:00:00,5.827000141143799,fine,30.5",
            "2016-07-01 01:00:00,,,+.5",
            "2016-07-01 02:00:00,NaN,12,");

    CsvReplay.Report report = replay(settings);

    assertThat(sent())
        .containsExactly(
            "plant 2016-07-01T00:00:00Z {\"HUFL\":5.827000141143799,\"OT\":30.5}",
            "plant 2016-07-01T01:00:00Z {\"OT\":0.5}");
    assertThat(producer.history()).extracting(ProducerRecord::topic).containsOnly("readings");
    assertThat(report.rows()).isEqualTo(3);
    assertThat(report.sent()).isEqualTo(2);
    assertThat(report.ignoredColumns()).containsExactly("note");
    assertThat(progress).last().extracting(CsvReplay.Progress::rows).isEqualTo(3L);
  }

  @Test
  void shouldKeyBySeriesColumnAndSendNamedValuesOnly() throws Exception {
    CsvReplay.Settings settings =
        settings("time,station,PM2.5,O3", "2016-03-01T08:00,A,63,15", "2016-03-01T08:00,B,73,18")
            .withColumns("station", null, List.of("O3"))
            .withZone(ZoneId.of("Asia/Shanghai"));

    replay(settings);

    assertThat(sent())
        .containsExactly(
            "A 2016-03-01T00:00:00Z {\"O3\":15}", "B 2016-03-01T00:00:00Z {\"O3\":18}");
  }

  @Test
  void shouldJoinDateAndTimeAndSendASingleValueAsField() throws Exception {
    replay(settings("Date,Time,value", "2017-12-22,9:49:41,1.5"));

    assertThat(sent()).containsExactly("plant 2017-12-22T09:49:41Z {\"value\":1.5}");
  }

  @Test
  void shouldSendTheReadingsOfAnExportAsTheFieldValue() throws Exception {
    Path export = Path.of("src/test/resources/csv/influx.csv");

    CsvReplay.Report report = replay(CsvReplay.Settings.of(export, "readings", Map.of()));

    assertThat(sent())
        .containsExactly(
            "climate/hall/temperature 2026-03-01T00:00:00Z {\"value\":21.5}",
            "climate/hall/temperature 2026-03-01T00:10:00Z {\"value\":21.25}",
            "climate/cellar, north/temperature 2026-03-01T00:00:00Z {\"value\":18}",
            "co2/pi-3/hall/ppm 2026-03-01T00:00:00.123Z {\"value\":401}",
            "co2/pi-3/hall/ppm 2026-03-01T00:10:00Z {\"value\":412}");
    assertThat(report.notes()).contains("InfluxDB's annotated CSV");
  }

  @Test
  void shouldSendTheOldestFirstAndNameTheLineOfATimeThatKafkaRefuses() throws Exception {
    replay(settings("time,a", "2026-03-01 00:01,\"1.234,5\"", "2026-03-01 00:00,\"0,5\""));

    assertThat(sent())
        .containsExactly(
            "plant 2026-03-01T00:00:00Z {\"a\":0.5}", "plant 2026-03-01T00:01:00Z {\"a\":1234.5}");
    CsvReplay.Settings before = settings("time,a", "60,1", "0,2", "-60,3");
    assertThatThrownBy(() -> replay(before))
        .hasMessageEndingWith("line 4: column 'time' is '-60': Kafka takes no time before 1970");
  }

  @Test
  void shouldQuoteColumnNamesAsJson() throws Exception {
    replay(settings("\ufefftime,\"a \"\"b\"\" °C\"", "0,1"));

    assertThat(sent()).containsExactly("plant 1970-01-01T00:00:00Z {\"a \\\"b\\\" °C\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // lines | line at fault | what is named | rule
        "time,a,b; 0,1,1; 1,2,3,4 | 3 | 4 cells | header has 3",
        "time,a,b; 0,1,1; 1,2 | 3 | 2 cells | header has 3",
        "time,a; 0,1; soon,2 | 3 | 'time' is 'soon' | not a time",
        "time,a; 0,1; -5,2 | 3 | 'time' is '-5' | before 1970",
        "Date,Time,a; 2017-12-22,25:00:00,2 | 2 | 'Date' is '2017-12-22 25:00:00' | not a time",
        "time,a; 0,1; 1,high | 3 | 'a' is 'high' | not a number",
        "time,a; 0,1; 1,Infinity | 3 | 'a' is 'Infinity' | not a number",
        "when,a; 1,2 | 1 | [when, a] | name the time column",
        "time,a,a; 1,2,3 | 1 | 'a' | twice",
        "time; 1 | 1 | [time] | no column beside",
        "time,a; 1,\"2 | 2 | not CSV | quot",
      })
  void shouldNameFileLineColumnValueAndRule(String lines, long line, String named, String rule)
      throws IOException {
    CsvReplay.Settings settings = settings(lines.split("; ", -1));

    assertThatThrownBy(() -> replay(settings))
        .isInstanceOfSatisfying(
            CsvFormatException.class, fault -> assertThat(fault.line()).isEqualTo(line))
        .hasMessageContaining("plant.csv, line " + line)
        .hasMessageContaining(named)
        .hasMessageContaining(rule);
  }

  @Test
  void shouldNameWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> replay(settings("")))
        .isInstanceOf(CsvFormatException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> replay(settings("time,a")))
        .isInstanceOf(CsvFormatException.class)
        .hasMessageContaining("no row");
    assertThatThrownBy(() -> replay(settings("time,a", "1,on")))
        .isInstanceOf(CsvFormatException.class)
        .hasMessageContaining("no column holds numbers");
    CsvReplay.Settings noSuch = settings("time,a", "1,2").withColumns("station", null, List.of());
    assertThatThrownBy(() -> replay(noSuch))
        .isInstanceOf(CsvFormatException.class)
        .hasMessageContaining("no series column 'station'");
    CsvReplay.Settings noKey =
        settings("time,station,a", "1,,2").withColumns("station", null, List.of());
    assertThatThrownBy(() -> replay(noKey))
        .isInstanceOf(CsvFormatException.class)
        .hasMessageContaining("line 2: column 'station'");
  }

  @Test
  void shouldFailWhenKafkaDoesNotTakeARow() throws IOException {
    CsvReplay.Settings settings = settings("time,a", "0,1", "1,2");
    MockProducer<String, byte[]> refusing =
        new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            errorNext(new RecordTooLargeException("too large"));
            super.flush();
          }
        };

    assertThatThrownBy(() -> replay(settings, refusing))
        .isInstanceOf(ReplayFailedException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("topic readings")
        .hasMessageContaining("too large");
  }

  @Test
  void shouldKeepToTheRate() throws Exception {
    CsvReplay.Settings settings =
        settings("time,a", "0,1", "1,2", "2,3", "3,4", "4,5").withRate(ReplayRate.parse("20/s"));

    // Four intervals of 50 ms; how much later than due a machine wakes up is not ours to test.
    assertThat(replay(settings).seconds()).isGreaterThanOrEqualTo(0.2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "100", "0/s", "-1/s", "fast", "10/m"})
  void shouldRefuseRate(String text) {
    assertThatThrownBy(() -> ReplayRate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rate is");
  }

  private CsvReplay.Settings settings(String... lines) throws IOException {
    Path file = directory.resolve("plant.csv");
    Files.writeString(file, String.join("\n", lines));
    return CsvReplay.Settings.of(file, "readings", Map.of());
  }

  private CsvReplay.Report replay(CsvReplay.Settings settings)
      throws IOException, InterruptedException {
    return replay(settings, producer);
  }

  private CsvReplay.Report replay(CsvReplay.Settings settings, Producer<String, byte[]> to)
      throws IOException, InterruptedException {
    try (CsvReadings readings = new CsvReadings(settings)) {
      return new CsvReplay(settings, to, progress::add).send(readings);
    }
  }

  private List<String> sent() {
    return producer.history().stream()
        .map(
            row ->
                row.key()
                    + " "
                    + Instant.ofEpochMilli(row.timestamp())
                    + " "
                    + new String(row.value(), UTF_8))
        .toList();
  }
}
