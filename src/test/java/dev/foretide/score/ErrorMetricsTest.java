package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ErrorMetricsTest {
  private final ErrorMetrics metrics = new ErrorMetrics();

  @Test
  void shouldEqualFormulasOverAllForecasts() {
    Random random = new Random(1);
    int count = 500;
    double[] forecast = random.doubles(count, -10, 10).toArray();
    double[] naive = random.doubles(count, -10, 10).toArray();
    double[] actual = random.doubles(count, -10, 10).toArray();
    for (int i = 0; i < count; i++) {
      metrics.add(forecast[i], naive[i], actual[i]);
    }

    double mae = 0;
    double mse = 0;
    double mape = 0;
    double smape = 0;
    double naiveMae = 0;
    for (int i = 0; i < count; i++) {
      double error = Math.abs(forecast[i] - actual[i]);
      mae += error / count;
      mse += error * error / count;
      mape += error / Math.abs(actual[i]) / count;
      smape += 2 * error / (Math.abs(actual[i]) + Math.abs(forecast[i])) / count;
      naiveMae += Math.abs(naive[i] - actual[i]) / count;
    }
    assertThat(metrics.count()).isEqualTo(count);
    assertThat(metrics.mae()).isCloseTo(mae, within(1e-9));
    assertThat(metrics.mse()).isCloseTo(mse, within(1e-9));
    assertThat(metrics.rmse()).isCloseTo(Math.sqrt(mse), within(1e-9));
    assertThat(metrics.mape()).isCloseTo(mape, within(1e-9 * mape));
    assertThat(metrics.smape()).isCloseTo(smape, within(1e-9));
    assertThat(metrics.naiveMae()).isCloseTo(naiveMae, within(1e-9));
    assertThat(metrics.relativeMae()).isCloseTo(mae / naiveMae, within(1e-9));
  }

  @Test
  void shouldLeaveZeroActualsOutOfMape() {
    metrics.add(1, 0, 0);
    metrics.add(3, 0, 2);

    assertThat(metrics.mape()).isEqualTo(0.5);
    assertThat(metrics.smape()).isCloseTo((2 + 0.4) / 2, within(1e-12));
  }

  @Test
  void shouldHaveNoMapeWhenAllActualsAreZero() {
    metrics.add(1, 0, 0);

    assertThat(metrics.mape()).isNaN();
  }

  @Test
  void shouldBeAsGoodAsNaiveWhenNeitherErrs() {
    metrics.add(0, 0, 0);

    assertThat(metrics.relativeMae()).isEqualTo(1);
    assertThat(metrics.smape()).isZero();
  }

  @Test
  void shouldBeInfinitelyWorseThanNaiveWhichDoesNotErr() {
    metrics.add(1, 0, 0);

    assertThat(metrics.relativeMae()).isInfinite();
  }
}
