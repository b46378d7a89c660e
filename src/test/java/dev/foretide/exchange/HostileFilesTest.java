package dev.foretide.exchange;

import dev.foretide.Mutations;
import dev.foretide.model.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Model files of others that are damaged or made to harm. */
class HostileFilesTest {
  /** What the most values that are read from one file take, several times over. */
  private static final long BOUND = 64L << 20;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"pytorch.safetensors", "pytorch-mixed.safetensors"})
  void shouldReadOrRefuseDamagedWeightsOfPyTorch(String name) throws Exception {
    Mutations.survive(
        resource(name), 20_000, ModelFormatException.class, BOUND, NetworkImport::pytorch);
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras2.h5", "keras3.h5", "keras3.keras"})
  void shouldReadOrRefuseDamagedKerasFiles(String name) throws Exception {
    Path file = directory.resolve(name);

    Mutations.survive(
        resource(name),
        2_000,
        ModelFormatException.class,
        BOUND,
        bytes -> NetworkImport.keras(Files.write(file, bytes), bytes));
  }

  private static byte[] resource(String name) throws Exception {
    try (var in = HostileFilesTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
