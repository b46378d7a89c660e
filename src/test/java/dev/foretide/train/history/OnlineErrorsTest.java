package dev.foretide.train.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.series.Expert;
import org.junit.jupiter.api.Test;

class OnlineErrorsTest {
  private final OnlineErrors errors = new OnlineErrors(2);

  @Test
  void shouldBePlainMeanOfTheFirst() {
    for (int i = 1; i <= 10; i++) {
      errors.add(Expert.LAGS, 2, 3 + i, 3);
    }

    assertThat(mean(Expert.LAGS, 2)).isCloseTo(38.5f, within(1e-4f)); // mean of squares to 10
    assertThat(mean(Expert.LAGS, 1)).isNaN();
    assertThat(mean(Expert.NAIVE, 2)).isNaN();
  }

  @Test
  void shouldLeaveOutWhatIsNotKnown() {
    errors.add(Expert.NAIVE, 1, 2, 0);
    errors.add(Expert.NAIVE, 1, Double.NaN, 0);
    errors.add(Expert.NAIVE, 1, 0, Float.NaN);

    assertThat(mean(Expert.NAIVE, 1)).isEqualTo(4);
  }

  /** The newest fifth weighs most: after 1,000 small errors, 400 large ones are nearly all. */
  @Test
  void shouldFadeOldErrors() {
    for (int i = 0; i < 1_000; i++) {
      errors.add(Expert.LINEAR, 1, 0, 0.1);
    }
    for (int i = 0; i < 400; i++) {
      errors.add(Expert.LINEAR, 1, 0, 1);
    }

    assertThat(mean(Expert.LINEAR, 1)).isBetween(0.7f, 0.95f);
  }

  private float mean(Expert expert, int lead) {
    return errors.means().get(lead, expert);
  }
}
