package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.config.ForetideConfig;
import dev.foretide.message.MessageFormats;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.evaluator.EvaluatorProcessor;
import dev.foretide.stream.evaluator.EvaluatorServices;
import dev.foretide.stream.evaluator.EvaluatorSettings;
import dev.foretide.stream.evaluator.SeriesEviction;
import dev.foretide.stream.evaluator.StepTimeouts;
import dev.foretide.stream.evaluator.StreamListener;
import dev.foretide.stream.models.ServingModels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** An evaluator that takes up the states of another. */
class EvaluatorRestartTest {
  private static final long START = TopologyHarness.START.toEpochMilli();

  private final ForetideConfig config = TopologyHarness.config(Path.of("unused"), Map.of());
  private final KeyValueStore<String, byte[]> series =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(Names.SERIES_STORE), Serdes.String(), Serdes.ByteArray())
          .withLoggingDisabled()
          .withCachingDisabled()
          .build();
  private MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();

  private EvaluatorProcessor start(long now) {
    context = new MockProcessorContext<>();
    if (!series.isOpen()) {
      series.init(context.getStateStoreContext(), series);
    }
    context.addStateStore(series);
    context.setCurrentSystemTimeMs(now);
    EvaluatorProcessor evaluator =
        new EvaluatorProcessor(
            new EvaluatorSettings(config.forecast(), config.groups(), false, 1_000, true),
            new EvaluatorServices(
                MessageFormats.json(config),
                new ServingModels(),
                new ForetideMetrics(new SimpleMeterRegistry(), List.of(1)),
                StreamListener.NONE,
                new SeriesEviction.Bound(1_000)));
    evaluator.init(context);
    return evaluator;
  }

  private void tick(long now) {
    context.setCurrentSystemTimeMs(now);
    context.scheduledPunctuators().get(0).getPunctuator().punctuate(now);
  }

  private static Record<byte[], byte[]> reading(String id, long millis) {
    return new Record<>(id.getBytes(UTF_8), "21.5".getBytes(UTF_8), START + millis);
  }

  @Test
  void shouldCloseStepThatWasOpenBeforeRestart() {
    EvaluatorProcessor before = start(START);
    for (int i = 0; i < 6; i++) { // two readings a step of a second
      before.process(reading("dense", 500L * i));
      before.process(reading("usual", 1_000L * i));
    }
    before.close();
    start(START + 60_000);
    tick(START + 61_000);
    assertThat(context.forwarded()).as("its readings may wait on the topic").isEmpty();

    tick(START + 60_000 + StepTimeouts.QUIET);

    assertThat(context.forwarded())
        .filteredOn(sent -> sent.childName().equals(Optional.of(Names.FORECASTS_SINK)))
        .singleElement()
        .satisfies(
            sent -> {
              assertThat(new String(sent.record().key(), UTF_8)).isEqualTo("dense");
              assertThat(sent.record().timestamp()).isEqualTo(START + 2_000);
            });
  }

  /** Without transactions the state may be further than the committed offset. */
  @Test
  void shouldNotFoldInAgainWhatComesAgainAfterACrash() {
    EvaluatorProcessor before = start(START);
    for (int offset = 0; offset < 8; offset++) {
      processDense(before, offset);
    }
    byte[] state = series.get("dense");
    EvaluatorProcessor after = start(START);

    for (int offset = 5; offset < 8; offset++) {
      processDense(after, offset);
    }

    assertThat(series.get("dense")).isEqualTo(state);
    assertThat(context.forwarded()).isEmpty();
    processDense(after, 8);
    assertThat(context.forwarded()).as("a reading that is new").isNotEmpty();
  }

  /** Two readings a step of a second. */
  private void processDense(EvaluatorProcessor evaluator, int offset) {
    context.setRecordMetadata("readings", 0, offset);
    evaluator.process(reading("dense", 500L * offset));
  }
}
