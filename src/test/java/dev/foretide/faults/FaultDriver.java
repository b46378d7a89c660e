package dev.foretide.faults;

import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A driver that knows the answer, after Kafka's own {@code SmokeTestDriver}: feeds numbered
 * readings to the packaged product, disturbs it, and holds every forecast and score against a run
 * without faults.
 *
 * <p>Three brokers run in this JVM; applications are tried one after the other, see {@link Trial}.
 * The moments and the victims follow from the seed. A model is published once and nothing is
 * trained, so that each answer follows from the readings.
 *
 * <p>Owned by one thread.
 */
final class FaultDriver implements AutoCloseable {
  private static final Readings READINGS = new Readings(12);

  private final Path directory;
  private final int sessionMillis;
  private final Random random;
  private final Report report;
  private final EmbeddedBroker brokers;
  private final Model model;
  private final Undisturbed undisturbed;

  /**
   * Starts the brokers.
   *
   * @param sessionMillis how long the group waits for a member that is silent
   */
  FaultDriver(Path directory, long seed, int sessionMillis) {
    this.directory = directory;
    this.sessionMillis = sessionMillis;
    this.random = new Random(seed);
    this.report = new Report(seed, sessionMillis);
    String session = Integer.toString(sessionMillis);
    String heartbeat = Integer.toString(sessionMillis / 3);
    this.brokers =
        EmbeddedBroker.start(
            EmbeddedBroker.Settings.in(directory.resolve("brokers"))
                .withNodes(3)
                .withOverrides(
                    Map.of(
                        "min.insync.replicas", "2",
                        "group.min.session.timeout.ms", session,
                        // The protocol "streams" takes all of these from the brokers.
                        "group.streams.session.timeout.ms", session,
                        "group.streams.min.session.timeout.ms", session,
                        "group.streams.heartbeat.interval.ms", heartbeat,
                        "group.streams.min.heartbeat.interval.ms", heartbeat)));
    Map<String, String> undisturbedSettings = settings();
    undisturbedSettings.put("state.dir", directory.resolve("undisturbed").toString());
    undisturbedSettings.put("state.store", "memory");
    ForetideConfig config = new ForetideConfig(undisturbedSettings);
    ModelShape shape = config.forecast().shape();
    this.model =
        Models.model(shape, Models.heads(shape, 1), Models.network(shape, "lstm:8,dense", 2));
    this.undisturbed = new Undisturbed(config, model, READINGS);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", brokers.bootstrapServers());
    settings.put("readings.future.max", "36525d");
    settings.put("step", Readings.STEP_MILLIS + "ms");
    settings.put("window", "24");
    settings.put("horizon", "6");
    settings.put("season", "none");
    settings.put("calendar", "none");
    settings.put("model.layers", "lstm:8,dense");
    settings.put("train.min.steps", "100000000"); // never
    settings.put("http.port", "0");
    return settings;
  }

  /**
   * A trial of one application, started.
   *
   * @param guarantee value of {@code processing.guarantee}
   * @param protocol value of {@code kafka.group.protocol}
   */
  Trial trial(String guarantee, String protocol) throws Exception {
    Map<String, String> settings = settings();
    String application = protocol + "-" + guarantee.replace('_', '-');
    settings.put("application.id", application);
    settings.put("readings.topic", application + "-readings");
    settings.put("processing.guarantee", guarantee);
    settings.put("kafka.group.protocol", protocol);
    // With "streams" it says nothing to the brokers, but what a stall is.
    settings.put("kafka.session.timeout.ms", Integer.toString(sessionMillis));
    settings.put("kafka.heartbeat.interval.ms", Integer.toString(sessionMillis / 3));
    Trial trial =
        new Trial(
            directory.resolve(application),
            settings,
            new Trial.World(brokers, undisturbed, READINGS, sessionMillis, report),
            new Random(random.nextLong()));
    try {
      trial.start(model);
      return trial;
    } catch (Exception | Error e) {
      trial.close();
      throw e;
    }
  }

  Report report() {
    return report;
  }

  @Override
  public void close() {
    undisturbed.close();
    brokers.close();
  }
}
