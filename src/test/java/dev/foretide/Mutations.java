package dev.foretide;

import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * What a decoder makes of damaged bytes: copies of valid ones with a few changes, and bytes at
 * random, the same at every run. It may read them or refuse them as it documents; it may neither
 * fail in another way, nor take more memory than the bytes can account for.
 */
public final class Mutations {
  /** Numbers at which sizes and offsets go wrong. */
  private static final int[] EDGES = {
    0, 1, -1, 127, 128, 255, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x00ffffff, 0x40000000
  };

  /** The fast tier tries the first of so many alone, see {@code pom.xml}; CI tries all. */
  private static final int PART = Integer.getInteger("mutations.part", 1);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Mutations() {}

  /** Decodes bytes. */
  @FunctionalInterface
  public interface Decoder {
    /** Reads or refuses. */
    void decode(byte[] bytes) throws Exception;
  }

  /**
   * Tries so many mutants of valid bytes, or a part of them.
   *
   * @param mutants how many there are in all
   * @param documented the exception with which the decoder refuses
   * @param bound bytes that one decoding may allocate
   */
  public static void survive(
      byte[] valid,
      int mutants,
      Class<? extends Exception> documented,
      long bound,
      Decoder decoder) {
    SplittableRandom random = new SplittableRandom(valid.length);
    attempt(valid, documented, Long.MAX_VALUE, decoder); // loads classes
    for (int i = 0; i < Math.max(1, mutants / PART); i++) {
      byte[] mutant = i % 10 == 9 ? noise(random) : mutant(valid, random);
      attempt(mutant, documented, bound, decoder);
    }
  }

  private static void attempt(
      byte[] bytes, Class<? extends Exception> documented, long bound, Decoder decoder) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      decoder.decode(bytes.clone());
    } catch (Exception | Error e) {
      if (!documented.isInstance(e)) {
        fail("%s from %s".formatted(e, shown(bytes)), e);
      }
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > bound) {
      fail("%d bytes were allocated for %s".formatted(allocated, shown(bytes)));
    }
  }

  private static String shown(byte[] bytes) {
    return bytes.length
        + " bytes "
        + HexFormat.of().formatHex(bytes, 0, Math.min(4096, bytes.length));
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] mutant(byte[] valid, SplittableRandom random) {
    byte[] bytes = valid.clone();
    for (int i = random.nextInt(1, 4); i > 0 && bytes.length > 0; i--) {
      bytes = change(bytes, random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(32, bytes.length));
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> {
        int edge = EDGES[random.nextInt(EDGES.length)];
        for (int i = 0; i < Integer.BYTES && at + i < bytes.length; i++) {
          bytes[at + i] = (byte) (edge >> (24 - 8 * i));
        }
      }
      case 3 -> {
        return Arrays.copyOf(bytes, at); // cut off
      }
      case 4 -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length); // a piece stands twice
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
      }
      default ->
          System.arraycopy(
              bytes,
              random.nextInt(bytes.length - length + 1),
              bytes,
              random.nextInt(bytes.length - length + 1),
              length);
    }
    return bytes;
  }
}
