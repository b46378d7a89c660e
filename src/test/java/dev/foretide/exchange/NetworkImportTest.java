package dev.foretide.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.model.ModelFormatException;
import dev.foretide.nn.Network;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files as others write them. No Keras wrote those of Keras: {@code
 * src/test/python/exchange_fixtures.py} gives them the published layout and computes what they must
 * put out. The weights of PyTorch, and what it makes of them, are PyTorch's own.
 */
class NetworkImportTest {
  private static final int STEPS = 5;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"keras3.keras", "keras2-13.keras", "keras2.h5", "keras3.h5"})
  void shouldForecastAsKerasEquationsDo(String name) throws IOException {
    Network network = NetworkImport.keras(file(name), bytes(name));

    float[] output = network.predict(expected("window"), 1, STEPS);

    assertThat(network.architecture().toString())
        .isEqualTo("lstm:4,dropout:0.2,lstm:3,dense:5:relu,dense:3,activation:tanh");
    assertThat(output).containsExactly(expected("keras"), within(1e-5f));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch", "pytorch-mixed"})
  void shouldForecastAsPyTorchDoes(String name) throws IOException {
    Network network = NetworkImport.pytorch(bytes(name + ".safetensors"));

    float[] output = network.predict(expected("window"), 1, STEPS);

    assertThat(network.architecture().toString()).isEqualTo("lstm:4,lstm:4,dense:3");
    assertThat(output).containsExactly(expected(name), within(1e-5f));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pytorch-bidirectional | bias_hh_l0_reverse: the LSTM is bidirectional",
        "pytorch-projected     | weight_hr_l0: the LSTM has a projection",
        "pytorch-gru           | LSTM layer 0: tensor weight_hh_l0 has shape [12, 4], must be [16, 4]"
      })
  void shouldRefuseOtherRecurrentNetworksByName(String name, String message) throws IOException {
    byte[] bytes = bytes(name + ".safetensors");

    assertThatThrownBy(() -> NetworkImport.pytorch(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "keras3.keras, KERAS",
    "keras2.h5, KERAS",
    "pytorch.safetensors, PYTORCH",
    "../model/model-format-1.safetensors, SAFETENSORS"
  })
  void shouldTellFilesByTheirContent(String name, NetworkFormat format) throws IOException {
    assertThat(NetworkFormat.of(bytes(name))).isEqualTo(format);
  }

  @Test
  void shouldRefuseFileOfNoKnownKind() {
    assertThatThrownBy(() -> NetworkFormat.of("<html>".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("must be a .keras zip, an .h5 file or safetensors");
  }

  /** Every cut ends in a refusal, none in an error of jHDF's or of the zip's. */
  @ParameterizedTest
  @ValueSource(strings = {"keras3.keras", "keras2.h5", "pytorch.safetensors"})
  void shouldRefuseTruncatedFiles(String name) throws IOException {
    byte[] bytes = bytes(name);
    for (int length = 16; length < bytes.length / 2; length += 997) {
      Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(bytes, length));

      Throwable refusal =
          catchThrowable(
              () -> {
                byte[] given = NetworkImport.bytes(cut);
                Object unused =
                    NetworkFormat.of(given) == NetworkFormat.KERAS
                        ? NetworkImport.keras(cut, given)
                        : NetworkImport.pytorch(given);
              });

      assertThat(refusal).as("%d bytes", length).isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void shouldRefuseZipWithoutConfiguration() throws IOException {
    Path zip = directory.resolve("empty.keras");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("readme"));
    }

    assertThatThrownBy(() -> NetworkImport.keras(zip, NetworkImport.bytes(zip)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage("the zip has no config.json, a .keras file must have one");
  }

  private static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(NetworkImportTest.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String name) throws IOException {
    return NetworkImport.bytes(file(name));
  }

  private static float[] expected(String key) throws IOException {
    JsonNode list = new ObjectMapper().readTree(file("expected.json").toFile()).get(key);
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) list.get(i).doubleValue();
    }
    return values;
  }
}
