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
      if (action == 19) {
        window = copyOf(window);
      }
      if (action == 0 && random.nextInt(10) == 0) {
        window.clear();
        naive.clear();
      } else if (action < 4 && window.size() > 0) {
        int age = random.nextInt(window.size());
        int feature = random.nextInt(3);
        float value = random.nextFloat();
        window.correct(age, feature, value);
        naive.get(age).values[feature] = value;
        naive.get(age).measured[feature] = true;
      } else {
        float[] row = {random.nextFloat(), random.nextFloat(), random.nextFloat()};
        int[] counts = {random.nextInt(2), random.nextInt(2), random.nextInt(2)};
        boolean[] measured = {counts[0] > 0, counts[1] > 0, counts[2] > 0};
        window.append(row, counts);
        naive.add(0, new Row(row.clone(), measured));
      }
      assertSame(window, capacity);
    }
  }

  private void assertSame(Window window, int capacity) {
    assertThat(window.size()).isEqualTo(Math.min(capacity, naive.size()));
    for (int age = 0; age < window.size(); age++) {
      for (int f = 0; f < 3; f++) {
        assertThat(window.value(age, f)).isEqualTo(naive.get(age).values[f]);
        assertThat(window.measured(age, f)).isEqualTo(naive.get(age).measured[f]);
      }
      boolean[] measured = naive.get(age).measured;
      assertThat(window.measured(age)).isEqualTo(measured[0] || measured[1] || measured[2]);
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
  void shouldReplaceFilledValueByFirstReadingAndFoldTheNext() {
    Window window = new Window(4, 2);
    window.append(new float[] {10, 20}, false);

    window.fold(0, 1, 4, Aggregate.MEAN);
    window.fold(0, 1, 8, Aggregate.MEAN);

    assertThat(window.value(0, 1)).isEqualTo(6);
    assertThat(window.readings(0, 1)).isEqualTo(2);
    assertThat(window.value(0, 0)).isEqualTo(10);
    assertThat(window.measured(0, 0)).isFalse();
  }

  @Test
  void shouldCountReadingsUpToItsBound() {
    Window window = new Window(2, 1);
    window.append(new float[] {1}, new int[] {1_000});

    window.fold(0, 0, 2, Aggregate.LAST);

    assertThat(window.readings(0, 0)).isEqualTo(Window.MOST_READINGS);
    assertThat(window.value(0, 0)).isEqualTo(2);
  }

  @Test
  void shouldCopyRowItIsGiven() {
    Window window = new Window(2, 1);
    float[] row = {1};
    window.append(row, true);

    row[0] = 2;

    assertThat(window.value(0, 0)).isEqualTo(1);
  }

  private static Window copyOf(Window window) {
    float[] values = new float[window.capacity() * window.features()];
    byte[] readings = new byte[values.length];
    int count = window.copy(values, readings);
    assertThat(count).isEqualTo(window.size() * window.features());
    Window copy = new Window(window.capacity(), window.features());
    for (int i = 0; i < window.capacity() / 2; i++) { // what it held before is gone
      copy.append(new float[window.features()], true);
    }
    copy.restore(values, readings, window.size());
    return copy;
  }
}
