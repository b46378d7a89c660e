package dev.foretide.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.stream.TopologyHarness;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models topic of a visitor, on a real broker. */
class ModelTopicClientIT {
  @TempDir static Path brokerDirectory;
  private static EmbeddedBroker broker;
  private static KafkaProducer<String, byte[]> others;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(EmbeddedBroker.Settings.in(brokerDirectory));
    others =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stopBroker() {
    others.close();
    broker.close();
  }

  private static ForetideConfig config(String application) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      NewTopic topic = new NewTopic(application + "-models", 1, (short) 1);
      admin.createTopics(List.of(topic)).all().get();
    }
    return new ForetideConfig(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "application.id", application));
  }

  private static void send(ForetideConfig config, String key, byte[] value) {
    try {
      others.send(new ProducerRecord<>(config.topicNames().models(), key, value)).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Model model(int version) {
    return TopologyHarness.flatModel("default", version);
  }

  @Test
  void shouldNumberAfterTheHighestAndServe() throws Exception {
    ForetideConfig config = config("numbers");
    send(config, "default@4", ModelCodec.write(model(4)));
    send(config, "default@5", ModelCodec.write(model(5)));
    send(config, "default", ModelKey.pointer(4));
    send(config, "default@5", null);
    send(config, "default", "no pointer".getBytes(StandardCharsets.UTF_8));
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      assertThat(topic.versions("default")).containsExactly(4);
      assertThat(topic.serving("default")).isEqualTo(4);

      int first = topic.publish("default", ModelTopicClientIT::model, false);
      int second = topic.publish("default", ModelTopicClientIT::model, true);

      assertThat(List.of(first, second)).containsExactly(5, 6);
    }
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      assertThat(topic.versions("default")).containsExactly(4, 5, 6);
      assertThat(topic.serving("default")).isEqualTo(6);
    }
  }

  @Test
  void shouldTakeTheNextNumberWhenSomebodyTookTheSame() throws Exception {
    ForetideConfig config = config("race");
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      int version =
          topic.publish(
              "default",
              number -> {
                if (number == 1) {
                  send(config, "default@1", ModelCodec.write(model(1)));
                }
                return model(number);
              },
              true);

      assertThat(version).isEqualTo(2);
      assertThat(topic.versions("default")).containsExactly(1, 2);
    }
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      assertThat(topic.serving("default")).isEqualTo(2);
    }
  }
}
