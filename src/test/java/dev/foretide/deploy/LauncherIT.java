package dev.foretide.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/foretide} on the packaged jar, as a user calls it: from elsewhere, through a link. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {

  private static final String JAVA_HOME = System.getProperty("java.home");

  @TempDir Path temp;
  private Path folder;
  private Path link;

  @BeforeEach
  void linkFromFolderWithSpace() throws IOException {
    folder = Files.createDirectory(temp.resolve("a folder"));
    link = folder.resolve("foretide");
    Files.createSymbolicLink(link, DeployFiles.ROOT.resolve("bin/foretide"));
  }

  @AfterEach
  void removeLink() throws IOException {
    // Else JUnit warns that the link leads out of its folder.
    Files.delete(link);
  }

  @Test
  void shouldPrintVersionThroughLinkInFolderWithSpace() throws Exception {
    Outcome outcome = launch(JAVA_HOME, "--version");

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).containsIgnoringCase("foretide");
  }

  @Test
  void shouldExit2OnUnknownCommand() throws Exception {
    Outcome outcome = launch(JAVA_HOME, "no-such-command");

    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(2);
    assertThat(outcome.err()).contains("no-such-command").doesNotContain("Exception");
  }

  @Test
  void shouldRefuseJavaHomeBelow17AndNameWhatItFound() throws Exception {
    Path old = fakeJava("11.0.2");

    Outcome outcome = launch(old.toString(), "--version");

    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("Java 17 or newer is needed")
        .contains("JAVA_HOME is " + old)
        .contains("Java 11 at " + old.resolve("bin/java"));
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void shouldRefuseJava8WhoseVersionBeginsWithOne() throws Exception {
    Outcome outcome = launch(fakeJava("1.8.0_442").toString(), "--version");

    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains("Java 8 at ");
  }

  @Test
  void shouldRefuseJavaHomeWithoutJava() throws Exception {
    Outcome outcome = launch(folder.toString(), "--version");

    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains("no working java at " + folder.resolve("bin/java"));
  }

  @Test
  void shouldHandOverFlagsAndArgumentsWhole() throws Exception {
    // A java that says 17 and then prints what it was given: the launcher alone, without a JVM.
    Path echo = fakeJava("17.0.1");

    Outcome outcome = launch(echo.toString(), "replay", "my file.csv", "*", "");

    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    List<String> given = outcome.out().lines().toList();
    assertThat(given)
        .contains("[--add-modules]", "[jdk.incubator.vector]", "[-XX:+ExitOnOutOfMemoryError]")
        .contains("[-XX:+UseSerialGC]", "[-Dpattern=*]")
        .doesNotContain("[-XX:+UseG1GC]")
        .endsWith("[replay]", "[my file.csv]", "[*]", "[]");
    assertThat(given.indexOf("[-XX:+UseSerialGC]")).isLessThan(given.indexOf("[-jar]"));
  }

  @Test
  void shouldUseAnArchiveOfClassesThatIsNewerThanTheJar() throws Exception {
    Path image = Files.createDirectories(temp.resolve("image"));
    Path launcher = Files.createDirectory(image.resolve("bin")).resolve("foretide");
    Files.copy(DeployFiles.ROOT.resolve("bin/foretide"), launcher);
    Path jar = Files.createFile(image.resolve("foretide.jar"));
    Path archive = Files.createFile(image.resolve("foretide.jsa"));
    String echo = fakeJava("17.0.1").toString();
    String flag = "[-XX:SharedArchiveFile=" + archive + "]";

    Files.setLastModifiedTime(archive, FileTime.fromMillis(1_000_000));
    Outcome older = launch(launcher, echo, "run");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    Outcome newer = launch(launcher, echo, "run");

    assertThat(older.exitCode()).as(older.toString()).isZero();
    assertThat(older.out().lines()).doesNotContain(flag);
    assertThat(newer.out().lines()).contains(flag, "[-Xlog:cds*=off]").endsWith("[run]");
  }

  /** A Java home whose {@code java -version} prints the version, and otherwise its arguments. */
  private Path fakeJava(String version) throws IOException {
    Path home = temp.resolve("java-" + version);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then
          echo 'openjdk version "%s" 2019-01-15' >&2
        else
          printf '[%%s]\\n' "$@"
        fi
        """
            .formatted(version));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return home;
  }

  private Outcome launch(String javaHome, String... arguments)
      throws IOException, InterruptedException {
    return launch(link, javaHome, arguments);
  }

  private Outcome launch(Path launcher, String javaHome, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", javaHome);
    environment.put("FORETIDE_JVM_OPTS", "-XX:+UseSerialGC -Dpattern=*");
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after 120 s: " + command);
    }
    return new Outcome(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  private record Outcome(int exitCode, String out, String err) {}
}
