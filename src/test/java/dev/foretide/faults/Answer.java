package dev.foretide.faults;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Names one answer: a forecast by its origin, a score by the step that it is about.
 *
 * @param series number of the series
 * @param step number of the step
 */
record Answer(Output output, int series, long step) {

  /** Sixty-four bits that stand for the bytes of an answer. */
  static long digest(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value);
    return crc.getValue() << 32 | Integer.toUnsignedLong(Arrays.hashCode(value));
  }
}
