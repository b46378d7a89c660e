package dev.foretide.forecast;

import java.nio.ByteBuffer;

/** Arrays of numbers in the bytes of a state, in the order of bytes that the buffer has. */
final class StateBytes {
  private StateBytes() {}

  /**
   * Checks what was read.
   *
   * @param what the thing that is wrong, if it is
   * @throws IllegalArgumentException if it does not hold
   */
  static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }

  static void putFloats(ByteBuffer buffer, float[] from, int offset, int count) {
    buffer.asFloatBuffer().put(from, offset, count);
    buffer.position(buffer.position() + count * Float.BYTES);
  }

  static void putHalves(ByteBuffer buffer, short[] from) {
    putHalves(buffer, from, 0, from.length);
  }

  static void putHalves(ByteBuffer buffer, short[] from, int offset, int count) {
    buffer.asShortBuffer().put(from, offset, count);
    buffer.position(buffer.position() + count * Short.BYTES);
  }

  static void takeFloats(ByteBuffer source, float[] target, int offset, int count) {
    source.asFloatBuffer().get(target, offset, count);
    source.position(source.position() + count * Float.BYTES);
  }

  static void takeHalves(ByteBuffer source, short[] target) {
    takeHalves(source, target, 0, target.length);
  }

  static void takeHalves(ByteBuffer source, short[] target, int offset, int count) {
    source.asShortBuffer().get(target, offset, count);
    source.position(source.position() + count * Short.BYTES);
  }
}
