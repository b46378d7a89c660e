package dev.foretide.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.stream.cluster.ClientSettings;
import dev.foretide.stream.cluster.Role;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances that share the series of one topic, asked over HTTP. */
class SeriesQueriesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SERIES = 40;
  private static final int STEPS = 30;

  @TempDir Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void shouldAnswerForEverySeriesOnEveryInstanceAlsoAfterOneHasLeft() throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory.resolve("broker")))) {
      ForetideConfig first = config(broker, "one");
      send(first);
      try (Application one = new Application(first, Role.ALL)) {
        try (Application two = new Application(config(broker, "two"), Role.ALL)) {
          one.start();
          two.start();
          awaitAllShared(one, two);

          for (Application asked : List.of(one, two)) {
            for (int i = 0; i < SERIES; i++) {
              HttpResponse<String> answer = get(asked, "/api/series/" + id(i));
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
              JsonNode detail = JSON.readTree(answer.body());
              assertThat(detail.path("id").asText()).isEqualTo(id(i));
              assertThat(sumOfFirst(detail.path("weights"))).isBetween(0.9999, 1.0001);
            }
            assertThat(get(asked, "/api/series/pump/none").statusCode()).isEqualTo(404);
          }
        }
        // While the partitions of the one that left move: not now, and never unknown.
        Set<Integer> statuses = new HashSet<>();
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(100))
            .until(
                () -> {
                  boolean all = true;
                  for (int i = 0; i < SERIES; i++) {
                    HttpResponse<String> answer = get(one, "/api/series/" + id(i));
                    statuses.add(answer.statusCode());
                    all &= answer.statusCode() == 200;
                    assertThat(answer.statusCode() == 200 || retryAfter(answer))
                        .as(answer.toString())
                        .isTrue();
                  }
                  return all;
                });
        assertThat(statuses).contains(200).isSubsetOf(200, 502, 503);
      }
    }
  }

  private ForetideConfig config(EmbeddedBroker broker, String name) throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return new ForetideConfig(
          Map.of(
              "bootstrap.servers", broker.bootstrapServers(),
              "application.id", "pumps",
              "state.dir", directory.resolve(name).toString(),
              "http.port", Integer.toString(free.getLocalPort()),
              "http.rate.max", "100000", // it is one address that asks for all of them
              "step", "1s",
              "window", "12",
              "horizon", "4",
              "train.min.steps", "1000000", // no model: nothing changes between two answers
              "model.layers", "none"));
    }
  }

  private static void send(ForetideConfig config) throws Exception {
    Map<String, Object> settings = ClientSettings.client(config);
    String topic = config.topicNames().readings();
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(new NewTopic(topic, 4, (short) 1))).all().get();
    }
    long begin = System.currentTimeMillis() / 1_000 - 2 * STEPS;
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < SERIES; i++) {
          byte[] value = Double.toString(i + Math.sin(step)).getBytes(UTF_8);
          sent.add(
              producer.send(
                  new ProducerRecord<>(topic, null, (begin + step) * 1_000, id(i), value)));
        }
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static String id(int i) {
    return "pump/" + i;
  }

  /** Both have series, none has the other's, and together they have all. */
  private void awaitAllShared(Application one, Application two) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              List<String> both = new ArrayList<>(listed(one));
              both.addAll(listed(two));
              assertThat(listed(one)).isNotEmpty().isSorted();
              assertThat(listed(two)).isNotEmpty().isSorted();
              assertThat(both).hasSize(SERIES).doesNotHaveDuplicates();
              assertThat(get(one, "/readyz").statusCode()).isEqualTo(200);
              assertThat(get(two, "/readyz").statusCode()).isEqualTo(200);
            });
  }

  private List<String> listed(Application asked) throws Exception {
    HttpResponse<String> answer = get(asked, "/api/series?limit=1000");
    assertThat(answer.statusCode()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("series").findValuesAsText("id");
  }

  private HttpResponse<String> get(Application asked, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + asked.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static boolean retryAfter(HttpResponse<String> answer) {
    return answer.headers().firstValue("Retry-After").isPresent();
  }

  private static double sumOfFirst(JsonNode weights) {
    double sum = 0;
    for (JsonNode expert : weights) {
      sum += expert.path(0).asDouble();
    }
    return sum;
  }
}
