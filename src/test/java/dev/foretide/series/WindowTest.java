package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(float[] values, boolean[] measured) {}

  /** Newest first, as long as it likes: what the ring must look like within its capacity. */
  private final List<Row> naive = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 16})
  void shouldHoldWhatListHolds(int capacity) {
    Random random = new Random(capacity);
    Window window = new Window(capacity, 3);
    for (int i = 0; i < 2_000; i++) {
      int action = random.nextInt(20);
      if (action == 0 && random.nextInt(10) == 0) {
        window.clear();
        naive.clear();
      } else if (action < 4 && window.size() > 0) {
        int age = random.nextInt(window.size());
        int feature = random.nextInt(3);
        float value = random.nextFloat();
        window.correct(age, feature, value);
        naive.get(age).values[feature] = value;
        naive.get(age).measured[0] = true;
      } else {
        float[] row = {random.nextFloat(), random.nextFloat(), random.nextFloat()};
        boolean measured = random.nextBoolean();
        window.append(row, measured);
        naive.add(0, new Row(row.clone(), new boolean[] {measured}));
      }
      assertSame(window, capacity);
    }
  }

  private void assertSame(Window window, int capacity) {
    assertThat(window.size()).isEqualTo(Math.min(capacity, naive.size()));
    for (int age = 0; age < window.size(); age++) {
      for (int f = 0; f < 3; f++) {
        assertThat(window.value(age, f)).isEqualTo(naive.get(age).values[f]);
      }
      assertThat(window.measured(age)).isEqualTo(naive.get(age).measured[0]);
    }
  }

  @Test
  void shouldRefuseAgesItDoesNotHold() {
    Window window = new Window(4, 1);
    window.append(new float[] {1}, true);

    assertThatThrownBy(() -> window.value(1, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("age 1 in a window of 1 steps");
    assertThatThrownBy(() -> window.value(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void shouldCopyRowItIsGiven() {
    Window window = new Window(2, 1);
    float[] row = {1};
    window.append(row, true);

    row[0] = 2;

    assertThat(window.value(0, 0)).isEqualTo(1);
  }
}
