package dev.foretide.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The states of sensors that have long been read: windows are full, forecasts have matured. An
 * application finds them in its changelog and restores from it, so that a million series are warm
 * in the time that takes.
 */
final class WarmStates {
  private static final int STEPS_AFTER_WARM_UP = 2;

  private final NoopMessages[] kinds;

  /**
   * @param model makes the forecasts before, and serves after
   */
  WarmStates(ForetideConfig config, Model model, int series) {
    ModelShape shape = config.forecast().shape();
    int steps = shape.memory() + shape.horizon() + STEPS_AFTER_WARM_UP;
    int features = shape.features().size();
    kinds = new NoopMessages[Math.min(series, BenchReadings.KINDS)];
    for (int kind = 0; kind < kinds.length; kind++) {
      kinds[kind] = NoopMessages.of(config, model, BenchReadings.before(kind, steps, features));
    }
  }

  /** One of them, and what its series was last told. */
  NoopMessages any() {
    return kinds[0];
  }

  int bytes() {
    return any().state().length;
  }

  /** Writes the states of all series into a changelog, which must exist. */
  void write(String servers, String changelog, int series) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                servers,
                "batch.size",
                262_144,
                "linger.ms",
                50,
                "enable.idempotence",
                false), // a state that is there twice is the same
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < series; i++) {
        byte[] key = BenchReadings.name(i).getBytes(UTF_8);
        byte[] state = kinds[i % kinds.length].state();
        var unused = producer.send(new ProducerRecord<>(changelog, key, state));
      }
    }
  }
}
