package dev.foretide.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.schema.RegistryStandIn;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop with a registry that can be made to fail. */
class AvroLoopIT extends AvroLoopContract {
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

  /** Both within the patience of a thread, and beyond it, when the tasks are taken up anew. */
  @ParameterizedTest
  @ValueSource(ints = {4, 40})
  void shouldWaitForTheSchemaOfAReadingAndLoseNone(int secondsAway) throws InterruptedException {
    send(List.of(first(1), first(2)));
    forecasts(1, Duration.ofSeconds(30));
    byte id = (byte) registry.add("other", SECOND.toString());
    byte[] unknown = {0, 0, 0, 0, id, 0, 0, 0, (byte) 0x80, 63, 0};

    registry.failWith(503);
    sendBytes(List.of(unknown, unknown));
    Thread.sleep(Duration.ofSeconds(secondsAway).toMillis());
    registry.failWith(0);

    assertThat(forecasts(3, Duration.ofSeconds(60)))
        .extracting(each -> each.value().get("origin"))
        .doesNotHaveDuplicates()
        .hasSize(3);
  }
}
