package dev.foretide.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.peers.GoldenValues;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** All outputs and all gradients of the golden networks, ours and those of the peers. */
class GoldenValuesAgreementTest {

  @Test
  void shouldAgreeWithOnnxRuntimeAndPyTorch() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    boolean agree = GoldenValues.check(new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(agree).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
  }
}
