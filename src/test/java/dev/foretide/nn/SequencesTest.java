package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.nn.Sequences.Shape;
import org.junit.jupiter.api.Test;

class SequencesTest {
  private static final Shape SHAPE = new Shape(2, 3, 2, 1);

  @Test
  void shouldSayWhatIsWrongWithSizes() {
    assertFault(
        () -> new Shape(0, 3, 2, 1),
        "count 0, steps 3, input size 2, output size 1: each must be at least 1");
    assertFault(
        () -> new Sequences(SHAPE, new float[11], new float[6]),
        "inputs has 11 floats: must be 12 = count 2 * steps 3 * inputSize 2");
    assertFault(
        () -> new Sequences(SHAPE, new float[12], new float[7]),
        "targets has 7 floats: must be 6 = count 2 * steps 3 * outputSize 1");
  }

  @Test
  void shouldSayWhereValueIsNotAllowed() {
    float[] inputs = new float[12];
    inputs[9] = Float.NaN;
    float[] targets = {0, Float.NaN, 0, 0, 0, Float.POSITIVE_INFINITY};

    assertFault(
        () -> new Sequences(SHAPE, inputs, new float[6]),
        "input 1 of sequence 1, step 1 is NaN: must be finite");
    assertFault(
        () -> new Sequences(SHAPE, new float[12], targets),
        "target 0 of sequence 1, step 2 is Infinity: must be finite, or NaN for none");
  }

  @Test
  void shouldCutSliceOfSlice() {
    float[] inputs = {0, 1, 2, 3, 4, 5, 6, 7};
    float[] targets = {0, -1, -2, -3, -4, -5, -6, -7};
    Sequences whole = new Sequences(new Shape(4, 2, 1, 1), inputs, targets);

    Sequences slice = whole.slice(1, 4).slice(1, 2);

    assertThat(slice.count()).isEqualTo(1);
    assertThat(slice.inputs()).containsExactly(4, 5);
    assertThat(slice.lastTargets()).containsExactly(-5);
    assertFault(
        () -> whole.slice(3, 5),
        "slice from 3 to 5: must be in order, not empty and within the 4 sequences");
    assertFault(
        () -> whole.slice(2, 2),
        "slice from 2 to 2: must be in order, not empty and within the 4 sequences");
  }

  private static void assertFault(Runnable making, String message) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
