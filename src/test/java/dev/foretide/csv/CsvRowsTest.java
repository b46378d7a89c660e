package dev.foretide.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRowsTest {
  @TempDir Path directory;

  @Test
  void shouldGiveNumbersAsWrittenInTheOrderAskedFor() throws IOException {
    Path file = write("time,id,a,b", "0,x,1.50,2", "60,y,.5,NA");
    CsvSource source = new CsvSource(file, "id", "time", List.of("b", "a"), ZoneOffset.UTC);

    try (CsvRows rows = new CsvRows(source)) {
      CsvRow first = rows.next();
      CsvRow second = rows.next();

      assertThat(rows.columns()).containsExactly("b", "a");
      assertThat(first.numbers()).containsExactly("2", "1.50");
      assertThat(first.series()).isEqualTo("x");
      assertThat(first.line()).isEqualTo(2);
      assertThat(second.numbers()).containsExactly(null, "0.5");
      assertThat(second.value(0)).isNaN();
      assertThat(second.value(1)).isEqualTo(0.5);
      assertThat(rows.next()).isNull();
    }
  }

  @Test
  void shouldTellColumnsOfNumbersFromTheOthers() throws IOException {
    try (CsvRows rows =
        new CsvRows(CsvSource.of(write("ds,a,note,,never", "0,,on,3,", "1,2,,,")))) {
      rows.next();
      assertThat(rows.numeric()).isEmpty();
      rows.next();

      assertThat(rows.numeric()).containsExactly("a");
      assertThat(rows.ignored()).containsExactly("note", "(column 4)");
    }
  }

  @Test
  void shouldLetTheCallerRefuseATime() throws IOException {
    try (CsvRows rows = new CsvRows(CsvSource.of(write("ds,a", "1949-01-01,112")))) {
      assertThat(rows.next().at()).isEqualTo("1949-01-01T00:00:00Z");

      assertThatThrownBy(
              () -> {
                throw rows.faultOfTime("too old");
              })
          .isInstanceOf(CsvFormatException.class)
          .hasMessageEndingWith("plant.csv, line 2: column 'ds' is '1949-01-01': too old");
    }
  }

  private Path write(String... lines) throws IOException {
    return Files.writeString(directory.resolve("plant.csv"), String.join("\n", lines));
  }
}
