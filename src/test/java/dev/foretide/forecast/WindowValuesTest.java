package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowValuesTest {
  private static final int STEPS = 50;

  /** Digits, least, most, and the bytes of one value. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 65535, 2",
    "0, 0, 65536, 4", // too far apart
    "0, -40000, 20000, 2",
    "1, 20.1, 23.7, 2",
    "2, 101325.25, 101340.75, 2",
    "3, -0.007, 31.4, 2",
    "5, 0.12345, 0.5, 2",
    "6, 0.123456, 0.5, 4", // more digits than are looked for
    "0, 2000000, 2000001, 2",
    "0, 3e9, 3e9, 4", // more than an int
    "0, 1e30, 1e30, 4",
  })
  void shouldLoseNothingOfDecimals(int digits, float least, float most, int bytesEach) {
    double unit = Math.pow(10, digits);
    Random random = new Random(digits);
    float[] values = new float[STEPS];
    for (int i = 0; i < STEPS; i++) {
      double value = least + random.nextDouble() * (most - least);
      values[i] = (float) (Math.rint(value * unit) / unit);
    }
    values[3] = least;
    values[7] = most;

    ByteBuffer bytes = bytes(values, 1);

    assertThat(bytes.remaining()).isEqualTo(1 + (bytesEach == 2 ? 4 : 0) + STEPS * bytesEach);
    assertThat(taken(bytes, 1)).isEqualTo(values);
  }

  @Test
  void shouldLoseNothingOfAnyNumber() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      float[] values = new float[2 * STEPS];
      for (int v = 0; v < values.length; v++) {
        values[v] = any(random, v % 2 == 0 || i % 3 == 0);
      }

      assertThat(taken(bytes(values, 2), 2)).isEqualTo(values);
    }
  }

  private static float any(Random random, boolean isDecimal) {
    if (isDecimal) {
      return random.nextInt(-3_000, 3_000) / 100f;
    }
    float value = Float.intBitsToFloat(random.nextInt());
    return Float.isFinite(value) ? value : -0f;
  }

  /** The sign of zero is kept as well. */
  @Test
  void shouldKeepNegativeZero() {
    float[] values = new float[STEPS];
    values[4] = -0f;

    assertThat(Float.floatToRawIntBits(taken(bytes(values, 1), 1)[4]))
        .isEqualTo(Float.floatToRawIntBits(-0f));
  }

  @Test
  void shouldRefuseDigitsThatDoNotExist() {
    ByteBuffer bytes = bytes(new float[STEPS], 1).put(0, (byte) 6);

    assertThatThrownBy(() -> taken(bytes, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("digits of the window");
  }

  private static ByteBuffer bytes(float[] values, int features) {
    ByteBuffer buffer = ByteBuffer.allocate(10 + values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    new WindowValues(features, STEPS).put(buffer, values, values.length / features);
    return buffer.flip();
  }

  private static float[] taken(ByteBuffer bytes, int features) {
    float[] values = new float[STEPS * features];
    new WindowValues(features, STEPS).take(bytes, values, STEPS);
    assertThat(bytes.hasRemaining()).isFalse();
    return values;
  }
}
