package dev.foretide.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.cli.Commands.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options, bad inputs, exit codes; what the engine computes is tested with the engine. */
class BacktestCommandTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "time,a,b; 0,1,2; 60,3,4 | | line 1: several columns hold numbers, name the target: a, b",
        "time,a; 0,1; 60,2 | --target b | line 1: there is no value column 'b'",
        "time,a; 0,1; 60,2 | --series id | line 1: there is no series column 'id'",
        "time,a; 0,1; 60,2 | --time when | line 1: there is no time column 'when'",
        "time,a; 0,1; 60 | | line 3: the row has 1 cells: the header has 2",
        "time,a; 0,1; soon,2 | | line 3: column 'time' is 'soon': not a time",
        "`` | | line 1: the file is empty",
        "time,a | | line 1: there is no row after the header",
        "time,a; 0,1 | | line 2: no series has more than 1 reading",
        "time,a; 03/04/2026,1; 04/04/2026,2 | | line 2: column 'time' is '03/04/2026': day first",
        "time,a; 0,1; 60,Bad | --missing bad --decimal point | line 3: no series has more than 1 reading",
        "time,a; 0,1; 60,2 | --set windwo=8 | configuration: windwo: unknown key",
        "time,a; 0,1; 60,2 | --json no/such/dir.json | there is no directory",
      })
  void shouldFailInOneLine(String lines, String options, String message) throws IOException {
    Result result = run(lines, options == null ? "" : options);

    assertThat(result.exit()).as(result.err()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err()).contains(message);
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--from 1",
        "--from 1.5",
        "--from -1",
        "--score-rows 5",
        "--score-rows 9:5",
        "--train-rows 0",
        "--target a --features a",
        "--decimal dot",
        "--date-order dmy",
        "--time-unit ms",
        "--zone Berlin",
        "--delimiter ;;"
      })
  void shouldTakeWrongOptionsForWrongUsage(String options) throws IOException {
    Result result = run("time,a; 0,1; 60,2", options);

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("Usage: foretide backtest").doesNotContain("\tat ");
  }

  @Test
  void shouldNeedAFile() {
    assertThat(Commands.run("backtest").exit()).isEqualTo(2);
  }

  @Test
  void shouldRefuseAFileNamedTwice() throws IOException {
    String file = write("time,a; 0,1; 60,2").toString();

    Result result = Commands.run("backtest", file, file);

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("named twice");
  }

  @Test
  void shouldSayWhyTwoRowsGiveNothingToScore() throws IOException {
    Path json = directory.resolve("report.json");
    Path html = directory.resolve("report.html");
    Path csv = directory.resolve("forecasts.csv");

    Result result =
        run("time,a; 0,1; 60,2", "--json " + json + " --html " + html + " --csv " + csv);

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.err())
        .contains("1 series, 2 readings")
        .contains("step 1m, as its times have it")
        .contains("nothing to score: its longest series has 2 readings");
    assertThat(result.err() + result.out()).doesNotContain("NaN").doesNotContain("\tat ");
    assertThat(json).content().contains("\"results\" : [ ]");
    assertThat(csv).content().startsWith("unique_id,ds,cutoff,y,foretide,foretide-lo-80,");
    assertThat(html).content().startsWith("<!doctype html>");
  }

  @Test
  void shouldTellLateAndMissingReadingsAndKeepAStepThatIsSet() throws IOException {
    Result result = run("time,a; 0,1; 60,2; 30,3; 120,; 180,5", "--target a --set step=30s");

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.err())
        .contains("5 rows, 1 series, 4 readings, 1 values missing, 1 late because times run back")
        .doesNotContain("as its times have it");
  }

  @Test
  void shouldTakeColumnsFromAConfigurationFile() throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("c.properties"), "readings.features=b,a\nreadings.target=a\n");

    Result result = run("time,a,b; 0,1,x; 60,2,3", "-c " + config);

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("line 2: column 'b' is 'x': not a number");
  }

  private Result run(String lines, String options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("backtest", write(lines).toString()));
    if (!options.isEmpty()) {
      arguments.addAll(List.of(options.split(" ")));
    }
    return Commands.run(arguments.toArray(String[]::new));
  }

  private Path write(String lines) throws IOException {
    return Files.writeString(directory.resolve("plant.csv"), lines.replace("; ", "\n"));
  }
}
