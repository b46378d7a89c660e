package dev.foretide.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.demo.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The demo as a user starts it: until it has shown what it is for, and until its time is over. */
class DemoIT {
  private static final Pattern PAGE = Pattern.compile("Live page at (http://localhost:\\d+)/");
  private static final Pattern SCORED = Pattern.compile("MAE/naive.*  plant h1 .* h12 ");
  private static final int SENSORS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final CommandLine main = Main.commandLine();
  private final DemoCommand demo = main.getSubcommands().get("demo").getCommand();

  /** Also where a condition is waited for in vain. */
  @AfterEach
  void end() {
    demo.stop();
  }

  @Test
  void shouldForecastThePlantServeItsPageAndPrintTheTable() throws Exception {
    StringWriter out = new StringWriter();
    main.setOut(new PrintWriter(out, true));
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () -> main.execute("demo", "--headless", "--port", "0", "--dir", directory.toString()));

    Matcher page =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> PAGE.matcher(out.toString()), Matcher::find);
    String address = page.group(1);
    Awaitility.await().atMost(PATIENCE).until(() -> get(address + "/readyz").statusCode() == 200);
    assertThat(get(address + "/livez").statusCode()).isEqualTo(200);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(get(address + "/metrics").body())
                    .contains(
                        "foretide_readings_total{outcome=\"accepted\"}",
                        "foretide_forecasts_total{group=\"plant\",source=\"lstm\"}",
                        "foretide_forecast_absolute_error_sum{group=\"plant\",lead=\"1\"}",
                        "foretide_naive_absolute_error_count{group=\"plant\",lead=\"12\"}",
                        "foretide_forecast_squared_error_sum",
                        "foretide_interval_total{group=\"plant\",lead=\"6\",level=\"80\"}",
                        "foretide_interval_covered_total",
                        "foretide_evaluate_seconds_bucket",
                        "foretide_latency_seconds_bucket",
                        "foretide_model_version{group=\"plant\"}",
                        "foretide_model_trained_timestamp_seconds{group=\"plant\"}",
                        "foretide_training_seconds_count{group=\"plant\"}",
                        "foretide_trainings_total{group=\"plant\",outcome=\"promoted\"}",
                        "foretide_series{group=\"plant\",status=\"ready\"}",
                        "foretide_drift_total",
                        "kafka_stream_"));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> servingVersion(get(address + "/api/models").body(), "plant") >= 1);
    Instant live = Instant.now();
    Awaitility.await().atMost(PATIENCE).until(() -> sensorsReadSince(live, address) == SENSORS);
    // Their scores are on the topic; two lines later the table has read them.
    long lines = SCORED.matcher(out.toString()).results().count();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> SCORED.matcher(out.toString()).results().count() >= lines + 2);
    demo.stop();

    assertThat(exit.get(90, TimeUnit.SECONDS)).isZero();
    assertThat(out.toString())
        .containsPattern("\\d+ s  readings [\\d,]+  forecasts [\\d,]+  models ")
        .containsPattern("group\\s+lead\\s+series\\s+scored\\s+MAE/naive\\s+beating naive")
        .containsPattern("plant\\s+1\\s+" + SENSORS + "\\s")
        .containsPattern("plant\\s+12\\s+" + SENSORS + "\\s");
    assertThat(forecastSeries()).filteredOn(series -> series.startsWith("plant/")).hasSize(SENSORS);
    assertThat(forecastSeries()).anyMatch(series -> !series.startsWith("plant/"));
  }

  @Test
  void shouldEndWhenItsTimeIsOver() {
    Commands.Result result =
        Commands.run(
            "demo", "--headless", "--duration=1s", "--port=0", "--dir=" + directory.resolve("b"));

    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("Live page at ", "MAE/naive");
  }

  private long sensorsReadSince(Instant time, String address) throws Exception {
    JsonNode list =
        new ObjectMapper().readTree(get(address + "/api/series?group=plant&limit=1000").body());
    return list.path("series").findValuesAsText("origin").stream()
        .filter(origin -> Instant.parse(origin).isAfter(time))
        .count();
  }

  private static int servingVersion(String models, String name) throws IOException {
    for (JsonNode group : new ObjectMapper().readTree(models).get("groups")) {
      if (group.get("group").asText().equals(name)) {
        return group.get("serving").asInt();
      }
    }
    return 0;
  }

  private HttpResponse<String> get(String address) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString(UTF_8));
  }

  /** What a consumer finds on the topic that the demo has left behind. */
  private Set<String> forecastSeries() {
    Set<String> series = new HashSet<>();
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory.resolve("broker")));
        KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor("foretide-demo-forecasts").stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(forecast -> series.add(forecast.key()));
      }
    }
    return series;
  }
}
