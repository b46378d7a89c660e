package dev.foretide.exchange;

import dev.foretide.model.ModelFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What kind of file a network comes in. */
public enum NetworkFormat {
  /** A Keras model, {@code .keras} or {@code .h5}. */
  KERAS,
  /** The weights of a PyTorch module as safetensors. */
  PYTORCH,
  /** A model of ours, as {@code models export --format safetensors} writes it. */
  SAFETENSORS;

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final byte[] OURS = "\"foretide.format\"".getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTH_BYTES = 8;
  private static final int LARGEST_PREFIX = 4096;

  /**
   * Tells a file by its content.
   *
   * @throws ModelFormatException if it is none of these
   */
  public static NetworkFormat of(byte[] bytes) {
    if (isZip(bytes) || isHdf5(bytes)) {
      return KERAS;
    }
    if (bytes.length > LENGTH_BYTES && bytes[LENGTH_BYTES] == '{') {
      return isOurs(bytes) ? SAFETENSORS : PYTORCH;
    }
    throw new ModelFormatException(
        "begins with %s, must be a .keras zip, an .h5 file or safetensors"
            .formatted(Arrays.toString(Arrays.copyOf(bytes, Math.min(bytes.length, 8)))));
  }

  static boolean isZip(byte[] bytes) {
    return startsWith(bytes, ZIP);
  }

  static boolean isHdf5(byte[] bytes) {
    return startsWith(bytes, HDF5);
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }

  /** Our metadata stands first in the header. */
  private static boolean isOurs(byte[] bytes) {
    int last = Math.min(bytes.length, LARGEST_PREFIX) - OURS.length;
    for (int i = LENGTH_BYTES; i <= last; i++) {
      if (Arrays.equals(bytes, i, i + OURS.length, OURS, 0, OURS.length)) {
        return true;
      }
    }
    return false;
  }
}
