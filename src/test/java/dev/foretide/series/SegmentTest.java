package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentTest {

  @Test
  void shouldEndBehindItsLastStep() {
    Segment segment = new Segment("a", -3, 2, new float[8]);

    assertThat(segment.endStep()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "2, 0", "2, 3", "-1, 4"})
  void shouldRefuseValuesThatMakeNoRows(int features, int values) {
    assertThatThrownBy(() -> new Segment("pump-7", 0, features, new float[values]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("segment of pump-7: %d values do not make rows of %d", values, features);
  }
}
