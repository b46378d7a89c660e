package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.config.ForetideConfig;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.evaluator.StreamListener;
import dev.foretide.stream.models.ServingModels;
import dev.foretide.stream.trainer.TrainingPool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Names of nodes, stores and topics are durable: changelogs, offsets and state directories hang on
 * them. A change here is a migration.
 */
class TopologyDescriptionTest {

  @ParameterizedTest
  @CsvSource({
    "ALL, '', all.txt",
    "EVALUATOR, '', evaluator.txt",
    "TRAINER, '', trainer.txt",
    "ALL, sensor, all-series-in-value.txt"
  })
  void shouldStayAsDescribed(Role role, String seriesField, String file) throws IOException {
    ForetideConfig config =
        TopologyHarness.config(
            Path.of("unused"), Map.of("readings.series", seriesField, "state.store", "rocksdb"));
    ForetideMetrics metrics = new ForetideMetrics(new SimpleMeterRegistry(), java.util.List.of(1));

    String described;
    try (TrainingPool pool = new TrainingPool(1)) {
      described =
          new ForetideTopology(config, new ServingModels(), metrics, StreamListener.NONE)
              .build(role, pool)
              .describe()
              .toString();
    }

    assertThat(described.strip()).isEqualTo(resource(file).strip());
  }

  private static String resource(String file) throws IOException {
    try (InputStream stream =
        TopologyDescriptionTest.class.getResourceAsStream("topology/" + file)) {
      assertThat(stream).as(file).isNotNull();
      return new String(stream.readAllBytes(), UTF_8);
    }
  }
}
