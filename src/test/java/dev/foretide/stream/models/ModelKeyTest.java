package dev.foretide.stream.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelKeyTest {
  @ParameterizedTest
  @CsvSource({
    "default, default, 0",
    "default@1, default, 1",
    "default@999999999, default, 999999999",
    "a@b, a@b, 0",
    "a@b@7, a@b, 7",
    "default@0, default@0, 0",
    "default@01, default@01, 0",
    "default@1000000000, default@1000000000, 0",
    "default@-1, default@-1, 0",
    "@1, @1, 0",
  })
  void shouldTellVersionsFromPointers(String text, String group, int version) {
    ModelKey key = ModelKey.parse(text);

    assertThat(key).isEqualTo(new ModelKey(group, version));
    assertThat(key.isPointer()).isEqualTo(version == 0);
    assertThat(key.text()).isEqualTo(text);
  }

  @Test
  void shouldReadItsOwnPointer() {
    assertThat(new String(ModelKey.pointer(12), UTF_8)).isEqualTo("{\"version\":12}");
    assertThat(ModelKey.versionOf(ModelKey.pointer(12))).isEqualTo(12);
  }

  @Test
  void shouldReadAPointerThatSaysWhy() {
    byte[] pointer = ModelKey.pointer(12, "13 was \"bad\", by 50 %\n");

    assertThat(new String(pointer, UTF_8))
        .isEqualTo("{\"version\":12,\"reason\":\"13 was \\\"bad\\\", by 50 %\\u000a\"}");
    assertThat(ModelKey.versionOf(pointer)).isEqualTo(12);
  }

  @Test
  void shouldRefuseAVeryLongPointer() {
    byte[] pointer = ModelKey.pointer(12, "x".repeat(2_000));

    assertThatThrownBy(() -> ModelKey.versionOf(pointer)).hasMessageContaining("2026 bytes");
  }

  @Test
  void shouldReadPointersWrittenByHand() {
    assertThat(ModelKey.versionOf("{ \"version\" : 3 }\n".getBytes(UTF_8))).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3",
        "{}",
        "{\"version\":0}",
        "{\"version\":-1}",
        "{\"version\":1.5}",
        "{\"version\":9999999999}",
        "{\"version\":1,\"group\":\"x\"}",
        "{\"version\":1,\"reason\":x}",
        "{\"version\":1,\"reason\":\"\"x\"}"
      })
  void shouldRefuseWhatIsNoPointer(String text) {
    assertThatThrownBy(() -> ModelKey.versionOf(text.getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be {\"version\":N}");
  }
}
