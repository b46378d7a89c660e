package dev.foretide.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foretide.config.ForetideConfig;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.stream.ForetideTopology;
import dev.foretide.stream.cluster.ClientSettings;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.evaluator.StreamListener;
import dev.foretide.stream.models.ServingModels;
import dev.foretide.stream.trainer.TrainingPool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The same readings through the same topology without any fault: what every forecast and score must
 * be, byte by byte. It runs ahead of those who ask. Owned by one thread.
 */
final class Undisturbed implements AutoCloseable {
  /** Answers whose text is kept, for whoever wants to see a difference. */
  private static final int TEXTS = 50_000;

  private final Readings readings;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final TrainingPool pool = new TrainingPool(1);
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> input;
  private final Map<Output, TestOutputTopic<byte[], byte[]>> outputs = new EnumMap<>(Output.class);
  private final Map<Answer, Long> digests = new HashMap<>();
  private final Map<Answer, byte[]> texts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Answer, byte[]> eldest) {
          return size() > TEXTS;
        }
      };
  private long next;

  Undisturbed(ForetideConfig config, Model model, Readings readings) {
    this.readings = readings;
    List<String> names = readings.names();
    names.forEach(name -> numbers.put(name, numbers.size()));
    ForetideMetrics metrics =
        new ForetideMetrics(new SimpleMeterRegistry(), config.forecast().scoredLeads());
    driver =
        new TopologyTestDriver(
            new ForetideTopology(config, new ServingModels(), metrics, StreamListener.NONE)
                .build(Role.EVALUATOR, pool),
            ClientSettings.streams(config, Role.EVALUATOR, "localhost:1"),
            Readings.BEGIN);
    input = topic(config.topicNames().readings());
    outputs.put(Output.FORECAST, output(config.topicNames().forecasts()));
    outputs.put(Output.SCORE, output(config.topicNames().scores()));
    TestInputTopic<byte[], byte[]> models = topic(config.topicNames().models());
    messages(model).forEach((key, value) -> models.pipeInput(key.getBytes(UTF_8), value));
  }

  /** What publishes a model, in this order, and lets it serve. */
  static Map<String, byte[]> messages(Model model) {
    Map<String, byte[]> messages = new LinkedHashMap<>();
    messages.put(model.group() + "@" + model.version(), ModelCodec.write(model));
    messages.put(model.group(), "{\"version\":%d}".formatted(model.version()).getBytes(UTF_8));
    return messages;
  }

  private TestInputTopic<byte[], byte[]> topic(String name) {
    return driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<byte[], byte[]> output(String name) {
    return driver.createOutputTopic(name, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Number of a series by its name. */
  int numberOf(byte[] key) {
    return numbers.get(new String(key, UTF_8));
  }

  /** Digest of what is due; null when nothing is. */
  Long digest(Answer answer) {
    advancePast(answer.step());
    return digests.get(answer);
  }

  /** The text of what is due; empty when it is long ago, or nothing is due. */
  String text(Answer answer) {
    return new String(texts.getOrDefault(answer, new byte[0]), UTF_8);
  }

  /** All that is due of the steps before one. */
  List<Answer> before(long step) {
    advancePast(step);
    return digests.keySet().stream().filter(answer -> answer.step() < step).toList();
  }

  /** A dense series is answered a step later, or after a gap two. */
  private void advancePast(long step) {
    while (next <= step + 2) {
      for (Readings.Reading reading : readings.of(next)) {
        input.pipeInput(
            readings.names().get(reading.series()).getBytes(UTF_8),
            reading.value().getBytes(UTF_8),
            reading.timestamp());
      }
      next++;
      outputs.forEach(this::keep);
    }
  }

  private void keep(Output output, TestOutputTopic<byte[], byte[]> topic) {
    for (TestRecord<byte[], byte[]> record : topic.readRecordsToList()) {
      Answer answer =
          new Answer(output, numberOf(record.key()), Readings.stepOf(record.timestamp()));
      digests.put(answer, Answer.digest(record.value()));
      texts.put(answer, record.value());
    }
  }

  @Override
  public void close() {
    driver.close();
    pool.close();
  }
}
