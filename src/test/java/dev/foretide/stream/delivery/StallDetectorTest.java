package dev.foretide.stream.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StallDetectorTest {
  private final AtomicLong nanos = new AtomicLong();
  private final StallDetector watch = new StallDetector(Duration.ofSeconds(2), nanos::get);

  @Test
  void shouldCountNoStallWhileItTicks() {
    for (int i = 0; i < 100; i++) {
      after(300);
      watch.tick();
    }

    assertThat(watch.stalls()).isZero();
  }

  /** Whoever asks first after a stall, the watch's own thread or another, it is one stall. */
  @Test
  void shouldCountEachStallOnceWhoeverAsksFirst() {
    after(2_500);
    assertThat(watch.stalls()).isEqualTo(1);
    watch.tick();
    assertThat(watch.stalls()).isEqualTo(1);

    after(2_500);
    watch.tick();
    assertThat(watch.stalls()).isEqualTo(2);
  }

  private void after(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
