package dev.foretide.csv;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file does not tell is refused, with the option that would tell it. */
class CsvRefusalTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "time,a; 03/04/2026,1; 05/04/2026,2 | line 2: column 'time' is '03/04/2026': day first it is 2026-04-03, month first 2026-03-04, and the first rows of the file do not tell; name --date-order day-first or month-first",
        "time,a; 13/04/2026,1; 04/13/2026,2 | line 3: column 'time' is '04/13/2026': not a time: Invalid value for MonthOfYear (valid values 1 - 12): 13 (dates are read day-first; --date-order changes it)",
        "time,a; 5000000000,1; 5000000060,2 | line 2: column 'time' is '5000000000': a number since 1970 must lie between 1990 and 2100 in one of seconds, milliseconds, microseconds or nanoseconds for its unit to be known; name --time-unit",
        "time,a; 2026-03-29 01:30,1; 2026-03-29 02:30,2 | line 3: column 'time' is '2026-03-29 02:30': not a time of Europe/Berlin: its clocks go from 02:00 to 03:00 that day; a logger that never changes its clock needs --zone +01:00",
        "time,a; 2026-03-29 01:30 CST,1 | line 2: column 'time' is '2026-03-29 01:30 CST': not a time: 'CST' is no zone that has one offset everywhere; write the offset, as +02:00",
        "time,a; 0,1; 60,2; 120,Bad | line 4: column 'a' is 'Bad': not a number, in a column of numbers; if it stands for a missing value, name it: --missing \"Bad\"",
        "time,a; 0,I/O Timeout; 60,2; 120,3; 180,4 | line 2: column 'a' is 'I/O Timeout': not a number, in a column of numbers; if it stands for a missing value, name it: --missing \"I/O Timeout\"",
        "time,a; 0,1; 60,unavailable | line 3: column 'a' is 'unavailable': not a number, in a column of numbers; if it stands for a missing value, name it: --missing \"unavailable\"",
        "time~a; 0~1,234; 60~2,345 | line 2: column 'a' is '1,234': with a decimal comma it is 1.234, with a decimal point 1234, and the first rows of the file do not tell which they have; name --decimal comma or point",
        "time~a~b; 0~1,5~2.5 | line 2: column 'a' is '1,5': with a decimal comma it is 1.5, with a decimal point no number, and the first rows of the file do not tell which they have; name --decimal comma or point",
        "time~a; 0~1,5; 60~2.25 | line 2: column 'a' is '1,5': with a decimal comma it is 1.5, with a decimal point no number, and the first rows of the file do not tell which they have; name --decimal comma or point",
        "entity_id,state,last_changed; s,1,2026-03-01T00:00:00Z; s,Bad,2026-03-01T00:01:00Z | line 3: column 'state' is 'Bad': not a number, in a column of numbers; if it stands for a missing value, name it: --missing \"Bad\"",
        "#datatype,string,string; #group,true,true; #default,,; ,error,reference; ,failed to parse query,897 | line 4: the query failed: the table holds its error and no readings",
        "@attribute series_name string; @data; a:1 | line 2: the file has no @frequency, so that its values have no times",
        "@attribute series_name string; @frequency fortnightly; @data; a:1 | line 2: @frequency is 'fortnightly'; it must be yearly, quarterly, monthly, weekly, daily, hourly, half_hourly, minutely or a number of them such as 10_minutes",
        "@attribute series_name string; @frequency daily; @data; a:1,x | line 4: value 2 of series 'a' is 'x': not a number, in a column of numbers; if it stands for a missing value, name it: --missing \"x\"",
        "@attribute series_name string; @frequency daily; @data; a:b:1 | line 4: series 'a' has more attributes than the 1 named, [series_name]",
        "@attribute series_name string; @frequency daily; @data; 1,2 | line 4: a series needs 1 attributes, [series_name], and values, with colons between",
      })
  void shouldNameLineColumnValueRuleAndOption(String lines, String message) throws IOException {
    Path file = write(lines.replace("; ", "\n").replace('~', ';'));
    dev.foretide.csv.CsvSource source =
        new dev.foretide.csv.CsvSource(file, null, null, List.of(), ZoneId.of("Europe/Berlin"));

    assertThatThrownBy(() -> read(source))
        .isInstanceOf(CsvFormatException.class)
        .hasMessage(file + ", " + message);
  }

  @Test
  void shouldRefuseATimeOfAnotherUnitThanThoseBefore() throws IOException {
    StringBuilder lines = new StringBuilder("time,a\n");
    for (int i = 0; i < 100_000; i++) {
      lines.append(1_772_323_200 + i).append(",1\n");
    }
    Path file = write(lines.append("1772424200000,1\n").toString());

    assertThatThrownBy(() -> read(dev.foretide.csv.CsvSource.of(file)))
        .hasMessage(
            file
                + ", line 100002: column 'time' is '1772424200000': by its size it counts milliseconds, and the times before it seconds; name --time-unit");
  }

  @Test
  void shouldSayThatBytesAreNotTextOfTheEncoding() throws IOException {
    StringBuilder lines = new StringBuilder("time,a\n");
    for (int i = 0; i < 200_000; i++) {
      lines.append(i).append(",1\n");
    }
    byte[] bytes = lines.append("200000,?\n").toString().getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 2] = (byte) 0xb0;
    Path file = Files.write(directory.resolve("plant.csv"), bytes);

    assertThatThrownBy(() -> read(dev.foretide.csv.CsvSource.of(file)))
        .isInstanceOf(CsvFormatException.class)
        .hasMessageContaining("the bytes are not text in the encoding of the lines before");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("plant.csv"), text);
  }

  private static void read(dev.foretide.csv.CsvSource source) throws IOException {
    try (CsvRows rows = new CsvRows(source)) {
      while (rows.next() != null) {
        // refuses
      }
    }
  }
}
