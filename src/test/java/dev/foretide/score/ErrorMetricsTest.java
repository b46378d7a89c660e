package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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

  @Test
  void shouldScaleByErrorOfNaiveInSample() {
    float[] seen = {1, 3, 2, Float.NaN, 4, 8};

    double naive = ErrorMetrics.inSampleMae(seen, 1);
    double seasonal = ErrorMetrics.inSampleMae(seen, 2);

    assertThat(naive).as("|3 - 1|, |2 - 3|, |8 - 4|").isCloseTo(7.0 / 3, within(1e-12));
    assertThat(seasonal).as("|2 - 1|, |4 - 2|").isCloseTo(1.5, within(1e-12));
    metrics.add(5, 0, 8);
    assertThat(metrics.mase(seasonal)).isCloseTo(2, within(1e-12));
  }

  @Test
  void shouldHaveNoScaleWithoutPairs() {
    assertThat(ErrorMetrics.inSampleMae(new float[] {1, 2}, 2)).isNaN();
    assertThat(metrics.mase(1)).as("without a forecast").isNaN();
    metrics.add(1, 0, 2);
    assertThat(metrics.mase(0)).as("of a series that never changed").isInfinite();
    assertThatThrownBy(() -> ErrorMetrics.inSampleMae(new float[3], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("season 0: must be at least 1");
  }

  @Test
  void shouldLeaveOutUnknownActualsOfArrays() {
    ErrorMetrics known = ErrorMetrics.of(new float[] {1, 2, 3}, new float[] {2, Float.NaN, 6});

    assertThat(known.count()).isEqualTo(2);
    assertThat(known.mae()).isEqualTo(2);
    assertThat(known.rmse()).isCloseTo(Math.sqrt(5), within(1e-12));
    assertThat(known.mape()).isEqualTo(0.5);
    assertThat(known.relativeMae()).as("no naive forecast was given").isNaN();
    assertThatThrownBy(() -> ErrorMetrics.of(new float[2], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("forecasts has 2 values, actuals has 3: must be as many");
  }
}
