package dev.foretide.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each form in which sensors export is read as exactly its readings. */
class CsvDialectTest {
  private static final Path FILES = Path.of("src/test/resources/csv");

  @TempDir Path directory;

  private List<String> notes = List.of();
  private List<String> columns = List.of();

  @Test
  void shouldReadEachTableOfInfluxAndPassOverFieldsOfText() throws IOException {
    assertThat(read(CsvSource.of(FILES.resolve("influx.csv"))))
        .containsExactly(
            "climate/hall/temperature 2026-03-01T00:00:00Z [21.5]",
            "climate/hall/temperature 2026-03-01T00:10:00Z [21.25]",
            "climate/cellar, north/temperature 2026-03-01T00:00:00Z [18]",
            "climate/cellar, north/temperature 2026-03-01T00:10:00Z [null]",
            "co2/pi-3/hall/ppm 2026-03-01T00:00:00.123456789Z [401]",
            "co2/pi-3/hall/ppm 2026-03-01T00:10:00Z [412]",
            "climate/hall/firmware 2026-03-01T00:00:00Z [null]");
    assertThat(columns).containsExactly("value");
    assertThat(notes)
        .containsExactly(
            "InfluxDB's annotated CSV", "series of text passed over: climate/hall/firmware");
  }

  @Test
  void shouldKeepTheFieldsOfAPivotedInfluxTableAsColumns() throws IOException {
    assertThat(read(CsvSource.of(FILES.resolve("influx-pivot.csv"))))
        .containsExactly(
            "climate/hall 2026-03-01T00:00:00Z [40, 21.5]",
            "climate/hall 2026-03-01T00:10:00Z [41, null]",
            "climate/cellar 2026-03-01T00:00:00Z [60, 12.5]");
    assertThat(columns).containsExactly("humidity", "temperature");
  }

  @Test
  void shouldReadInfluxWithoutAnnotations() throws IOException {
    Path file =
        write(
            StandardCharsets.UTF_8,
            "result,table,_start,_stop,_time,_value,_field,_measurement,room",
            ",0,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,2026-03-01T00:00:00Z,1,t,m,a",
            "",
            "result,table,_start,_stop,_time,_value,_field,_measurement,host",
            ",1,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,2026-03-01T00:00:00Z,2,t,m,b");

    assertThat(read(CsvSource.of(file)))
        .containsExactly("m/a/t 2026-03-01T00:00:00Z [1]", "m/b/t 2026-03-01T00:00:00Z [2]");
  }

  @Test
  void shouldTakeTheUnitsFromGrafanasFormattedValues() throws IOException {
    assertThat(read(CsvSource.of(FILES.resolve("grafana-joined.csv"))))
        .containsExactly(
            "grafana-joined 2026-03-01T00:00:00Z [21.5, 950]",
            "grafana-joined 2026-03-01T00:10:00Z [21.3, 1250]",
            "grafana-joined 2026-03-01T00:20:00Z [null, 1300]",
            "grafana-joined 2026-03-01T00:30:00Z [-0.5, 875]");
    assertThat(notes).containsExactly("values in W", "values in °C");
  }

  @Test
  void shouldReadGrafanasSeriesAsRowsForExcel() throws IOException {
    assertThat(read(CsvSource.of(FILES.resolve("grafana-excel.csv"))))
        .containsExactly(
            "hall 2026-02-28T23:00:00Z [21.5]",
            "hall 2026-02-28T23:10:00Z [null]",
            "hall 2026-02-28T23:20:00Z [21.7]",
            "cellar 2026-02-28T23:00:00Z [12.5]");
    assertThat(columns).containsExactly("value");
    assertThat(notes)
        .containsExactly(
            "Grafana's series as rows",
            "cells parted by semicolons",
            "1 row before the header passed over");
  }

  @Test
  void shouldReadTheHistoryOfHomeAssistant() throws IOException {
    assertThat(read(CsvSource.of(FILES.resolve("home-assistant.csv"))))
        .containsExactly(
            "sensor.hall_temperature 2026-03-01T00:00:00Z [21.5]",
            "sensor.hall_temperature 2026-03-01T00:04:10.120Z [null]",
            "sensor.hall_temperature 2026-03-01T00:05:00Z [null]",
            "sensor.hall_temperature 2026-03-01T00:06:31.518Z [21.7]",
            "sensor.grid_power 2026-03-01T00:00:00Z [1250]",
            "sensor.grid_power 2026-03-01T00:00:05.001Z [-300.5]",
            "binary_sensor.door 2026-03-01T00:00:00Z [null]",
            "binary_sensor.door 2026-03-01T07:12:44Z [null]");
    assertThat(columns).containsExactly("value");
    assertThat(notes)
        .containsExactly(
            "Home Assistant's history", "series of text passed over: binary_sensor.door");
  }

  @Test
  void shouldReadAttributesOfAClimateBesideSensorsWithoutThem() throws IOException {
    CsvSource source =
        new CsvSource(
            FILES.resolve("home-assistant-climate.csv"),
            null,
            null,
            List.of("value", "current_temperature"),
            ZoneOffset.UTC);

    assertThat(read(source))
        .containsExactly(
            "sensor.hall_temperature 2026-03-01T00:00:00Z [21.5, null]",
            "climate.hall 2026-03-01T00:00:00Z [null, 20.8]",
            "climate.hall 2026-03-01T00:05:00Z [null, 21]");
  }

  @Test
  void shouldReadMonashWithTimesByItsFrequency() throws IOException {
    assertThat(read(CsvSource.of(FILES.resolve("monash.tsf"))))
        .containsExactly(
            "T1 2026-03-01T00:00:00Z [10.5]",
            "T1 2026-03-01T00:30:00Z [null]",
            "T1 2026-03-01T01:00:00Z [12]",
            "T2 2026-03-01T12:00:00Z [-1.5e1]",
            "T2 2026-03-01T12:30:00Z [7]");
    assertThat(columns).containsExactly("value");
    assertThat(notes).containsExactly("Monash's .tsf", "windows-1252");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yearly 2027-01-31 2028-01-31",
        "quarterly 2026-04-30 2026-07-31",
        "monthly 2026-02-28 2026-03-31",
        "weekly 2026-02-07 2026-02-14",
        "daily 2026-02-01 2026-02-02",
      })
  void shouldCountMonthsAndDaysOfMonashByTheCalendar(String frequencyAndDays) throws IOException {
    String[] words = frequencyAndDays.split(" ", -1);
    Path file =
        write(
            StandardCharsets.UTF_8,
            "@attribute series_name string",
            "@attribute start_timestamp date",
            "@frequency " + words[0],
            "@data",
            "a:2026-01-31 00-00-00:1,2,3");

    assertThat(read(CsvSource.of(file)))
        .containsExactly(
            "a 2026-01-31T00:00:00Z [1]",
            "a " + words[1] + "T00:00:00Z [2]",
            "a " + words[2] + "T00:00:00Z [3]");
  }

  @Test
  void shouldReadSemicolonsDecimalCommasUnitsRowAndWindowsText() throws IOException {
    assertThat(read(CsvSource.of(FILES.resolve("german.csv"))))
        .containsExactly(
            "german 2026-03-01T00:00:00Z [21.5, 1250.75]",
            "german 2026-03-01T00:10:00Z [-0.5, 950]",
            "german 2026-03-02T00:20:00Z [7, 12001000]");
    assertThat(notes)
        .containsExactly(
            "windows-1252",
            "cells parted by semicolons",
            "decimal comma",
            "1 row of units under the header passed over",
            "dates day-first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void shouldReadWithAndWithoutByteOrderMark(String charset) throws IOException {
    for (String mark : List.of("", "\ufeff")) {
      Path file = write(Charset.forName(charset), mark + "time,Wärme", "0,1", "60,2");

      assertThat(read(CsvSource.of(file)))
          .containsExactly("plant 1970-01-01T00:00:00Z [1]", "plant 1970-01-01T00:01:00Z [2]");
      assertThat(columns).containsExactly("Wärme");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // as written, point or comma before the fraction, as read
        "1,234.5|1234.5",
        "1.234,5|1234.5",
        "1 234,5|1234.5",
        "1\u00a0234,5|1234.5",
        "1\u202f234.5|1234.5",
        "1'234.5|1234.5",
        "12,345,678|12345678",
        "12.345.678|12345678",
        "0,125|0.125",
        "1234,125|1234.125",
        "-,5|-0.5",
        "\u22120,5|-0.5",
        "1,5E-3|1.5E-3",
        "1.234|1.234",
        "21.5 °C|21.5",
        "45.2%|45.2",
      })
  void shouldReadThousandsAndFractions(String writtenAndRead) throws IOException {
    String[] words = writtenAndRead.split("\\|", -1);
    Path file = write(StandardCharsets.UTF_8, "time;a", "0;" + words[0]);

    assertThat(read(CsvSource.of(file)))
        .containsExactly("plant 1970-01-01T00:00:00Z [" + words[1] + "]");
  }

  @Test
  void shouldTakeWhatIsSaidOverWhatIsRecognised() throws IOException {
    Path file =
        write(StandardCharsets.UTF_8, "time|a;b", "03/04/26 10:00|1,234", "04/04/26 10:00|Bad");
    CsvHints hints =
        new CsvHints(
            ZoneId.of("Europe/Berlin"),
            '|',
            Decimal.COMMA,
            DateOrder.DAY_FIRST,
            null,
            Set.of("bad"));

    assertThat(read(new CsvSource(file, null, null, List.of(), hints)))
        .containsExactly("plant 2026-04-03T08:00:00Z [1.234]", "plant 2026-04-04T08:00:00Z [null]");
    assertThat(columns).containsExactly("a;b");
  }

  @Test
  void shouldTakeNumbersForMissingHoweverTheyAreWritten() throws IOException {
    Path file =
        write(
            StandardCharsets.UTF_8,
            "time,a",
            "0,-999",
            "60,-999.0",
            "120,-99.9",
            "180,I/O Timeout");
    CsvHints hints =
        new CsvHints(ZoneOffset.UTC, null, null, null, null, Set.of("-999", "I/O Timeout"));

    assertThat(read(new CsvSource(file, null, null, List.of(), hints)))
        .extracting(row -> row.substring(row.indexOf('[')))
        .containsExactly("[null]", "[null]", "[-99.9]", "[null]");
  }

  @Test
  void shouldTurnRoundAFileWithTheNewestFirst() throws IOException {
    List<String> lines = new ArrayList<>(List.of("time,a"));
    List<String> expected = new ArrayList<>();
    for (int i = 9_999; i >= 0; i--) {
      lines.add(60 * i + "," + i);
    }
    for (int i = 0; i < 10_000; i++) {
      expected.add("[" + i + "]");
    }
    Path file = write(StandardCharsets.UTF_8, lines.toArray(String[]::new));

    assertThat(read(CsvSource.of(file)))
        .extracting(row -> row.substring(row.indexOf('[')))
        .isEqualTo(expected);
    assertThat(notes)
        .containsExactly("times in seconds since 1970", "newest row first, turned round");
  }

  @Test
  void shouldTurnRoundEachSeriesOfAFileThatHoldsThemOneBehindTheOther() throws IOException {
    Path file = write(StandardCharsets.UTF_8, "time,id,a", "60,x,2", "0,x,1", "120,y,4", "60,y,3");

    assertThat(read(new CsvSource(file, "id", null, List.of(), ZoneOffset.UTC)))
        .containsExactly(
            "y 1970-01-01T00:01:00Z [3]",
            "y 1970-01-01T00:02:00Z [4]",
            "x 1970-01-01T00:00:00Z [1]",
            "x 1970-01-01T00:01:00Z [2]");
  }

  @Test
  void shouldTakeTheHourThatComesTwiceByTheOrderOfTheRows() throws IOException {
    String[] rows = {
      "2026-10-25 01:30,1",
      "2026-10-25 02:00,2",
      "2026-10-25 02:30,3",
      "2026-10-25 02:00,4",
      "2026-10-25 02:30,5",
      "2026-10-25 03:00,6"
    };
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      expected.add(
          "plant 2026-10-%sZ [%d]"
              .formatted(
                  List.of(
                          "24T23:30:00",
                          "25T00:00:00",
                          "25T00:30:00",
                          "25T01:00:00",
                          "25T01:30:00",
                          "25T02:00:00")
                      .get(i),
                  i + 1));
    }
    List<String> newestFirst = new ArrayList<>(List.of(rows));
    Collections.reverse(newestFirst);

    assertThat(read(berlin(rows))).isEqualTo(expected);
    assertThat(read(berlin(newestFirst.toArray(String[]::new)))).isEqualTo(expected);
  }

  @Test
  void shouldTakeTheHourThatComesTwiceForEachSeriesAndByItsZone() throws IOException {
    Path file =
        write(
            StandardCharsets.UTF_8,
            "time,id,a",
            "2026-10-25 02:00,x,1",
            "2026-10-25 02:00,y,2",
            "2026-10-25 02:00,x,3",
            "2026-10-25 02:30 CEST,y,4",
            "2026-10-25 02:30 CET,y,5",
            "2026-10-25 02:30+02:00,x,6");

    assertThat(read(new CsvSource(file, "id", null, List.of(), ZoneId.of("Europe/Berlin"))))
        .containsExactly(
            "x 2026-10-25T00:00:00Z [1]",
            "y 2026-10-25T00:00:00Z [2]",
            "x 2026-10-25T01:00:00Z [3]",
            "y 2026-10-25T00:30:00Z [4]",
            "y 2026-10-25T01:30:00Z [5]",
            "x 2026-10-25T00:30:00Z [6]");
  }

  private CsvSource berlin(String... rows) throws IOException {
    String[] lines = new String[rows.length + 1];
    lines[0] = "time,a";
    System.arraycopy(rows, 0, lines, 1, rows.length);
    return new CsvSource(
        write(StandardCharsets.UTF_8, lines), null, null, List.of(), ZoneId.of("Europe/Berlin"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1772323200",
        "1772323200.0",
        "1772323200000",
        "1772323200000000",
        "1772323200000000000",
        "2026030100",
        "202603010000",
        "20260301000000",
        "20260301T0000Z",
        "01.03.2026 00:00",
        "1.3.2026",
        "28/02/2026 24:00",
        "2026/3/1 0:00",
        "01-Mar-2026 00:00:00",
        "2026-03-01 12:00:00 AM",
        "2026-03-01T01:00:00.000+0100",
        "2026-03-01 00:00:00 UTC",
        "2026-03-01 01:00 Europe/Berlin",
      })
  void shouldReadEachFormOfATime(String time) throws IOException {
    assertThat(read(CsvSource.of(write(StandardCharsets.UTF_8, "time,a", "\"" + time + "\",1"))))
        .containsExactly("plant 2026-03-01T00:00:00Z [1]");
  }

  @Test
  void shouldLetADayAboveTwelveTellTheOrderOfAllDates() throws IOException {
    Path days = write(StandardCharsets.UTF_8, "time,a", "12/03/2026,1", "13/03/2026,2");
    assertThat(read(CsvSource.of(days)))
        .containsExactly("plant 2026-03-12T00:00:00Z [1]", "plant 2026-03-13T00:00:00Z [2]");

    Path months =
        write(StandardCharsets.UTF_8, "time,a", "3/12/2026 11:59 PM,1", "3/13/2026 12:01 AM,2");
    assertThat(read(CsvSource.of(months)))
        .containsExactly("plant 2026-03-12T23:59:00Z [1]", "plant 2026-03-13T00:01:00Z [2]");
    assertThat(notes).containsExactly("dates month-first");
  }

  @Test
  void shouldFindTheHeaderBehindLinesOfALogger() throws IOException {
    Path file =
        write(
            StandardCharsets.UTF_8,
            "\"TOA5\",\"Station\",\"CR1000\",\"1234\"",
            "\"TIMESTAMP\",\"RECORD\",\"AirTC_Avg\",\"RH\"",
            "\"TS\",\"RN\",\"Deg C\",\"%\"",
            "\"\",\"\",\"Avg\",\"Smp\"",
            "\"2026-03-01 00:00:00\",0,21.5,40",
            "\"2026-03-01 00:10:00\",1,\"NAN\",41");

    assertThat(read(CsvSource.of(file)))
        .containsExactly(
            "plant 2026-03-01T00:00:00Z [0, 21.5, 40]", "plant 2026-03-01T00:10:00Z [1, null, 41]");
    assertThat(notes)
        .containsExactly(
            "1 row before the header passed over", "2 rows of units under the header passed over");
  }

  @Test
  void shouldNotTakeALineCalledDateInFrontOfTheHeaderForIt() throws IOException {
    Path file =
        write(
            StandardCharsets.UTF_8,
            "Date;1.3.2026 12:00",
            "Device;Logger 7",
            "Time;a;b",
            "2026-03-01 00:00;1,5;2");

    assertThat(read(CsvSource.of(file))).containsExactly("plant 2026-03-01T00:00:00Z [1.5, 2]");
  }

  @Test
  void shouldLetADayBeginWhenItsZoneSays() throws IOException {
    Path file = write(StandardCharsets.UTF_8, "time,a", "2018-11-04,1", "20181105,2");

    assertThat(read(new CsvSource(file, null, null, List.of(), ZoneId.of("America/Sao_Paulo"))))
        .containsExactly("plant 2018-11-04T03:00:00Z [1]", "plant 2018-11-05T02:00:00Z [2]");
  }

  private Path write(Charset charset, String... lines) throws IOException {
    return Files.writeString(directory.resolve("plant.csv"), String.join("\n", lines), charset);
  }

  private List<String> read(CsvSource source) throws IOException {
    List<String> read = new ArrayList<>();
    try (CsvRows rows = new CsvRows(source)) {
      for (CsvRow row = rows.next(); row != null; row = rows.next()) {
        read.add(row.series() + " " + row.at() + " " + Arrays.toString(row.numbers()));
      }
      notes = rows.notes();
      columns = rows.columns();
    }
    return read;
  }
}
