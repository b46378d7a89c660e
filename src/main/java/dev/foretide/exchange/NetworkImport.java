package dev.foretide.exchange;

import dev.foretide.model.ModelFormatException;
import dev.foretide.nn.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads networks that others trained. */
public final class NetworkImport {
  /** Bytes of a file, or of an entry of a zip; networks with their optimiser are far smaller. */
  private static final int LARGEST_FILE = 64 << 20;

  private NetworkImport() {}

  /**
   * The bytes of a file.
   *
   * @throws ModelFormatException if it is larger than is read
   * @throws IOException if it cannot be read
   */
  public static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
      if (bytes.length > LARGEST_FILE) {
        throw new ModelFormatException(
            "larger than %d bytes, the most that is read".formatted(LARGEST_FILE));
      }
      return bytes;
    }
  }

  /**
   * Reads a Keras model.
   *
   * @param bytes of the file
   * @throws ModelFormatException naming what is wrong
   * @throws IOException if it cannot be read
   */
  public static Network keras(Path file, byte[] bytes) throws IOException {
    if (NetworkFormat.isZip(bytes)) {
      return KerasFile.readZip(file, LARGEST_FILE);
    }
    if (NetworkFormat.isHdf5(bytes)) {
      return KerasFile.readHdf5(bytes);
    }
    throw new ModelFormatException("neither zip nor HDF5, a Keras file must be one of them");
  }

  /**
   * Reads the weights of a PyTorch module.
   *
   * @param bytes safetensors
   * @throws ModelFormatException naming what is wrong
   */
  public static Network pytorch(byte[] bytes) {
    return TorchNetwork.read(bytes);
  }
}
