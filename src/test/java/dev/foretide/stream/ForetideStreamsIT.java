package dev.foretide.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.cluster.StartupChecks;
import dev.foretide.stream.evaluator.StreamListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.streams.KafkaStreams;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A start where Kafka is not there yet. */
class ForetideStreamsIT {
  @TempDir Path directory;
  private final Logger gate = (Logger) LoggerFactory.getLogger(StartupChecks.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private String address;
  private int port;

  @BeforeEach
  void listen() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    address = "localhost:" + port;
    log.start();
    gate.setLevel(Level.INFO);
    gate.setAdditive(false);
    gate.addAppender(log);
  }

  @AfterEach
  void detach() {
    gate.detachAppender(log);
    gate.setAdditive(true);
    gate.setLevel(null);
  }

  private ForetideStreams streams() {
    ForetideConfig config =
        TopologyHarness.config(directory.resolve("state"), Map.of("bootstrap.servers", address));
    return new ForetideStreams(
        config, Role.ALL, "localhost:1", new SimpleMeterRegistry(), StreamListener.NONE);
  }

  private static CompletableFuture<Void> startOnAThread(ForetideStreams streams) {
    CompletableFuture<Void> started = new CompletableFuture<>();
    Thread starter =
        new Thread(
            () -> {
              try {
                streams.start();
                started.complete(null);
              } catch (InterruptedException | RuntimeException e) {
                started.completeExceptionally(e);
              }
            },
            "starter");
    starter.setDaemon(true);
    starter.start();
    return started;
  }

  private List<String> lines() {
    synchronized (log) {
      return new ArrayList<>(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  private void awaitLine(String line) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> lines().stream().anyMatch(said -> said.contains(line)));
  }

  @Test
  void shouldWaitForKafkaAndForTheReadingsAndThenStart() throws Exception {
    try (ForetideStreams streams = streams()) {
      CompletableFuture<Void> started = startOnAThread(streams);
      awaitLine("Kafka at " + address + " is not reachable; trying again");
      assertThat(streams.state()).isEmpty();
      assertThat(streams.queries()).isEmpty();

      try (EmbeddedBroker broker =
          EmbeddedBroker.start(
              EmbeddedBroker.Settings.in(directory.resolve("broker")).withPort(port))) {
        awaitLine("Waiting: topic readings is missing and yours to create: kafka-topics.sh");
        assertThat(started).isNotDone();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
          admin.createTopics(List.of(new NewTopic("readings", 2, (short) 1))).all().get();
        }
        started.get(15, TimeUnit.SECONDS);
        Awaitility.await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> streams.state().filter(s -> s == KafkaStreams.State.RUNNING).isPresent());
        awaitLine("Created topics ");
        assertThat(lines()).as("one line every few seconds").hasSizeLessThan(12);
        assertThat(lines())
            .as("topics that were just created")
            .noneMatch(line -> line.contains("plant-") && line.contains("is missing"));
        shouldEndAsAsked(streams);
      }
    }
  }

  private static void shouldEndAsAsked(ForetideStreams streams) throws InterruptedException {
    streams.close();
    assertThat(streams.awaitEnd()).isTrue();
  }

  @Test
  void shouldEndAtOnceWhenClosedWhileItWaits() {
    ForetideStreams streams = streams();
    CompletableFuture<Void> started = startOnAThread(streams);
    awaitLine("is not reachable");

    streams.close();

    assertThatThrownBy(() -> started.get(30, TimeUnit.SECONDS))
        .as("the start has ended by the interruption, not by an answer of Kafka")
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(streams.state()).isEmpty();
  }

  @Test
  void shouldNotStartOnceClosed() {
    ForetideStreams streams = streams();
    streams.close();

    assertThatThrownBy(streams::start).isInstanceOf(InterruptedException.class);
    assertThat(streams.state()).isEmpty();
  }
}
