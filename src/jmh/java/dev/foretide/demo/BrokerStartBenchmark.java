package dev.foretide.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time until the embedded broker accepts requests on the data of its former life. Half a second on
 * an idle machine; without the short broker session it would be ten.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
public class BrokerStartBenchmark {
  private Path directory = Path.of("");
  private @Nullable EmbeddedBroker broker;

  /** A first life. */
  @Setup(Level.Trial)
  public void live() throws IOException {
    directory = Files.createTempDirectory("broker-start");
    EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory)).close();
  }

  /** Starts it again. */
  @Benchmark
  public EmbeddedBroker restart() {
    EmbeddedBroker started = EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory));
    broker = started;
    return started;
  }

  /** Ends this life. */
  @TearDown(Level.Invocation)
  public void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  /** Leaves nothing behind. */
  @TearDown(Level.Trial)
  public void clean() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(BrokerStartBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
