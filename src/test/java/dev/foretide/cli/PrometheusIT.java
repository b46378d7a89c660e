package dev.foretide.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.DemoFeed;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.deploy.DeployFiles;
import dev.foretide.deploy.DeployFiles.Query;
import dev.foretide.deploy.ExternalTool;
import dev.foretide.deploy.Prometheus;
import dev.foretide.stream.cluster.ClientSettings;
import dev.foretide.stream.cluster.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules and dashboards on a real Prometheus that scrapes a running forecaster. */
class PrometheusIT {
  /** Metrics that a sound run has no sample of, by why. */
  private static final Map<String, String> WITHOUT_DATA =
      Map.of("foretide_states_reset_total", "no stored state is damaged here");

  @TempDir Path directory;

  @Test
  void shouldHaveDataForEveryRecordAndEveryPanel() throws Exception {
    ExternalTool.assumeOnPath("prometheus");
    Map<String, String> settings = new HashMap<>(DemoFeed.SETTINGS);
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("http.port", "0");
    settings.put("readings.tombstones", "skip");
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory.resolve("broker")))) {
      settings.put("bootstrap.servers", broker.bootstrapServers());
      ForetideConfig config = new ForetideConfig(settings);
      Map<String, Object> client = ClientSettings.client(config);
      String readings = config.topicNames().readings();
      DemoFeed.createTopic(readings, client);
      try (Application application = new Application(config, Role.ALL);
          DemoFeed feed = new DemoFeed(readings, client, now())) {
        application.start();
        try (Prometheus prometheus =
            Prometheus.start(
                Files.createDirectory(directory.resolve("prometheus")), application.port())) {
          Awaitility.await().atMost(Duration.ofSeconds(20)).until(prometheus::isReady);
          feed.sendPast();
          feed.start();
          sendFaults(config, client);

          Awaitility.await()
              .atMost(Duration.ofMinutes(5))
              .pollInterval(Duration.ofSeconds(1))
              .untilAsserted(() -> assertThat(withoutData(prometheus)).isEmpty());
          assertThat(prometheus.rules())
              .isNotEmpty()
              .allSatisfy(
                  rule -> assertThat(rule.get("health").asText()).as("%s", rule).isEqualTo("ok"));
          assertThat(
                  prometheus.hasData(
                      "ALERTS{alertname=\"ForetideModelRefused\",alertstate=\"firing\"}"))
              .isTrue();
        }
      }
    }
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** A reading and a model that are refused, and a record that is skipped: all are counted. */
  private static void sendFaults(ForetideConfig config, Map<String, Object> client)
      throws Exception {
    byte[] nonsense = "nonsense".getBytes(UTF_8);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(config.topicNames().readings(), "a", nonsense)).get();
      producer.send(new ProducerRecord<>(config.topicNames().models(), "a@1", nonsense)).get();
      producer.send(new ProducerRecord<>(config.topicNames().readings(), "a", null)).get();
    }
  }

  private static List<Query> withoutData(Prometheus prometheus) throws Exception {
    List<Query> queries = new ArrayList<>(DeployFiles.dashboardQueries());
    for (String name : DeployFiles.records()) {
      queries.add(new Query("recording.yml", name));
    }
    List<Query> without = new ArrayList<>();
    for (Query query : queries) {
      if (WITHOUT_DATA.keySet().stream().noneMatch(query.expression()::contains)
          && !prometheus.hasData(query.expression())) {
        without.add(query);
      }
    }
    return without;
  }
}
