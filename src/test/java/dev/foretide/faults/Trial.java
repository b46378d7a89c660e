package dev.foretide.faults;

import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * One application under test: two instances, the readings fed to them, the faults that they meet,
 * and the ledger of what came of it. Owned by one thread.
 */
final class Trial implements AutoCloseable {
  private static final int INSTANCES = 2;
  private static final int PARTITIONS = 4;
  private static final int STEPS_PER_SECOND = 10;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long POLL_MILLIS = 5;

  /** What all trials share. */
  record World(
      EmbeddedBroker brokers,
      Undisturbed undisturbed,
      Readings readings,
      int sessionMillis,
      Report report) {}

  private final ForetideConfig config;
  private final World world;
  private final Random random;
  private final List<Forecaster> instances;
  private final Ledger ledger;
  private final Feeder feeder;
  private final Watcher watcher;
  private final long began = System.nanoTime();

  Trial(Path directory, Map<String, String> settings, World world, Random random) {
    this.config = new ForetideConfig(settings);
    this.world = world;
    this.random = random;
    this.instances =
        IntStream.range(0, INSTANCES)
            .mapToObj(i -> new Forecaster(directory.resolve("instance-" + i), settings))
            .toList();
    this.ledger = new Ledger(world.readings().count());
    String servers = world.brokers().bootstrapServers();
    this.watcher =
        new Watcher(servers, config.topicNames(), PARTITIONS, ledger, world.undisturbed());
    this.feeder =
        new Feeder(servers, config.topicNames().readings(), world.readings(), STEPS_PER_SECOND);
  }

  /** Starts all, and waits for a forecast of every series. */
  void start(Model model) throws Exception {
    Preparation.createTopics(config, PARTITIONS, 3);
    publish(model);
    instances.forEach(Forecaster::start);
    watcher.start();
    feeder.start();
    awaitForecasts(1);
  }

  /** As {@code models import} does, but waits for a topic that was just created. */
  private void publish(Model model) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", config.stream().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (Map.Entry<String, byte[]> message : Undisturbed.messages(model).entrySet()) {
        String topic = config.topicNames().models();
        producer.send(new ProducerRecord<>(topic, message.getKey(), message.getValue())).get();
      }
    }
  }

  String application() {
    return config.applicationId();
  }

  boolean exactlyOnce() {
    return config.stream().exactlyOnce();
  }

  /** A fault at a random moment; returns when every series has recovered. */
  void meet(Fault kind) throws InterruptedException {
    Thread.sleep(random.nextInt(1_500));
    Forecaster victim = instances.get(random.nextInt(INSTANCES));
    switch (kind) {
      case KILL -> kill(kind, List.of(victim));
      case KILL_ALL -> kill(kind, instances);
      case KILL_AGAIN -> {
        for (int i = random.nextInt(2); i >= 0; i--) {
          killAndStart(kind, List.of(victim));
          Thread.sleep(1_000 + random.nextInt(3_000)); // while it starts, joins or restores
        }
        kill(kind, List.of(victim));
      }
      case PAUSE -> pause(kind, victim, () -> {});
      case PAUSE_AND_KILL ->
          pause(
              kind,
              victim,
              () -> {
                Thread.sleep(random.nextInt(1_000));
                List<Forecaster> others = new ArrayList<>(instances);
                others.remove(victim);
                killAndStart(kind, others);
              });
      case BOUNCE -> bounce(kind, () -> {});
      case BOUNCE_AND_KILL -> bounce(kind, () -> killAndStart(kind, List.of(victim)));
    }
  }

  /** A fault of a random kind. */
  void meetAny() throws InterruptedException {
    Fault[] kinds = Fault.values();
    meet(kinds[random.nextInt(kinds.length)]);
  }

  private void kill(Fault kind, List<Forecaster> victims) throws InterruptedException {
    long step = feeder.next();
    long at = System.nanoTime();
    killAndStart(kind, victims);
    recovered(kind, step, at);
  }

  private void killAndStart(Fault kind, List<Forecaster> victims) throws InterruptedException {
    for (Forecaster victim : victims) {
      world.report().fault(kind);
      victim.kill();
    }
    Thread.sleep(random.nextInt(500));
    victims.forEach(Forecaster::start);
  }

  private void pause(Fault kind, Forecaster victim, Meanwhile afterwards)
      throws InterruptedException {
    long step = feeder.next();
    long at = System.nanoTime();
    world.report().fault(kind);
    victim.pause();
    recovered(kind, step, at);
    long longEnough = 500L + world.sessionMillis() + random.nextInt(1_500);
    long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - at);
    Thread.sleep(Math.max(0, longEnough - passed));
    step = feeder.next();
    victim.resume();
    afterwards.happens();
    awaitForecasts(step);
  }

  private void bounce(Fault kind, Meanwhile meanwhile) throws InterruptedException {
    int node = 1 + random.nextInt(3);
    long step = feeder.next();
    long at = System.nanoTime();
    world.report().fault(Fault.BOUNCE);
    world.brokers().stop(node);
    meanwhile.happens();
    Thread.sleep(random.nextInt(1_500));
    world.brokers().start(node);
    recovered(kind, step, at);
  }

  private interface Meanwhile {
    void happens() throws InterruptedException;
  }

  private void recovered(Fault kind, long step, long at) throws InterruptedException {
    awaitForecasts(step);
    world.report().recovered(application(), kind, (System.nanoTime() - at) / 1e9);
  }

  /** Waits until every series has a forecast of a step or a later one. */
  private void awaitForecasts(long step) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (ledger.newestForecast() < step) {
      instances.forEach(Forecaster::requireAlive);
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "%s: newest forecast of every series is of step %d, must be %d"
                .formatted(application(), ledger.newestForecast(), step));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Ends the readings, waits for the last answers and draws the balance. */
  Ledger.Balance balance() throws InterruptedException {
    feeder.finish();
    // The last step of the dense series stays open, and a series may miss one before.
    long settled = feeder.next() - 2;
    watcher.finish(settled);
    Ledger.Balance balance = ledger.balance(world.undisturbed().before(settled));
    double seconds = (System.nanoTime() - began) / 1e9;
    world.report().add(application(), feeder.sent(), seconds, balance);
    return balance;
  }

  @Override
  public void close() {
    instances.forEach(Forecaster::close);
    feeder.close();
    watcher.close();
  }
}
