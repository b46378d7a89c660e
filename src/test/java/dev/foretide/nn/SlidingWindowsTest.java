package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.nn.SlidingWindows.Placement;
import org.junit.jupiter.api.Test;

class SlidingWindowsTest {
  private static final float NONE = Float.NaN;

  /** Six rows: the number of the row, and ten times that. */
  private static final float[] TABLE = {0, 0, 1, 10, 2, 20, 3, 30, 4, 40, 5, 50};

  @Test
  void shouldPlaceAllLeadsAtLastStepOfEachWindow() {
    Sequences windows = new SlidingWindows(3, 2, Placement.LAST_STEP).over(TABLE, 2, 1);

    assertThat(windows).hasToString("sequences [2, 3, 2, 2]");
    assertThat(windows.inputs()).containsExactly(0, 0, 1, 10, 2, 20, 1, 10, 2, 20, 3, 30);
    assertThat(targets(windows))
        .containsExactly(NONE, NONE, NONE, NONE, 30, 40, NONE, NONE, NONE, NONE, 40, 50);
    assertThat(windows.lastTargets()).containsExactly(30, 40, 40, 50);
  }

  @Test
  void shouldPlaceNextRowAtEveryStep() {
    Sequences windows = new SlidingWindows(3, 1, Placement.EVERY_STEP).over(TABLE, 2, 0);

    assertThat(windows).hasToString("sequences [3, 3, 2, 1]");
    assertThat(targets(windows)).containsExactly(1, 2, 3, 2, 3, 4, 3, 4, 5);
  }

  @Test
  void shouldTakeTargetsThatAreNoColumn() {
    float[] targets = {9, 8, 7, NONE, 5, 4};

    Sequences windows = new SlidingWindows(2, 1, Placement.LAST_STEP).over(TABLE, 2, targets);

    assertThat(windows.lastTargets()).containsExactly(7, NONE, 5, 4);
  }

  @Test
  void shouldMakeOneWindowOfOneColumnThatIsJustLongEnough() {
    float[] column = {1, 2, 3};

    Sequences windows = new SlidingWindows(2, 1, Placement.LAST_STEP).over(column, 1, 0);

    assertThat(windows.inputs()).containsExactly(1, 2);
    assertThat(windows.lastTargets()).containsExactly(3);
  }

  @Test
  void shouldNameWhatDoesNotFit() {
    SlidingWindows windows = new SlidingWindows(4, 2, Placement.LAST_STEP);
    float[] holed = TABLE.clone();
    holed[7] = Float.NaN;
    float[] endless = {0, 0, Float.POSITIVE_INFINITY, 0, 0, 0};

    assertFault(
        () -> new SlidingWindows(0, 1, Placement.LAST_STEP),
        "sliding windows of steps 0, horizon 1: each must be at least 1");
    assertFault(
        () -> windows.over(TABLE, 5, 0),
        "table of 12 values, columns 5: must be whole rows of at least 1 column");
    assertFault(
        () -> windows.over(TABLE, -1, 0),
        "table of 12 values, columns -1: must be whole rows of at least 1 column");
    assertFault(() -> windows.over(TABLE, 2, 2), "target column 2: must be from 0 to 1");
    assertFault(
        () -> windows.over(TABLE, 2, new float[5]),
        "targets has 5 values: must be 6, one for each row of the table");
    assertFault(
        () -> windows.over(new float[10], 2, 0),
        "table of 5 rows: must be at least 6 = steps 4 + horizon 2");
    assertFault(
        () -> windows.over(holed, 2, 0), "row 3, column 1 of the table is NaN: must be finite");
    assertFault(
        () -> windows.over(TABLE, 2, endless),
        "target of row 2 is Infinity: must be finite, or NaN for none");
  }

  private static float[] targets(Sequences sequences) {
    int width = sequences.steps() * sequences.outputSize();
    float[] targets = new float[sequences.count() * width];
    for (int j = 0; j < targets.length; j++) {
      int step = j % width / sequences.outputSize();
      targets[j] = sequences.target(j / width, step, j % sequences.outputSize());
    }
    return targets;
  }

  private static void assertFault(Runnable making, String message) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
