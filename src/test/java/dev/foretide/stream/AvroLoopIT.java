package dev.foretide.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.schema.RegistryStandIn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The loop with a registry that can be made to fail. */
class AvroLoopIT extends AvroLoopContract {
  private static final Duration BEYOND_PATIENCE = Duration.ofSeconds(40);

  private final RegistryStandIn registry = new RegistryStandIn();

  @Override
  String registryUrl() {
    return registry.url();
  }

  @AfterEach
  void stopRegistry() {
    registry.close();
  }

  @Test
  void shouldGoOnWithKnownSchemasWhileTheRegistryIsAway() {
    send(List.of(first(1), first(2)));
    forecasts(1, Duration.ofSeconds(30));
    byte[] known = {
      0, 0, 0, 0, (byte) registry.add("other", FIRST.toString()), 0, 0, 0, 0, 0, 0, 8, 64
    };

    registry.failWith(503);
    sendBytes(List.of(known, known));

    registry.failWith(0); // the reader of forecasts asks too
    assertThat(forecasts(3, Duration.ofSeconds(30))).hasSize(3);
  }

  /** Within the patience of a thread. */
  @Test
  void shouldWaitForTheSchemaOfAReadingAndLoseNone() {
    shouldLoseNoReadingUntil(() -> asked() >= 2);
  }

  /** Beyond the patience of a thread, when the tasks are taken up anew. */
  @Test
  @Tag("long")
  void shouldWaitForTheSchemaOfAReadingLongerThanAThreadAndLoseNone() {
    long end = System.nanoTime() + BEYOND_PATIENCE.toNanos();
    shouldLoseNoReadingUntil(() -> System.nanoTime() > end);
  }

  private long asked() {
    String path =
        "GET /apis/registry/v2/ids/contentIds/" + registry.add("other", SECOND.toString());
    return registry.asked().stream().filter(path::equals).count();
  }

  private void shouldLoseNoReadingUntil(Callable<Boolean> isBack) {
    send(List.of(first(1), first(2)));
    forecasts(1, Duration.ofSeconds(30));
    byte id = (byte) registry.add("other", SECOND.toString());
    byte[] unknown = {0, 0, 0, 0, id, 0, 0, 0, (byte) 0x80, 63, 0};

    registry.failWith(503);
    sendBytes(List.of(unknown, unknown));
    Awaitility.await().atMost(BEYOND_PATIENCE.plusMinutes(1)).until(isBack);
    registry.failWith(0);

    assertThat(forecasts(3, Duration.ofSeconds(60)))
        .extracting(each -> each.value().get("origin"))
        .doesNotHaveDuplicates()
        .hasSize(3);
  }
}
