package dev.foretide.stream.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** States behind answers that brokers, which do not exist, never acknowledge. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FlushBeforeWriteStoreIT {
  private static final int GIVES_UP_MILLIS = 300;
  private static final byte[] STATE = {1};
  private static final Duration STALL = Duration.ofSeconds(7);

  private final AtomicLong nanos = new AtomicLong();
  private final TrackedClients clients =
      new TrackedClients(Set.of("forecasts"), new StallDetector(STALL, nanos::get));
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final KeyValueStore<Bytes, byte[]> store =
      FlushBeforeWriteStore.before(Stores.inMemoryKeyValueStore("series"), clients).get();
  private TrackedProducer producer;

  @BeforeEach
  void openOnAStreamThread() {
    producer =
        (TrackedProducer)
            clients.getProducer(
                Map.of(
                    "bootstrap.servers",
                    "localhost:1",
                    "client.id",
                    Thread.currentThread().getName() + "-producer",
                    "linger.ms",
                    0,
                    "request.timeout.ms",
                    GIVES_UP_MILLIS,
                    "delivery.timeout.ms",
                    GIVES_UP_MILLIS,
                    "max.block.ms",
                    GIVES_UP_MILLIS));
    store.init(context.getStateStoreContext(), store);
  }

  @AfterEach
  void close() {
    store.close();
    producer.close(Duration.ZERO);
  }

  private static Bytes key(String series) {
    return Bytes.wrap(series.getBytes(UTF_8));
  }

  private void answer(String series) {
    var unused =
        producer.send(
            new ProducerRecord<>("forecasts", series.getBytes(UTF_8), STATE),
            (metadata, fault) -> {});
  }

  @Test
  void shouldWriteAtOnceWhereNothingWasAnswered() {
    store.put(key("pump"), STATE);

    assertThat(store.get(key("pump"))).isEqualTo(STATE);
  }

  @Test
  void shouldRefuseTheStateWhenItsAnswerHasFailed() {
    answer("pump");

    assertThatThrownBy(() -> store.put(key("pump"), STATE))
        .isInstanceOf(TaskCorruptedException.class);
    assertThat(store.get(key("pump"))).isNull();
  }

  @Test
  void shouldWriteAgainOnceTheTaskWasTakenUpAnew() {
    answer("pump");
    assertThatThrownBy(() -> store.put(key("pump"), STATE))
        .isInstanceOf(TaskCorruptedException.class);

    store.close();
    store.init(context.getStateStoreContext(), store);
    store.put(key("pump"), STATE);

    assertThat(store.get(key("pump"))).isEqualTo(STATE);
  }

  @Test
  void shouldRefuseStatesOfBeforeTheProcessStoodStill() {
    store.put(key("pump"), STATE);
    nanos.addAndGet(STALL.toNanos() + 1);

    assertThatThrownBy(() -> store.put(key("pump"), new byte[] {2}))
        .isInstanceOf(TaskMigratedException.class);
    assertThatThrownBy(() -> store.put(key("fan"), STATE))
        .as("nor later ones of the same task")
        .isInstanceOf(TaskMigratedException.class);
    assertThat(store.get(key("pump"))).isEqualTo(STATE);

    store.close();
    store.init(context.getStateStoreContext(), store);
    store.put(key("fan"), STATE);

    assertThat(store.get(key("fan"))).isEqualTo(STATE);
  }
}
