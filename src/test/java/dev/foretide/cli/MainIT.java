package dev.foretide.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.cli.Commands.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of addresses that do not answer, and of a port that is taken. */
class MainIT {
  @TempDir Path directory;

  private static void shouldHaveFailedInOneLine(Result result) {
    assertThat(result.exit()).as(result.err()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void shouldEndWithOneLineWhereTheSchemaRegistryDoesNotAnswer() {
    Result run =
        Commands.run(
            "run",
            "--set=bootstrap.servers=127.0.0.1:1",
            "--set=http.port=0",
            "--set=forecasts.format=avro",
            "--set=schema.registry.url=http://127.0.0.1:1");

    assertThat(run.exit()).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(run.errLines())
        .containsExactly("schema registry http://127.0.0.1:1: ConnectException");
  }

  @Test
  void shouldNameATakenPortOfTheBrokerInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Result result =
          Commands.run(
              "broker",
              "--port",
              Integer.toString(taken.getLocalPort()),
              "--dir",
              directory.resolve("broker").toString());

      shouldHaveFailedInOneLine(result);
      assertThat(result.err()).contains(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void shouldNameTheAddressThatDoesNotAnswerInOneLine() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    Result result =
        Commands.run(
            "topics",
            "check",
            "--set",
            "bootstrap.servers=localhost:" + port,
            "--set",
            "kafka.default.api.timeout.ms=500",
            "--set",
            "kafka.request.timeout.ms=400");

    shouldHaveFailedInOneLine(result);
    assertThat(result.err()).startsWith("Kafka").contains("localhost:" + port);
  }
}
