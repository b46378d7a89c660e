import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Prints each forecast: series, time, value and the 80 % interval of every lead. */
public class ForecastConsumer {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws IOException {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", args.length > 0 ? args[0] : "localhost:9092",
            "group.id", "forecast-printer",
            "auto.offset.reset", "latest",
            // Under exactly_once_v2 only what was committed.
            "isolation.level", "read_committed");
    String topic = args.length > 1 ? args[1] : "foretide-forecasts";
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (true) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          lines(record.value()).forEach(System.out::println);
        }
      }
    }
  }

  /** A line for each lead of a forecast. */
  static List<String> lines(byte[] message) throws IOException {
    JsonNode forecast = JSON.readTree(message);
    Instant origin = Instant.parse(forecast.get("origin").asText());
    Duration step = Duration.parse(forecast.get("step").asText());
    JsonNode mean = forecast.get("mean");
    // A configuration without this level has no such field, and a number that is unknown is null.
    JsonNode lower = forecast.get("lower").path("80");
    JsonNode upper = forecast.get("upper").path("80");
    return IntStream.range(0, mean.size())
        .mapToObj(
            i ->
                "%s %s %s [%s, %s] %s"
                    .formatted(
                        forecast.get("series").asText(),
                        origin.plus(step.multipliedBy(i + 1)),
                        mean.get(i),
                        lower.path(i),
                        upper.path(i),
                        forecast.get("source").asText()))
        .toList();
  }
}
