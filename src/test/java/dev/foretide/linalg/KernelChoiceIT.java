package dev.foretide.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which twin a JVM runs by its flags, in JVMs of their own. */
class KernelChoiceIT {

  @Test
  void shouldSayWhichFlagHelpsWhenModuleIsMissing() throws Exception {
    assertThat(printedBy())
        .isEqualTo(
            "kernels: scalar; start Java with --add-modules jdk.incubator.vector"
                + " for the faster Vector API same bits: true");
  }

  @Test
  void shouldChooseVectorsWhenModuleIsThere() throws Exception {
    assumeTrue(Kernels.best() != Kernels.scalar(), Kernels.choice());

    assertThat(printedBy("--add-modules", "jdk.incubator.vector"))
        .isEqualTo("kernels: " + Kernels.best().name() + " same bits: true")
        .startsWith("kernels: vector-");
  }

  @Test
  void shouldStayScalarWhenVectorsAreNotCompiled() throws Exception {
    assertThat(printedBy("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1"))
        .startsWith("kernels: scalar; this virtual machine does not compile the Vector API");
    assertThat(printedBy("--add-modules", "jdk.incubator.vector", "-Xint"))
        .startsWith("kernels: scalar; this virtual machine does not compile the Vector API");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void shouldGiveSameBitsWhenVectorsAreNarrower(int bytes) throws Exception {
    assumeTrue(Kernels.best() != Kernels.scalar(), Kernels.choice());

    String printed =
        printedBy("--add-modules", "jdk.incubator.vector", "-XX:MaxVectorSize=" + bytes);

    assertThat(printed).isEqualTo("kernels: vector-" + 8 * bytes + " same bits: true");
  }

  private static String printedBy(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    String main = Path.of("target", "classes").toString();
    String test = Path.of("target", "test-classes").toString();
    command.addAll(List.of("-cp", main + File.pathSeparator + test));
    command.add(KernelTwinsTest.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return printed.strip();
  }
}
