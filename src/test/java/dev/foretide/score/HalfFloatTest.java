package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatTest {
  /** The examples of IEEE 754's binary16. */
  @ParameterizedTest
  @CsvSource({
    "0x0000, 0",
    "0x8000, -0.0",
    "0x0001, 0x1p-24",
    "0x03ff, 0x1.ff8p-15",
    "0x0400, 0x1p-14",
    "0x3555, 0.33325195",
    "0x3bff, 0.99951172",
    "0x3c00, 1",
    "0x3c01, 1.0009765625",
    "0xc000, -2",
    "0x7bff, 65504",
  })
  void shouldReadAndWriteAsTheStandardSays(String bits, String value) {
    short half = (short) Integer.decode(bits).intValue();
    float expected = Float.parseFloat(value.startsWith("0x") ? value : value + "f");

    assertThat(HalfFloat.toFloat(half)).isEqualTo(expected);
    assertThat(HalfFloat.of(expected)).isEqualTo(half);
  }

  @Test
  void shouldComeBackAsItWas() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float value = HalfFloat.toFloat((short) bits);
      if ((bits & 0x7fff) < 0x7c00) {
        assertThat(HalfFloat.of(value)).isEqualTo((short) bits);
      } else {
        assertThat(value).isNaN();
        assertThat(HalfFloat.toFloat(HalfFloat.of(value))).isNaN();
      }
    }
  }

  @Test
  void shouldTakeTheNearest() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      float value = (float) (Math.pow(2, 30 * random.nextDouble() - 20) * random.nextGaussian());
      short half = HalfFloat.of(value);
      float near = Math.abs(HalfFloat.toFloat(half) - value);
      for (int other : new int[] {half - 1, half + 1}) {
        float far = Math.abs(HalfFloat.toFloat((short) other) - value);
        assertThat(near > far).as("%s is nearer to %x than to %x", value, other, half).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1e9, 65504", "-1e9, -65504", "Infinity, 65504", "65520, 65504"})
  void shouldStayFinite(float value, float expected) {
    assertThat(HalfFloat.toFloat(HalfFloat.of(value))).isEqualTo(expected);
  }
}
