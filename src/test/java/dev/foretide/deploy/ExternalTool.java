package dev.foretide.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program that a test asks where it is installed; where it is not, the test is skipped. */
public record ExternalTool(String name) {

  /** The program, or the end of the test where it cannot be called by its name. */
  public static ExternalTool assumeOnPath(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    boolean there =
        Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    assumeTrue(there, name + " is not on PATH: what it checks is unchecked");
    return new ExternalTool(name);
  }

  String run(String... arguments) throws IOException, InterruptedException {
    return run(Map.of(), new byte[0], arguments);
  }

  /** What it prints; any exit code but 0 fails the test. */
  String run(Map<String, String> environment, byte[] input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(DeployFiles.ROOT.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
    return output;
  }
}
