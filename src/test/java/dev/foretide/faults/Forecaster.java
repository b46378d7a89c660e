package dev.foretide.faults;

import dev.foretide.stream.cluster.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One instance of the packaged product as a child process, {@code bin/foretide run}, that can be
 * killed, started again on the same state directory, and paused. Its log is beside its
 * configuration. Owned by one thread at a time.
 */
final class Forecaster implements AutoCloseable {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("bin/foretide");

  /** A test that is broken off leaves no strays. */
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "strays"));
  }

  private final Path directory;
  private final Role role;
  private String heap = "-Xmx256m";
  private Process process;

  /** An instance that does everything. */
  Forecaster(Path directory, Map<String, String> settings) {
    this(directory, settings, Role.ALL);
  }

  /**
   * @param directory of this instance: configuration, state, log
   * @param settings of the application; {@code state.dir} is added
   */
  Forecaster(Path directory, Map<String, String> settings, Role role) {
    this.role = role;
    this.directory = directory;
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(settings).forEach((key, value) -> lines.append(key + "=" + value + "\n"));
    lines.append("state.dir=").append(directory.resolve("state")).append('\n');
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("foretide.properties"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has all of its heap in RAM from the start: what is in RAM grows by what is outside it. */
  Forecaster withHeapInRam() {
    heap = "-Xms256m -Xmx256m -XX:+AlwaysPreTouch";
    return this;
  }

  void start() {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                LAUNCHER.toString(),
                "run",
                "-c",
                directory.resolve("foretide.properties").toString(),
                "--role",
                role.name().toLowerCase(Locale.ROOT)));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Small and quick to start, since many share the machine.
    builder
        .environment()
        .put("FORETIDE_JVM_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 " + heap);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    try {
      process = builder.start();
      ALIVE.add(process);
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    ALIVE.remove(process);
  }

  /** SIGTERM: it leaves in order. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError(directory + " did not end within a minute of SIGTERM");
    }
    ALIVE.remove(process);
  }

  /** SIGSTOP: from now on the process is a zombie that knows nothing of it. */
  void pause() throws InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  void resume() throws InterruptedException {
    signal("CONT");
  }

  /** A full collection of its heap. */
  void collectGarbage() throws InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    run(List.of(jcmd.toString(), Long.toString(process.pid()), "GC.run"));
  }

  private void signal(String name) throws InterruptedException {
    run(List.of("kill", "-" + name, Long.toString(process.pid())));
  }

  private static void run(List<String> command) throws InterruptedException {
    try {
      Process run =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!run.waitFor(30, TimeUnit.SECONDS) || run.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " did not succeed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Checks that it runs.
   *
   * @throws AssertionError with its log, when it has ended although nobody killed it
   */
  void requireAlive() {
    if (!process.isAlive()) {
      try {
        throw new AssertionError(
            directory + " ended with " + process.exitValue() + "\n" + Files.readString(log()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Memory of the process that is in RAM; 0 where the system does not tell. */
  long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  Path log() {
    return directory.resolve("log.txt");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    ALIVE.remove(process);
  }
}
