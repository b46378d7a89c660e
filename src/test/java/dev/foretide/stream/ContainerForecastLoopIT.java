package dev.foretide.stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** The same loop on Apache's own image, where there is a Docker to run it. */
class ContainerForecastLoopIT extends ForecastLoopContract {
  private static final String IMAGE = "apache/kafka-native:4.3.1";
  private static KafkaContainer broker;

  @BeforeAll
  static void startBroker() {
    // Where there is no Docker, Testcontainers tells the whole search for it; one line is enough.
    ((Logger) LoggerFactory.getLogger("org.testcontainers.dockerclient")).setLevel(Level.OFF);
    if (DockerClientFactory.instance().isDockerAvailable()) {
      broker = new KafkaContainer(IMAGE);
      broker.start();
    }
  }

  /** For each test, not for the class, so that each is counted as skipped. */
  @BeforeEach
  void requireDocker() {
    assumeTrue(broker != null, "no Docker here: the loop is NOT tested on " + IMAGE);
  }

  @AfterAll
  static void stopBroker() {
    if (broker != null) {
      broker.stop();
    }
  }

  @Override
  String bootstrapServers() {
    return broker.getBootstrapServers();
  }
}
