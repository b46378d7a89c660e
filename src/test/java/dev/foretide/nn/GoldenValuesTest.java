package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the network to what ONNX Runtime and PyTorch compute from the same weights: outputs to 1e-5
 * of the largest output of the batch, gradients to 1e-4 of the largest gradient of their tensor.
 * The numbers were made by
 *
 * <pre>  ./mvnw -Pjmh -Dquick package
 *  java --add-modules jdk.incubator.vector -cp target/benchmarks.jar \
 *    dev.foretide.peers.GoldenValues write src/test/resources/golden</pre>
 *
 * <p>and keep a sample of long gradients; {@code GoldenValues check} compares all of them.
 */
class GoldenValuesTest {
  private static final double OUTPUTS = 1e-5;
  private static final double GRADIENTS = 1e-4;

  static Stream<GoldenValues> goldenValues() throws Exception {
    Path directory = Path.of(GoldenValuesTest.class.getResource("/golden").toURI());
    List<GoldenValues> all;
    try (Stream<Path> files = Files.list(directory)) {
      all = files.sorted().map(GoldenValuesTest::read).toList();
    }
    assertThat(all).hasSizeGreaterThanOrEqualTo(12);
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("goldenValues")
  void shouldGiveOutputsOfOnnxRuntimeAndPyTorch(GoldenValues golden) {
    float[] outputs = golden.network().predict(golden.inputs(), golden.count(), golden.steps());

    assertClose("outputs", outputs, golden.values("outputs onnxruntime"), OUTPUTS);
    assertClose("outputs", outputs, golden.values("outputs pytorch"), OUTPUTS);
  }

  @ParameterizedTest
  @MethodSource("goldenValues")
  void shouldGiveLossAndGradientsOfPyTorch(GoldenValues golden) {
    Network network = golden.network();
    BackPropagation training = new BackPropagation(network, Loss.MSE, 0, 0, Workers.SERIAL);
    int[] order = IntStream.range(0, golden.count()).toArray();

    double loss = training.accumulate(golden.sequences(), order, 0, golden.count()).mean();

    double expectedLoss = golden.number("loss pytorch");
    assertThat(loss).isCloseTo(expectedLoss, within(OUTPUTS * expectedLoss));
    for (int i = 0; i < network.parameters().size(); i++) {
      String name = network.parameters().get(i).name();
      golden.sample("gradient " + name).assertClose(name, training.gradients().get(i), GRADIENTS);
    }
  }

  @ParameterizedTest
  @MethodSource("goldenValues")
  void shouldGiveSameOutputsStepByStepAsForWholeWindows(GoldenValues golden) {
    Network network = golden.network();
    Workspace workspace = network.newWorkspace();
    int inputSize = network.architecture().inputSize();
    int outputSize = network.architecture().outputSize();
    int windowSize = golden.steps() * inputSize;
    float[] stepped = new float[golden.count() * outputSize];
    float[] run = new float[golden.count() * outputSize];
    float[] output = new float[outputSize];
    float[] predicted = network.predict(golden.inputs(), golden.count(), golden.steps());

    for (int b = 0; b < golden.count(); b++) {
      float[] state = new float[network.stateSize()];
      for (int t = 0; t < golden.steps(); t++) {
        network.step(golden.inputs(), b * windowSize + t * inputSize, state, output, workspace);
      }
      System.arraycopy(output, 0, stepped, b * outputSize, outputSize);
      int from = b * windowSize;
      float[] window = Arrays.copyOfRange(golden.inputs(), from, from + windowSize);
      network.run(window, golden.steps(), new float[network.stateSize()], output, workspace);
      System.arraycopy(output, 0, run, b * outputSize, outputSize);
    }

    assertThat(stepped).containsExactly(run).containsExactly(predicted);
  }

  private static void assertClose(String what, float[] actual, float[] expected, double bound) {
    double max = 0;
    for (float value : expected) {
      max = Math.max(max, Math.abs(value));
    }
    assertThat(actual).as(what).containsExactly(expected, within((float) (bound * max)));
  }

  private static GoldenValues read(Path file) {
    try {
      return new GoldenValues(file.getFileName().toString(), Files.readAllLines(file));
    } catch (IOException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }
}
