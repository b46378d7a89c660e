package dev.foretide.stream.trainer;

import java.nio.ByteBuffer;

/**
 * What a trainer's task knows of a group besides its history, so that the next owner goes on.
 * Format version 2, big-endian: byte format version; int last version, serving version, watched
 * version, trusted version; long first step of the watch. Version 1 ends after the last version.
 *
 * @param last last version that the task published, 0 for none
 * @param serving version that served, 0 for none
 * @param watched version under watch, 0 for none
 * @param trusted version that runs beside it
 * @param fromStep first step that is compared
 */
record TrainerCheckpoint(int last, int serving, int watched, int trusted, long fromStep) {
  private static final byte FORMAT = 2;
  private static final byte WITHOUT_WATCH = 1;
  private static final int SIZE = 1 + 4 * Integer.BYTES + Long.BYTES;

  static final TrainerCheckpoint NONE = new TrainerCheckpoint(0, 0, 0, 0, 0);

  byte[] write() {
    return ByteBuffer.allocate(SIZE)
        .put(FORMAT)
        .putInt(last)
        .putInt(serving)
        .putInt(watched)
        .putInt(trusted)
        .putLong(fromStep)
        .array();
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException naming what is wrong with the bytes
   */
  static TrainerCheckpoint read(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    if (bytes.length == 1 + Integer.BYTES && source.get() == WITHOUT_WATCH) {
      return new TrainerCheckpoint(source.getInt(), 0, 0, 0, 0);
    }
    if (bytes.length != SIZE || source.get(0) != FORMAT) {
      throw new IllegalArgumentException(
          "training record of %d bytes and format version %s, this release reads %d and %d"
              .formatted(
                  bytes.length, bytes.length == 0 ? "none" : bytes[0], WITHOUT_WATCH, FORMAT));
    }
    source.position(1);
    return new TrainerCheckpoint(
        source.getInt(), source.getInt(), source.getInt(), source.getInt(), source.getLong());
  }
}
