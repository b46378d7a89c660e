package dev.foretide.score;

/**
 * Numbers of 16 bits after IEEE 754 (binary16): 11 significant bits from 6e-5 to 65504. Larger ones
 * become the largest; NaN stays. Java has the conversions since release 20.
 */
public final class HalfFloat {
  private static final short NAN = 0x7e00;
  private static final int SIGN = 0x8000;
  private static final int LARGEST = 0x7bff;
  private static final int INFINITE = 0x7c00;
  private static final int FRACTION_BITS = 13;

  /** What the exponents of the two formats differ by, in float32. */
  private static final int REBIAS = 112 << 23;

  private static final int INFINITY_OF_FLOAT = 0x7f800000;
  private static final int LARGEST_OF_FLOAT = 0x477fe000;
  private static final int SMALLEST_NORMAL_OF_FLOAT = 0x38800000;
  private static final float UNIT_BELOW_NORMAL = 0x1p-24f;

  private HalfFloat() {}

  /** The nearest ones of many. */
  public static void ofAll(float[] from, short[] to) {
    for (int i = 0; i < from.length; i++) {
      to[i] = of(from[i]);
    }
  }

  public static void toFloats(short[] from, float[] to) {
    for (int i = 0; i < from.length; i++) {
      to[i] = toFloat(from[i]);
    }
  }

  /** The nearest one, of two as near the even one. */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & SIGN;
    int magnitude = bits & ~(1 << 31);
    if (magnitude > INFINITY_OF_FLOAT) {
      return NAN;
    }
    if (magnitude >= LARGEST_OF_FLOAT) {
      return (short) (sign | LARGEST);
    }
    if (magnitude >= SMALLEST_NORMAL_OF_FLOAT) {
      int halfway = (1 << (FRACTION_BITS - 1)) - 1 + ((magnitude >> FRACTION_BITS) & 1);
      return (short) (sign | ((magnitude + halfway - REBIAS) >> FRACTION_BITS));
    }
    return (short) (sign | (int) Math.rint(Math.abs(value) / UNIT_BELOW_NORMAL));
  }

  public static float toFloat(short half) {
    int magnitude = half & (SIGN - 1);
    if (magnitude >= INFINITE) {
      return Float.NaN;
    }
    float value =
        magnitude < 1 << 10
            ? magnitude * UNIT_BELOW_NORMAL
            : Float.intBitsToFloat((magnitude << FRACTION_BITS) + REBIAS);
    return half < 0 ? -value : value;
  }
}
