package dev.foretide.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.foretide.Mutations;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Model messages that are damaged, or well formed and made to harm. */
class HostileModelTest {
  private static final long BOUND = 16L << 20;

  @Test
  void shouldReadOrRefuseDamagedModels() throws Exception {
    Mutations.survive(resource(), 20_000, ModelFormatException.class, BOUND, ModelCodec::read);
  }

  @Test
  void shouldReadOrRefuseDamagedSafetensorsOfOthers() throws Exception {
    Mutations.survive(
        resource(), 20_000, ModelFormatException.class, BOUND, Safetensors::readForeign);
  }

  /** The checksum is right here: whoever wrote these meant them. */
  @Test
  void shouldReadOrRefuseModelsOfAnyMetadata() throws Exception {
    Safetensors valid = Safetensors.read(resource());
    for (String key : valid.metadata().keySet()) {
      Mutations.survive(
          valid.metadata().get(key).getBytes(ISO_8859_1),
          500,
          ModelFormatException.class,
          BOUND,
          bytes -> {
            Map<String, String> metadata = new HashMap<>(valid.metadata());
            metadata.put(key, new String(bytes, ISO_8859_1));
            ModelCodec.read(Safetensors.write(metadata, valid.tensors().values()));
          });
    }
  }

  private static byte[] resource() throws Exception {
    try (var in = HostileModelTest.class.getResourceAsStream("model-format-2.safetensors")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
