package dev.foretide.forecast;

import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The head of the stored bytes of a series, of a state or of first readings, big-endian; readable
 * without the rest, and by every release:
 *
 * <pre>
 *   byte    format version
 *   byte    status
 *   byte    source
 *   long    end of the open step in milliseconds since the epoch, the largest long without one
 *   long    length of a step in milliseconds
 * </pre>
 */
public final class SeriesStateHeader {
  static final byte FORMAT = 4;

  /** The last one that is still read. */
  static final byte OLDEST_FORMAT = 2;

  private static final int STATUS_AT = 1;
  private static final int OPEN_UNTIL_AT = 3;
  private static final int STEP_AT = OPEN_UNTIL_AT + Long.BYTES;
  static final int SIZE = STEP_AT + Long.BYTES;

  /** Stands for no open step. */
  public static final long NEVER = Long.MAX_VALUE;

  private SeriesStateHeader() {}

  static void put(
      ByteBuffer target, Status status, Source source, long openUntil, long stepMillis) {
    target.put(FORMAT).put(status.code()).put(source.code());
    target.putLong(openUntil).putLong(stepMillis);
  }

  /**
   * The status in stored bytes.
   *
   * @throws SeriesStateException for damaged bytes
   */
  public static Status statusOf(byte[] bytes) {
    try {
      return Status.of(bytes[STATUS_AT]);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw damaged(bytes, e);
    }
  }

  /**
   * When the open step of a dense series ends, milliseconds since the epoch, in stored bytes;
   * {@link #NEVER} when none is open, or the bytes are of another format.
   *
   * @throws SeriesStateException for damaged bytes
   */
  public static long openUntil(byte[] bytes) {
    try {
      return isKnown(bytes[0]) ? ByteBuffer.wrap(bytes).getLong(OPEN_UNTIL_AT) : NEVER;
    } catch (IndexOutOfBoundsException e) {
      throw damaged(bytes, e);
    }
  }

  /**
   * Length of a step in milliseconds in stored bytes.
   *
   * @throws SeriesStateException for damaged bytes
   */
  public static long stepMillisOf(byte[] bytes) {
    try {
      return ByteBuffer.wrap(bytes).getLong(STEP_AT);
    } catch (IndexOutOfBoundsException e) {
      throw damaged(bytes, e);
    }
  }

  private static boolean isKnown(byte format) {
    return format >= OLDEST_FORMAT && format <= FORMAT;
  }

  private static SeriesStateException damaged(byte[] bytes, RuntimeException cause) {
    return SeriesStateException.damaged(bytes, "series state", cause);
  }

  /** Whether the head of stored bytes can be read. */
  public static boolean isReadable(byte[] bytes) {
    try {
      requireReadable(bytes);
      return true;
    } catch (SeriesStateException e) {
      return false;
    }
  }

  /**
   * Checks the head of stored bytes.
   *
   * @throws SeriesStateException for another format version or a damaged head
   */
  public static void requireReadable(byte[] bytes) {
    if (!FirstReadings.isPrelude(bytes)) {
      requireFormat(bytes);
    }
    if (bytes.length < SIZE) {
      throw damaged(bytes, new BufferUnderflowException());
    }
    statusOf(bytes);
  }

  static void requireFormat(byte[] bytes) {
    if (bytes.length == 0 || !isKnown(bytes[0])) {
      throw new SeriesStateException(
          bytes.length == 0 || bytes[0] <= 0
              ? SeriesStateException.Reason.DAMAGED
              : bytes[0] < FORMAT
                  ? SeriesStateException.Reason.OLDER_FORMAT
                  : SeriesStateException.Reason.NEWER_FORMAT,
          "series state of format version %s, this release reads %d to %d"
              .formatted(bytes.length == 0 ? "none" : bytes[0], OLDEST_FORMAT, FORMAT));
    }
  }
}
