package dev.foretide.bench;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import dev.foretide.model.Model;
import dev.foretide.stream.ForetideStreams;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.evaluator.StreamListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;

/** One run of the benchmark on a broker of its own. Owned by one thread. */
public final class Bench implements AutoCloseable {
  /** So many readings a second nobody takes in: more would not be needed. */
  private static final int MOST_PER_SECOND = 100_000;

  private static final String READINGS = "bench-readings";
  private static final String LATENCY_READINGS = "bench-latency-readings";

  /** Records that a copy may lack; the marks of transactions count as such. */
  private static final long FEW = 100;

  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final String LINGER = "kafka.producer.linger.ms";

  private static final String COMMITS = "kafka.commit.interval.ms";

  /**
   * Answers and readings wait so long for others, where latency is measured: at once, a request
   * each, they cost broker and clients more time than they save.
   */
  private static final int QUICK_LINGER_MILLIS = 3;

  private final BenchSettings settings;
  private final Path directory;
  private final Consumer<String> progress;
  private final BenchBroker broker;

  /**
   * Starts the broker.
   *
   * @param foretide command line of {@code foretide}, to which a command is added
   * @param directory of everything; left to the caller
   * @param progress told what happens
   */
  public Bench(
      BenchSettings settings, List<String> foretide, Path directory, Consumer<String> progress)
      throws IOException, InterruptedException {
    this.settings = settings;
    this.directory = directory;
    this.progress = progress;
    this.broker = new BenchBroker(foretide, directory.resolve("broker"));
  }

  /** Runs to the end. */
  public BenchResult run() throws InterruptedException {
    broker.createReadings(READINGS);
    ForetideConfig config = config("bench", READINGS, Map.of());
    ForetideConfig noopConfig = config("bench-noop", READINGS, Map.of());
    Model model = BenchModel.of(config);
    int series = settings.series();
    WarmStates states = new WarmStates(config, model, series);
    progress.accept("writing the states of %,d series".formatted(series));
    broker.prepare(config, model, states, series);
    broker.prepare(noopConfig, model, states, series);
    sendReadings();

    TakingTurns turns = new TakingTurns();
    long statesBytes = broker.changelogBytes(config);
    double changelogBytes;
    try (ForetideStreams forecaster = forecaster(config);
        ForetideStreams noop = noop(noopConfig, states.any())) {
      start(forecaster);
      forecaster.pause();
      start(noop);
      noop.pause();
      progress.accept("warming up, then %d turns of each".formatted(settings.rounds()));
      turns.run(forecaster, noop, settings);
      changelogBytes =
          (broker.changelogBytes(config) - statesBytes)
              / (double) forecaster.metrics().totalReadings();
    }
    progress.accept("starting again, with and without local states");
    double startSeconds = secondsToStart(config);
    double restoreSeconds =
        secondsToStart(config("bench", READINGS, Map.of(Keys.STATE_DIR, directory + "/restored")));
    progress.accept("taking over from an instance that leaves, with a copy of its states");
    double takeOverSeconds = secondsToTakeOver();

    double[] ratios = turns.ratios();
    return new BenchResult(
        settings,
        turns.forecaster(Turn::readingsPerSecond),
        turns.noop(Turn::readingsPerSecond),
        TakingTurns.median(ratios),
        ratios[0],
        ratios[ratios.length - 1],
        turns.forecaster(Turn::cpuMicros),
        turns.noop(Turn::cpuMicros),
        turns.forecaster(Turn::bytesAllocated),
        turns.noop(Turn::bytesAllocated),
        states.bytes(),
        changelogBytes,
        startSeconds,
        restoreSeconds,
        takeOverSeconds,
        latencies(turns.forecaster(Turn::readingsPerSecond), model, states));
  }

  private ForetideConfig config(String application, String readings, Map<String, String> more) {
    String states = directory.resolve(application).toString();
    return settings.config(broker.servers(), application, readings, states, more);
  }

  private static ForetideStreams forecaster(ForetideConfig config) {
    return new ForetideStreams(
        config, Role.EVALUATOR, "localhost:1", new SimpleMeterRegistry(), StreamListener.NONE);
  }

  private static ForetideStreams noop(ForetideConfig config, NoopMessages messages) {
    return new ForetideStreams(
        config,
        Role.EVALUATOR,
        "localhost:1",
        new SimpleMeterRegistry(),
        StreamListener.NONE,
        (formats, metrics) -> new NoopEvaluator(formats, messages, metrics));
  }

  private void sendReadings() {
    int turns = settings.warmUp() + settings.rounds();
    double seconds = turns * (settings.turn().toMillis() + TakingTurns.CHANGE_OVER_MILLIS) / 1e3;
    long count = (long) (MOST_PER_SECOND * seconds);
    progress.accept("sending %,d readings of %,d series".formatted(count, settings.series()));
    try (BenchReadings readings =
        new BenchReadings(broker.servers(), READINGS, settings.series(), 50)) {
      readings.send(count);
    }
  }

  private static void start(ForetideStreams streams) throws InterruptedException {
    streams.start();
    await("the start of Kafka Streams", () -> isRunning(streams));
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "waited %d minutes in vain for %s".formatted(PATIENCE.toMinutes(), what));
      }
      Thread.sleep(5);
    }
  }

  private static boolean isRunning(ForetideStreams streams) {
    return streams.state().equals(Optional.of(KafkaStreams.State.RUNNING));
  }

  /** Until the first reading is taken in. */
  private static double secondsToStart(ForetideConfig config) throws InterruptedException {
    long began = System.nanoTime();
    try (ForetideStreams streams = forecaster(config)) {
      streams.start();
      await("the first reading", () -> streams.metrics().totalReadings() > 0);
      return (System.nanoTime() - began) / 1e9;
    }
  }

  /** From the moment an instance begins to leave until a standby takes in readings for it. */
  private double secondsToTakeOver() throws InterruptedException {
    Map<String, String> copies = Map.of("kafka.num.standby.replicas", "1");
    Map<String, String> elsewhere = new HashMap<>(copies);
    elsewhere.put(Keys.STATE_DIR, directory + "/standby");
    try (ForetideStreams standby = forecaster(config("bench", READINGS, elsewhere))) {
      int tasks;
      long began;
      try (ForetideStreams leaving = forecaster(config("bench", READINGS, copies))) {
        start(leaving);
        leaving.pause();
        tasks = leaving.tasks().active();
        start(standby);
        await("copies of all states", () -> hasAll(standby.tasks(), tasks));
        began = System.nanoTime();
      }
      await("a standby", () -> standby.tasks().active() == tasks && isRunning(standby));
      return (System.nanoTime() - began) / 1e9;
    }
  }

  /** Kafka Streams moves tasks whose copies are nearly complete; the rest stay copies. */
  private static boolean hasAll(ForetideStreams.Tasks its, int tasks) {
    return its.active() + its.copies() == tasks && its.recordsBehind() <= FEW;
  }

  /** With transactions answers are seen at commits; without, states wait for them. */
  private Map<String, String> quick() {
    boolean transactions = settings.guarantee().equals("exactly_once_v2");
    return Map.of(
        LINGER, Integer.toString(QUICK_LINGER_MILLIS), COMMITS, transactions ? "100" : "30000");
  }

  private List<Latency> latencies(double readingsPerSecond, Model model, WarmStates states)
      throws InterruptedException {
    List<Latency> latencies = new ArrayList<>();
    if (settings.loads().isEmpty()) {
      return latencies;
    }
    broker.createReadings(LATENCY_READINGS);
    ForetideConfig config = config("bench-latency", LATENCY_READINGS, quick());
    broker.prepare(config, model, states, settings.series());
    try (ForetideStreams streams = forecaster(config);
        BenchReadings readings =
            new BenchReadings(
                broker.servers(), LATENCY_READINGS, settings.series(), QUICK_LINGER_MILLIS)) {
      start(streams);
      for (double load : settings.loads()) {
        double rate = load * readingsPerSecond;
        progress.accept("latency at %,.0f readings a second".formatted(rate));
        Duration turn = settings.turn();
        WarmUp.run(settings.warmUp(), turn, () -> latency(config, readings, load, rate, turn));
        latencies.add(latency(config, readings, load, rate, turn.multipliedBy(settings.rounds())));
      }
    }
    return latencies;
  }

  private Latency latency(
      ForetideConfig config, BenchReadings readings, double load, double rate, Duration length)
      throws InterruptedException {
    return Latency.measure(config, readings, settings.series(), load, rate, length);
  }

  @Override
  public void close() {
    broker.close();
  }
}
