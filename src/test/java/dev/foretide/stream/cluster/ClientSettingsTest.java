package dev.foretide.stream.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.config.ForetideConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 10000, 7000",
    "kafka.session.timeout.ms, 6000, 6000, 3000",
    "kafka.main.consumer.session.timeout.ms, 45000, 45000, 42000",
  })
  void shouldTakeTheSessionThatIsAskedFor(String key, String value, int session, long stall) {
    Properties settings = settings(key.isEmpty() ? Map.of() : Map.of(key, value));

    Map<String, Object> consumer =
        new StreamsConfig(settings).getMainConsumerConfigs("group", "client", 0);

    assertThat(String.valueOf(consumer.get("session.timeout.ms")))
        .isEqualTo(Integer.toString(session));
    assertThat(ClientSettings.longestStall(settings)).isEqualTo(Duration.ofMillis(stall));
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 3", "4, 5"})
  void shouldGiveStatesAQuarterOfTheHeapBesideThePartOfTheGlobalThread(int threads, int parts) {
    long states = Math.max(64L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 4);

    assertThat(settings(Map.of("threads", "" + threads)).get("statestore.cache.max.bytes"))
        .isEqualTo(states / threads * parts);
  }

  @Test
  void shouldTakeTheCacheThatIsAskedFor() {
    assertThat(
            settings(Map.of("kafka.statestore.cache.max.bytes", "1000"))
                .get("statestore.cache.max.bytes"))
        .isEqualTo("1000");
  }

  @ParameterizedTest
  @CsvSource({"'', '', 50", "kafka.restore.consumer.fetch.max.wait.ms, 200, 200"})
  void shouldNotLetARestoreWaitForRecordsThatAreNotThere(String key, String value, int wait) {
    StreamsConfig settings =
        new StreamsConfig(settings(key.isEmpty() ? Map.of() : Map.of(key, value)));

    assertThat(String.valueOf(settings.getRestoreConsumerConfigs("id").get("fetch.max.wait.ms")))
        .isEqualTo(Integer.toString(wait));
    assertThat(settings.getMainConsumerConfigs("group", "id", 0))
        .as("as Kafka has it")
        .doesNotContainKey("fetch.max.wait.ms");
  }

  private static Properties settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("bootstrap.servers", "localhost:1");
    return ClientSettings.streams(new ForetideConfig(all), Role.ALL, "localhost:2");
  }
}
