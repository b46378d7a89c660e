package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
  @ParameterizedTest
  @CsvSource({
    "mse, 3, 9, 6",
    "mse, -0.5, 0.25, -1",
    "mae, -3, 3, -1",
    "mae, 0, 0, 0",
    "huber, 0.5, 0.125, 0.5",
    "huber, 1, 0.5, 1",
    "huber, -3, 2.5, -1",
    "pinball:0.75, 2, 0.5, 0.25",
    "pinball:0.75, -2, 1.5, -0.75",
    "pinball:0.75, 0, 0, 0"
  })
  void shouldGiveValueAndGradient(String text, float error, double value, float gradient) {
    Loss loss = Loss.of(text);

    assertThat(loss.value(error)).isCloseTo(value, within(1e-9));
    assertThat(loss.gradient(error)).isEqualTo(gradient);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mse", "mae", "huber", "pinball:0.9"})
  void shouldLetNoErrorThatIsNotNumberPass(String text) {
    assertThat(Loss.of(text).value(Float.NaN)).isNaN();
    assertThat(Loss.of(text).gradient(Float.NaN)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void shouldBeLeastAtQuantileWhenPinball(double level) {
    double[] sample = new Random(4).doubles(1_001).sorted().toArray();
    Loss loss = Loss.pinball(level);
    double best = Double.NaN;
    double least = Double.POSITIVE_INFINITY;
    for (double forecast : sample) {
      double sum = 0;
      for (double value : sample) {
        sum += loss.value((float) (forecast - value));
      }
      if (sum < least) {
        least = sum;
        best = forecast;
      }
    }

    assertThat(best).isCloseTo(sample[(int) (level * 1_000)], within(0.005));
  }

  @ParameterizedTest
  @CsvSource({"mse, mse", "MAE, mae", " Huber , huber", "pinball:0.90, pinball:0.9"})
  void shouldReadNameInAnyCaseAndWriteIt(String text, String written) {
    assertThat(Loss.of(text)).hasToString(written).isEqualTo(Loss.of(written));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mape        | loss 'mape': must be mse, mae, huber or pinball:LEVEL",
        "''          | loss '': must be mse, mae, huber or pinball:LEVEL",
        "mse:1       | loss 'mse:1': must be mse, mae, huber or pinball:LEVEL",
        "pinball     | loss 'pinball': must be mse, mae, huber or pinball:LEVEL",
        "pinball:x   | loss 'pinball:x': level 'x' must be a number between 0 and 1",
        "pinball:1   | loss 'pinball:1.0': level must be between 0 and 1",
        "pinball:NaN | loss 'pinball:NaN': level 'nan' must be a number between 0 and 1",
        "pinball:-1  | loss 'pinball:-1.0': level must be between 0 and 1"
      })
  void shouldNameValueAndRuleWhenTextIsWrong(String text, String message) {
    assertThatThrownBy(() -> Loss.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
