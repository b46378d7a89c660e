package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.series.Reading;
import dev.foretide.series.Status;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FirstReadingsTest {
  private final FirstReadings prelude = new FirstReadings(2);

  private void add(long time) {
    prelude.add(new Reading("boiler", time, new double[] {time, Double.NaN}));
  }

  @Test
  void shouldInferStepFromNinthDifferentTimeOn() {
    for (int i = 0; i < 8; i++) {
      add(60_000L * i);
      add(60_000L * i);
    }
    assertThat(prelude.step()).isEmpty();

    add(480_000);

    assertThat(prelude.step()).hasValue(60_000);
    assertThat(prelude.readings()).hasSize(17);
  }

  @Test
  void shouldReadWhatItWrote() {
    for (int i = 0; i < 5; i++) {
      add(1_000L * i);
    }
    byte[] bytes = prelude.write();

    FirstReadings read = FirstReadings.read(bytes, "boiler", 2);

    assertThat(FirstReadings.isPrelude(bytes)).isTrue();
    assertThat(SeriesStateHeader.statusOf(bytes)).isEqualTo(Status.COLD);
    assertThat(SeriesStateHeader.openUntil(bytes)).isEqualTo(SeriesStateHeader.NEVER);
    assertThat(read.readings())
        .extracting(Reading::timestamp)
        .containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L);
    assertThat(read.write()).isEqualTo(bytes);
  }

  @Test
  void shouldForgetReadingsOfOtherFeatures() {
    add(1);

    assertThat(FirstReadings.read(prelude.write(), "boiler", 3).readings()).isEmpty();
  }

  @Test
  void shouldRefuseTruncatedBytes() {
    add(1);
    byte[] bytes = prelude.write();
    for (int length = 1; length < bytes.length; length++) {
      byte[] damaged = Arrays.copyOf(bytes, length);

      assertThatThrownBy(() -> FirstReadings.read(damaged, "boiler", 2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("first readings of boiler");
    }
  }

  @Test
  void shouldStaySmallWhenAllReadingsHaveOneTime() {
    for (int i = 0; i < 10_000; i++) {
      add(7);
    }

    assertThat(prelude.step()).isEmpty();
    assertThat(prelude.write()).hasSizeLessThan(2_000);
  }
}
