package dev.foretide.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.cli.Commands.Result;
import dev.foretide.config.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

/** Exit codes, and what stands on standard output and standard error. */
class MainTest {
  @TempDir Path directory;

  private Path file(String... lines) throws IOException {
    return Files.write(directory.resolve("foretide.properties"), List.of(lines));
  }

  private static void shouldHaveFailedInOneLine(Result result) {
    assertThat(result.exit()).as(result.err()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "--nonsense", "config --nonsense", "replay", "topics fly"})
  void shouldExitWith2OnWrongUsage(String line) {
    Result result = Commands.run(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isNotBlank().doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "demo --help",
        "run --help",
        "broker --help",
        "replay --help",
        "backtest --help",
        "config --help",
        "validate --help",
        "topics --help"
      })
  void shouldExplainEveryCommand(String line) {
    Result result = Commands.run(line.split(" "));

    assertThat(result.exit()).isZero();
    assertThat(result.out()).startsWith("Usage: foretide").doesNotContain("DEFAULT-VALUE");
  }

  @Test
  void shouldTellItsVersion() {
    assertThat(Commands.run("--version").out()).startsWith("foretide ");
  }

  @Test
  void shouldPrintToStandardOutputByDefault() {
    PrintStream before = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, UTF_8));
    int exit;
    try {
      exit = Main.run("config");
    } finally {
      System.setOut(before);
    }

    assertThat(exit).isZero();
    assertThat(captured.toString(UTF_8)).contains("bootstrap.servers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config", "config --markdown"})
  void shouldListEveryKey(String line) {
    Result result = Commands.run(line.split(" "));

    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains(Keys.definition().names());
  }

  @Test
  void shouldListKeysAsAMarkdownTable() {
    assertThat(Commands.run("config", "--markdown").out().lines())
        .hasSizeGreaterThan(Keys.definition().names().size())
        .allMatch(line -> line.startsWith("|") && line.endsWith("|"));
  }

  @Test
  void shouldAcceptAValidFile() throws IOException {
    Path file = file("bootstrap.servers=kafka:9092", "window=48");

    Result result = Commands.run("validate", "-c", file.toString());

    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEqualToIgnoringNewLines("The configuration is valid.");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void shouldReportAllFaultsOfAFileAtOnce() throws IOException {
    Path file =
        file("bootstrap.servers=kafka:9092", "windwo=48", "evaluation=lazy", "gap.fill=magic");

    Result result = Commands.run("validate", "-c", file.toString());

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.errLines()).hasSize(3).allMatch(line -> line.startsWith("configuration: "));
    assertThat(result.err()).contains("windwo", "evaluation", "lazy", "gap.fill", "magic");
    assertThat(result.err()).doesNotContain("\tat ", "Exception");
  }

  @Test
  void shouldNotReplayJsonIntoATopicOfAvro() {
    Result run =
        Commands.run(
            "replay",
            "any.csv",
            "--set=readings.format=avro",
            "--set=schema.registry.url=http://127.0.0.1:1");

    assertThat(run.exit()).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(run.errLines())
        .containsExactly("readings.format is avro, must be json: replay writes readings in JSON");
  }

  @Test
  void shouldReportTheSameFaultsWhenRun() throws IOException {
    Path file = file("bootstrap.servers=kafka:9092", "window=4", "season=-1");

    Result run = Commands.run("run", "-c", file.toString());

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).isEqualTo(Commands.run("validate", "-c", file.toString()).err());
  }

  @Test
  void shouldNameAMissingFileInOneLine() {
    Result result = Commands.run("validate", "-c", directory.resolve("none.properties").toString());

    shouldHaveFailedInOneLine(result);
    assertThat(result.err()).contains("none.properties: no such file");
  }

  @Test
  void shouldNameADirectoryGivenAsAFileInOneLine() {
    Result result = Commands.run("validate", "-c", directory.toString());

    shouldHaveFailedInOneLine(result);
    assertThat(result.err()).contains(directory.toString());
  }

  @Test
  void shouldLetTheCommandLineWinOverTheFile() throws IOException {
    Path file = file("bootstrap.servers=kafka:9092", "window=48");

    Result result =
        Commands.run("validate", "--print", "-c", file.toString(), "--set", "window=50");

    assertThat(result.out().lines()).contains("window=50", "forecasts.topic=foretide-forecasts");
  }

  @Test
  void shouldMaskSecretsWhenItPrintsTheConfiguration() throws IOException {
    Path file =
        file(
            "bootstrap.servers=kafka:9092",
            "http.token=open-sesame",
            "kafka.sasl.jaas.config=user and open-sesame",
            "kafka.ssl.truststore.password=open-sesame",
            "kafka.security.protocol=SASL_SSL");

    Result result = Commands.run("validate", "--print", "-c", file.toString());

    assertThat(result.exit()).isZero();
    assertThat(result.out())
        .contains("kafka.security.protocol=SASL_SSL", "http.token=[hidden]")
        .doesNotContain("sesame");
  }

  @ParameterizedTest
  @ValueSource(strings = {"window", "=48", "kafka"})
  void shouldRefuseASettingThatIsNone(String setting) {
    Result result =
        Commands.run("validate", "--set", "bootstrap.servers=kafka:9092", "--set", setting);

    shouldHaveFailedInOneLine(result);
    assertThat(result.err()).contains("must be key=value");
  }

  @Test
  void shouldNameAMissingCsvInOneLine() {
    Result result = Commands.run("replay", directory.resolve("none.csv").toString());

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.errLines()).last().asString().contains("none.csv: no such file");
    assertThat(result.err()).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replay x.csv --rate fast",
        "replay x.csv --rate 0/s",
        "demo --duration soon",
        "demo --duration -1s",
        "demo --port 70000",
        "broker --port 70000",
        "broker --port -1"
      })
  void shouldRefuseOptionsOutOfTheirRange(String line) {
    String[] words = line.split(" ", -1);

    Result result = Commands.run(words);

    assertThat(result.exit()).as(result.err()).isEqualTo(2);
    assertThat(result.errLines().get(0)).contains(words[words.length - 2]);
    assertThat(result.err()).doesNotContain("\tat ");
  }

  @Test
  void shouldNameAnAddressThatIsNoneInOneLine() {
    Result result = Commands.run("topics", "check", "--set", "bootstrap.servers=nonsense");

    shouldHaveFailedInOneLine(result);
    assertThat(result.err()).startsWith("Kafka").contains("nonsense");
  }

  /** Fails as no input should make it fail. */
  @Command(name = "break")
  static final class Broken implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalStateException("this cannot be");
    }
  }

  @Test
  void shouldCallABugABugWithItsStack() {
    Result result = Commands.run(Main.commandLine().addSubcommand(new Broken()), "break");

    assertThat(result.exit()).isEqualTo(70);
    assertThat(result.err())
        .startsWith("This is a bug in Foretide")
        .contains("this cannot be", "\tat ");
  }
}
