package dev.foretide.message;

import dev.foretide.series.Segment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Messages of the history topic, keyed by model group; format version 1, big-endian:
 *
 * <pre>
 *   byte format version, byte kind
 *   kind 1, segment:  short length, series id as UTF-8; long first step; long length of a step in
 *                     milliseconds; short features; int steps;
 *                     float values [steps, features], NaN where nothing was measured
 *   kind 2, request for an early training:  reason as UTF-8
 * </pre>
 */
public final class HistoryMessages {
  private static final byte FORMAT = 1;
  private static final byte SEGMENT = 1;
  private static final byte REQUEST = 2;
  private static final int HEADER = 2;

  /** Reason of a request that may wait until there is something new to learn from. */
  public static final String DRIFT = "drift";

  private HistoryMessages() {}

  /**
   * The message of a segment.
   *
   * @param stepMillis length of a step: segments of another grid cannot be mixed with it
   */
  public static byte[] segment(Segment segment, long stepMillis) {
    byte[] series = segment.series().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(
            HEADER + 2 + series.length + 8 + 8 + 2 + 4 + segment.values().length * Float.BYTES);
    bytes.put(FORMAT).put(SEGMENT).putShort((short) series.length).put(series);
    bytes
        .putLong(segment.firstStep())
        .putLong(stepMillis)
        .putShort((short) segment.features())
        .putInt(segment.steps());
    for (float value : segment.values()) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  public static byte[] request(String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEADER + text.length).put(FORMAT).put(REQUEST).put(text).array();
  }

  public static boolean isRequest(byte[] bytes) {
    requireFormat(bytes);
    return bytes[1] == REQUEST;
  }

  public static String reason(byte[] bytes) {
    return new String(bytes, HEADER, bytes.length - HEADER, StandardCharsets.UTF_8);
  }

  /**
   * Length of a step of a segment in milliseconds.
   *
   * @throws IllegalArgumentException naming what is wrong with the bytes
   */
  public static long stepMillisOf(byte[] bytes) {
    requireFormat(bytes);
    try {
      ByteBuffer source = ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER);
      int series = Short.toUnsignedInt(source.getShort());
      source.position(source.position() + series + Long.BYTES);
      return source.getLong();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "history segment of " + bytes.length + " bytes is cut off", e);
    }
  }

  /**
   * Reads a segment.
   *
   * @param stepMillis length of a step that it must have
   * @throws IllegalArgumentException naming what is wrong with the bytes
   */
  public static Segment segmentOf(byte[] bytes, long stepMillis) {
    requireFormat(bytes);
    if (bytes[1] != SEGMENT) {
      throw new IllegalArgumentException(
          "history message of kind " + bytes[1] + ", must be 1 or 2");
    }
    try {
      ByteBuffer source = ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER);
      byte[] series = new byte[Short.toUnsignedInt(source.getShort())];
      source.get(series);
      long first = source.getLong();
      long given = source.getLong();
      int features = source.getShort();
      long values = (long) features * source.getInt();
      if (features < 1 || values < 1 || values * Float.BYTES != source.remaining()) {
        throw new IllegalArgumentException(
            "history segment of %d bytes, its header asks for %d values"
                .formatted(bytes.length, values));
      }
      if (given != stepMillis) {
        throw new IllegalArgumentException(
            "history segment with steps of %d ms, must be of %d ms".formatted(given, stepMillis));
      }
      float[] data = new float[(int) values];
      source.asFloatBuffer().get(data);
      return new Segment(new String(series, StandardCharsets.UTF_8), first, features, data);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "history segment of " + bytes.length + " bytes is cut off", e);
    }
  }

  private static void requireFormat(byte[] bytes) {
    if (bytes.length < HEADER || bytes[0] != FORMAT) {
      throw new IllegalArgumentException(
          "history message of format version %s, this release reads %d"
              .formatted(bytes.length < HEADER ? "none" : bytes[0], FORMAT));
    }
  }
}
