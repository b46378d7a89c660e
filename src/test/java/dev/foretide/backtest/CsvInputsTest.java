package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.csv.CsvFormatException;
import dev.foretide.series.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvInputsTest {
  @TempDir Path directory;

  @Test
  void shouldTakeTheOnlyColumnOfNumbersUnderTheNameOfTheFile() throws IOException {
    CsvInputs.Loaded loaded =
        read(null, List.of(), List.of(), "date,note,OT", "1949-01-01,on,1.5", "1949-02-01,off,2");

    assertThat(readings(loaded))
        .containsExactly("plant 1949-01-01T00:00:00Z [1.5]", "plant 1949-02-01T00:00:00Z [2.0]");
    assertThat(loaded.targets()).containsExactly("OT");
    assertThat(loaded.input().file()).isEqualTo(directory.resolve("plant.csv").toString());
  }

  @Test
  void shouldPutTargetFirstThenFeaturesAndTakeEmptyCellsForMissing() throws IOException {
    CsvInputs.Loaded loaded =
        read(
            null,
            List.of("c"),
            List.of("b", "a"),
            "time,a,b,c",
            "0,1,2,3",
            "60,,NaN,0",
            "120,1,2,");

    assertThat(readings(loaded))
        .containsExactly(
            "plant 1970-01-01T00:00:00Z [3.0, 2.0, 1.0]",
            "plant 1970-01-01T00:01:00Z [0.0, NaN, NaN]");
    assertThat(loaded.rows()).isEqualTo(3);
    assertThat(loaded.missing()).isEqualTo(1);
  }

  @Test
  void shouldMakeASeriesOfEachTarget() throws IOException {
    CsvInputs.Loaded loaded =
        read(
            null, List.of("a", "b"), List.of("c"), "time,a,b,c", "0,1,2,3", "60,,5,6", "120,7,8,9");

    assertThat(readings(loaded))
        .containsExactly(
            "a 1970-01-01T00:00:00Z [1.0, 3.0]",
            "b 1970-01-01T00:00:00Z [2.0, 3.0]",
            "b 1970-01-01T00:01:00Z [5.0, 6.0]",
            "a 1970-01-01T00:02:00Z [7.0, 9.0]",
            "b 1970-01-01T00:02:00Z [8.0, 9.0]");
  }

  @Test
  void shouldNameSeriesByCellAndWithSeveralTargetsByCellAndColumn() throws IOException {
    String[] lines = {"time,id,a,b", "0,x,1,2", "0,y,3,4", "60,x,5,6"};

    assertThat(read("id", List.of("a"), List.of(), lines).input().readings())
        .extracting(Reading::series)
        .containsExactly("x", "y", "x");
    assertThat(read("id", List.of("a", "b"), List.of(), lines).input().readings())
        .extracting(Reading::series)
        .containsExactly("x:a", "x:b", "y:a", "y:b", "x:a", "x:b");
  }

  @Test
  void shouldKeepAndCountTimesThatRunBackwards() throws IOException {
    CsvInputs.Loaded loaded =
        read(
            null, List.of(), List.of(), "time,a", "0,1", "120,2", "60,3", "120,4", "90,5", "180,6");

    assertThat(loaded.input().readings()).hasSize(6);
    assertThat(loaded.backwards()).isEqualTo(2);
  }

  @Test
  void shouldMergeSeriesThatStandOneBehindTheOtherByTime() throws IOException {
    String[] lines = {"time,id,a", "0,x,1", "120,x,2", "60,x,3", "0,y,4", "60,y,5", "130,y,6"};

    assertThat(readings(read("id", List.of(), List.of(), lines)))
        .containsExactly(
            "x 1970-01-01T00:00:00Z [1.0]",
            "y 1970-01-01T00:00:00Z [4.0]",
            "y 1970-01-01T00:01:00Z [5.0]",
            "x 1970-01-01T00:02:00Z [2.0]",
            "x 1970-01-01T00:01:00Z [3.0]",
            "y 1970-01-01T00:02:10Z [6.0]");
  }

  @Test
  void shouldCallSeriesOfAnExportByTheExportAndSayWhatItIs() throws IOException {
    CsvInputs.Loaded loaded =
        read(
            null,
            List.of(),
            List.of(),
            "entity_id,state,last_changed",
            "sensor.b,1,2026-03-01T00:00:00.000Z",
            "sensor.b,unavailable,2026-03-01T00:01:00.000Z",
            "sensor.b,3,2026-03-01T00:02:00.000Z",
            "switch.a,on,2026-03-01T00:00:00.000Z");

    assertThat(readings(loaded))
        .containsExactly(
            "sensor.b 2026-03-01T00:00:00Z [1.0]", "sensor.b 2026-03-01T00:02:00Z [3.0]");
    assertThat(loaded.targets()).containsExactly("value");
    assertThat(loaded.notes())
        .containsExactly("Home Assistant's history", "series of text passed over: switch.a");
  }

  @Test
  void shouldReadGrafanasRowsWithTheOnlyValueTheyHave() throws IOException {
    CsvInputs.Loaded loaded =
        read(
            null,
            List.of(),
            List.of(),
            "Series;Time;Value",
            "a;2026-03-01 00:00:00;1",
            "a;2026-03-01 00:01:00;2");

    assertThat(readings(loaded))
        .containsExactly("a 2026-03-01T00:00:00Z [1.0]", "a 2026-03-01T00:01:00Z [2.0]");
  }

  @Test
  void shouldTurnRoundAFileWithTheNewestFirst() throws IOException {
    CsvInputs.Loaded loaded = read(null, List.of(), List.of(), "time,a", "120,3", "60,2", "0,1");

    assertThat(loaded.input().readings())
        .extracting(reading -> reading.features()[0])
        .containsExactly(1.0, 2.0, 3.0);
    assertThat(loaded.backwards()).isZero();
    assertThat(loaded.notes()).contains("newest row first, turned round");
  }

  @Test
  void shouldTakeDateAndTimeOfTheZoneGiven() throws IOException {
    Path file = file("Date,Time,v", "2017-12-22,9:49:41,1", "2017-12-22,9:50:12,2");
    CsvInputs inputs = new CsvInputs(columns(null, List.of(), List.of()), ZoneId.of("Asia/Tokyo"));

    assertThat(inputs.read(file).input().readings().get(0).timestamp())
        .isEqualTo(Instant.parse("2017-12-22T00:49:41Z").toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // lines | target | line at fault | what is named | rule
        "time,a,b; 0,1,2; 60,3,4 | | 1 | a, b | name the target",
        "time,a; 0,on; 60,off | | 3 | [time, a] | no column holds numbers",
        "time,a; 0,1; 60,2 | b | 1 | 'b' | the columns are [time, a]",
        "time,a; 0,1; 60,2,3 | | 3 | 3 cells | the header has 2",
        "time,a; 0,1; soon,2 | | 3 | 'time' is 'soon' | not a time",
        "when,a; 0,1; 60,2 | | 1 | [when, a] | name the time column",
        "time,a; 0,1; 60,high | a | 3 | 'a' is 'high' | not a number",
        "time,a,b; 0,,1; 60,,2 | a | 3 | a | no row has a number",
        "time,a; 0,1 | | 2 | more than 1 reading | needs 2",
        "time,a | | 1 | header | no row",
        "`` | | 1 | empty | needs a header",
      })
  void shouldNameFileLineColumnAndRule(
      String lines, @Nullable String target, long line, String named, String rule) {
    List<String> targets = target == null ? List.of() : List.of(target);

    assertThatThrownBy(() -> read(null, targets, List.of(), lines.split("; ", -1)))
        .isInstanceOfSatisfying(
            CsvFormatException.class, fault -> assertThat(fault.line()).isEqualTo(line))
        .hasMessageContaining("plant.csv, line " + line)
        .hasMessageContaining(named)
        .hasMessageContaining(rule);
  }

  @Test
  void shouldSayThatADirectoryCannotBeRead() {
    CsvInputs inputs = new CsvInputs(columns(null, List.of("a"), List.of()), ZoneOffset.UTC);

    assertThatThrownBy(() -> inputs.read(directory))
        .isInstanceOf(CsvFormatException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("cannot be read");
  }

  @Test
  void shouldRefuseAColumnNamedTwice() {
    assertThatThrownBy(() -> columns(null, List.of("a", "b"), List.of("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a' is named twice");
  }

  private CsvInputs.Loaded read(
      @Nullable String series, List<String> targets, List<String> features, String... lines)
      throws IOException {
    return new CsvInputs(columns(series, targets, features), ZoneOffset.UTC).read(file(lines));
  }

  private static CsvInputs.Columns columns(
      @Nullable String series, List<String> targets, List<String> features) {
    return new CsvInputs.Columns(null, series, targets, features);
  }

  private Path file(String... lines) throws IOException {
    return Files.writeString(directory.resolve("plant.csv"), String.join("\n", lines));
  }

  private static List<String> readings(CsvInputs.Loaded loaded) {
    return loaded.input().readings().stream()
        .map(
            reading ->
                reading.series()
                    + " "
                    + Instant.ofEpochMilli(reading.timestamp())
                    + " "
                    + Arrays.toString(reading.features()))
        .toList();
  }
}
