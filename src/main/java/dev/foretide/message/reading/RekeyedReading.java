package dev.foretide.message.reading;

import dev.foretide.series.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Values of the topic that readings pass through when their series is not the key of their record;
 * format version 1, big-endian:
 *
 * <pre>
 *   byte format version, long time in milliseconds since the epoch,
 *   short features, double per feature: NaN where it is missing
 * </pre>
 *
 * The key is the id of the series as UTF-8. Earlier releases wrote the user's own message as value:
 * none of the formats that they read begins with the byte 1.
 */
public final class RekeyedReading {
  private static final byte FORMAT = 1;
  private static final int HEADER = 1 + Long.BYTES + Short.BYTES;

  private RekeyedReading() {}

  /** The value for a reading. */
  public static byte[] write(Reading reading) {
    double[] features = reading.features();
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + features.length * Double.BYTES);
    bytes.put(FORMAT).putLong(reading.timestamp()).putShort((short) features.length);
    for (double feature : features) {
      bytes.putDouble(feature);
    }
    return bytes.array();
  }

  /** Whether bytes are of this format, not of a user's message from before an upgrade. */
  static boolean isRekeyed(byte[] value) {
    return value.length > 0 && value[0] == FORMAT;
  }

  /**
   * Reads a reading.
   *
   * @throws IllegalArgumentException naming what is wrong with the bytes
   */
  static Reading read(byte[] key, byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    int features = value.length < HEADER ? -1 : bytes.getShort(HEADER - Short.BYTES);
    if (features < 0 || value.length != HEADER + features * Double.BYTES || value[0] != FORMAT) {
      throw new IllegalArgumentException(
          "re-keyed reading of %d bytes and format version %d, this release reads %d"
              .formatted(value.length, value.length == 0 ? -1 : value[0], FORMAT));
    }
    long time = bytes.getLong(1);
    bytes.position(HEADER);
    double[] values = new double[features];
    bytes.asDoubleBuffer().get(values);
    return new Reading(new String(key, StandardCharsets.UTF_8), time, values);
  }
}
