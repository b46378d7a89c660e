package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  private static final Architecture STACKED =
      Architecture.parse("dense:5:tanh,lstm:9,dropout:0.3,lstm:7,dense:6:relu,dense", 3, 4);

  /*
   * Golden values of one LSTM layer, by this script:
   *
   *   from math import exp, tanh
   *   s = lambda x: 1 / (1 + exp(-x))
   *   I, H = 2, 2
   *   w = [[0.1 * (r + 1) - 0.2 * c for c in range(I)] for r in range(4 * H)]
   *   u = [[0.3 - 0.05 * r + 0.1 * c for c in range(H)] for r in range(4 * H)]
   *   b = [0.05 * r - 0.1 for r in range(4 * H)]  # bias_ih; bias_hh is 0.02 everywhere
   *   h, c = [0.0] * H, [0.0] * H
   *   for x in ([1.0, -0.5], [0.25, 2.0], [-1.5, 0.75]):
   *       z = [b[r] + 0.02 + sum(w[r][k] * x[k] for k in range(I))
   *            + sum(u[r][k] * h[k] for k in range(H)) for r in range(4 * H)]
   *       c = [s(z[H + k]) * c[k] + s(z[k]) * tanh(z[2 * H + k]) for k in range(H)]
   *       h = [s(z[3 * H + k]) * tanh(c[k]) for k in range(H)]
   *       print([round(v, 8) for v in h + c])
   */
  private static final float[][] GOLDEN = {
    {0.14748637f, 0.18623884f, 0.22676502f, 0.2795298f},
    {0.3510242f, 0.46258962f, 0.46779302f, 0.61766785f},
    {0.03290116f, 0.04497317f, 0.0826022f, 0.11779061f}
  };

  @Test
  void shouldMatchGoldenValuesOfLstm() {
    Architecture architecture = Architecture.parse("lstm:2", 2, 2);
    float[] weightIh = new float[16];
    float[] weightHh = new float[16];
    float[] biasIh = new float[8];
    float[] biasHh = new float[8];
    Arrays.fill(biasHh, 0.02f);
    for (int r = 0; r < 8; r++) {
      biasIh[r] = 0.05f * r - 0.1f;
      for (int c = 0; c < 2; c++) {
        weightIh[2 * r + c] = 0.1f * (r + 1) - 0.2f * c;
        weightHh[2 * r + c] = 0.3f - 0.05f * r + 0.1f * c;
      }
    }
    Network network =
        Network.of(
            architecture,
            List.of(
                new Tensor("lstm.0.bias_hh", new int[] {8}, biasHh), // in any order
                new Tensor("lstm.0.weight_ih", new int[] {8, 2}, weightIh),
                new Tensor("lstm.0.weight_hh", new int[] {8, 2}, weightHh),
                new Tensor("lstm.0.bias_ih", new int[] {8}, biasIh)));
    float[] state = new float[network.stateSize()];
    float[] output = new float[2];
    Workspace workspace = network.newWorkspace();
    float[] inputs = {1.0f, -0.5f, 0.25f, 2.0f, -1.5f, 0.75f};

    for (int t = 0; t < 3; t++) {
      network.step(inputs, 2 * t, state, output, workspace);

      assertThat(state).containsExactly(GOLDEN[t], within(1e-6f));
      assertThat(output).containsExactly(state[0], state[1]);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lstm:4",
        "lstm:8,dense",
        "dense:5:tanh,lstm:9,dropout:0.3,lstm:7,dense:6:relu,dense",
        "lstm:17,activation:sigmoid,dense:4:softmax",
        "dense:6:sigmoid,dense"
      })
  void shouldMatchFullPassWhenSteppedOneByOne(String text) {
    Network network = Network.initialise(Architecture.parse(text, 3, 4), 5, false);
    float[] window = randomFloats(11 * 3);
    float[] expected = new float[4];
    float[] expectedState = new float[network.stateSize()];
    network.run(window, 11, expectedState, expected, network.newWorkspace());

    float[] state = new float[network.stateSize()];
    float[] output = new float[4];
    Workspace workspace = network.newWorkspace();
    for (int t = 0; t < 11; t++) {
      network.step(window, 3 * t, state, output, workspace);
    }

    assertThat(output).containsExactly(expected);
    assertThat(state).containsExactly(expectedState);
    assertThat(network.predict(window, 1, 11)).containsExactly(expected);
  }

  @Test
  void shouldMatchBatchesOfOneWhenPredictingMany() {
    Network network = Network.initialise(STACKED, 6, false);
    float[] windows = randomFloats(5 * 7 * 3);

    float[] many = network.predict(windows, 5, 7);

    for (int b = 0; b < 5; b++) {
      float[] one = network.predict(Arrays.copyOfRange(windows, b * 21, b * 21 + 21), 1, 7);
      assertThat(Arrays.copyOfRange(many, 4 * b, 4 * b + 4)).containsExactly(one);
    }
  }

  @Test
  void shouldAllocateNothingWhenStepped() {
    Network network = Network.initialise(STACKED, 7, false);
    float[] input = randomFloats(3);
    float[] state = new float[network.stateSize()];
    float[] output = new float[4];
    Workspace workspace = network.newWorkspace();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    Callable<Long> thousandSteps =
        () -> {
          long before = threads.getCurrentThreadAllocatedBytes();
          for (int t = 0; t < 1000; t++) {
            network.step(input, 0, state, output, workspace);
          }
          return threads.getCurrentThreadAllocatedBytes() - before;
        };

    // Until compiled, vectors are boxed. Below a byte a step is what the measuring itself takes.
    Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofNanos(1))
        .until(thousandSteps, bytes -> bytes < 1000);
  }

  @Test
  void shouldListParametersInFixedOrderWithPyTorchNames() {
    Network network =
        Network.initialise(Architecture.parse("lstm:6,dropout:0.1,dense", 3, 2), 1, true);

    assertThat(network.parameters())
        .extracting(Tensor::toString)
        .containsExactly(
            "lstm.0.weight_ih[24, 3]",
            "lstm.0.weight_hh[24, 6]",
            "lstm.0.bias_ih[24]",
            "lstm.0.bias_hh[24]",
            "dense.2.weight[2, 6]",
            "dense.2.bias[2]");
    assertThat(network.stateSize()).isEqualTo(12);
  }

  @Test
  void shouldBeginWithForgetBiasOneAndOrthogonalRecurrence() {
    Network network = Network.initialise(Architecture.parse("lstm:5,dense", 3, 2), 2, false);

    float[] recurrent = network.parameters().get(1).data();
    for (int gate = 0; gate < 4; gate++) {
      for (int a = 0; a < 5; a++) {
        for (int b = 0; b < 5; b++) {
          double dot = 0;
          for (int j = 0; j < 5; j++) {
            dot += recurrent[(gate * 5 + a) * 5 + j] * recurrent[(gate * 5 + b) * 5 + j];
          }
          assertThat(dot).isCloseTo(a == b ? 1 : 0, within(1e-6));
        }
      }
    }
    float[] bias = network.parameters().get(2).data();
    assertThat(Arrays.copyOfRange(bias, 5, 10)).containsOnly(1);
    assertThat(Arrays.copyOfRange(bias, 10, 20)).containsOnly(0);
    assertThat(network.parameters().get(3).data()).containsOnly(0);
  }

  @Test
  void shouldGiveZeroAtFirstWhenOutputBeginsAtZero() {
    Network network = Network.initialise(STACKED, 2, true);

    assertThat(network.predict(randomFloats(6), 1, 2)).containsOnly(0);
  }

  @Test
  void shouldBeSameNetworkWhenMadeFromItsParameters() {
    Network network = Network.initialise(STACKED, 8, false);
    float[] window = randomFloats(5 * 3);

    Network copy = Network.of(STACKED, network.parameters());

    assertThat(copy.predict(window, 1, 5)).containsExactly(network.predict(window, 1, 5));
    network.parameters().get(0).data()[0] = 99; // a copy: the network does not see it
    assertThat(network.predict(window, 1, 5)).containsExactly(copy.predict(window, 1, 5));
  }

  @Test
  void shouldNameTensorWhenParametersDoNotFit() {
    Architecture architecture = Architecture.parse("lstm:2,dense", 3, 1);
    List<Tensor> good = Network.initialise(architecture, 1, false).parameters();

    assertFault(
        architecture,
        good.subList(0, 5),
        "layer 1 'dense:1': tensor 'dense.1.bias' is missing, must be there with shape [1]");
    assertFault(
        architecture,
        with(good, 1, new Tensor("lstm.0.weight_hh", new int[] {2, 8}, new float[16])),
        "layer 0 'lstm:2': tensor 'lstm.0.weight_hh' has shape [2, 8], must be [8, 2]");
    assertFault(
        architecture,
        with(good, 5, new Tensor("dense.1.bias", new int[] {1}, new float[] {Float.NaN})),
        "layer 1 'dense:1': value 0 of tensor 'dense.1.bias' is NaN, must be finite");
    List<Tensor> more = new ArrayList<>(good);
    more.add(new Tensor("dense.2.bias", new int[] {1}, new float[1]));
    assertFault(architecture, more, "architecture 'lstm:2,dense:1' has no tensor [dense.2.bias]");
    assertFault(
        architecture, with(good, 1, good.get(0)), "tensor 'lstm.0.weight_ih' is given twice");
  }

  @Test
  void shouldRefuseForeignWorkspaceAndWrongState() {
    Network network = Network.initialise(STACKED, 1, false);
    Network other = Network.initialise(STACKED, 1, false);

    assertThatThrownBy(
            () -> network.step(new float[3], 0, new float[32], new float[4], other.newWorkspace()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the workspace is another network's");
    assertThatThrownBy(
            () ->
                network.step(new float[3], 0, new float[31], new float[4], network.newWorkspace()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "state has 31 floats: must be 32, h and c of every LSTM in"
                + " 'dense:5:tanh,lstm:9,dropout:0.3,lstm:7,dense:6:relu,dense:4'");
  }

  @Test
  void shouldNameLayerAndSizesWhenArraysDoNotFit() {
    Network network = Network.initialise(STACKED, 1, false);
    Workspace workspace = network.newWorkspace();
    float[] state = new float[32];

    assertThatThrownBy(() -> network.step(new float[4], 2, state, new float[4], workspace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("input has 2 floats from 2 on: must be at least 3 for layer 0 'dense:5:tanh'");
    assertThatThrownBy(() -> network.step(new float[3], 0, state, new float[3], workspace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("output has 3 floats from 0 on: must be at least 4 for layer 5 'dense:4'");
    assertThatThrownBy(() -> network.run(new float[6], 3, state, new float[4], workspace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window has 6 floats from 0 on: must be at least 9 for layer 0 'dense:5:tanh'");
    assertThatThrownBy(
            () -> network.stepBatch(2, new float[6], state, new float[8], network.newWorkspace()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("state has 32 floats: must be 64")
        .hasMessageEndingWith(", for 2 sequences");
    assertThatThrownBy(() -> network.predict(new float[11], 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "windows has 11 floats: must be at least 12 = batch 2 * steps 2 * input size 3"
                + " of layer 0 'dense:5:tanh'");
    assertThatThrownBy(() -> network.predict(new float[12], 2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("steps 0: must be at least 1");
    assertThatThrownBy(() -> network.stepBatch(0, state, state, state, workspace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count 0: must be at least 1");
  }

  @Test
  void shouldNameWindowAndStepOfValueThatIsNotFinite() {
    Network network = Network.initialise(STACKED, 1, false);
    float[] windows = new float[12];
    windows[10] = Float.NaN;

    assertThatThrownBy(() -> network.predictAll(windows, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value 1 of window 1, step 1 is NaN: must be finite");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40})
  void shouldGiveSameBitsWhenSeriesAreSteppedTogether(int count) {
    Network network = Network.initialise(STACKED, 9, false);
    float[] inputs = randomFloats(count * 3);
    float[] states = randomFloats(count * 32);
    float[] outputs = new float[count * 4];
    float[] expectedStates = states.clone();
    float[] expected = new float[count * 4];
    Workspace workspace = network.newWorkspace();
    for (int i = 0; i < count; i++) {
      float[] state = Arrays.copyOfRange(expectedStates, i * 32, i * 32 + 32);
      float[] output = new float[4];
      network.step(inputs, i * 3, state, output, workspace);
      System.arraycopy(state, 0, expectedStates, i * 32, 32);
      System.arraycopy(output, 0, expected, i * 4, 4);
    }

    network.stepBatch(count, inputs, states, outputs, workspace);

    assertThat(outputs).containsExactly(expected);
    assertThat(states).containsExactly(expectedStates);
  }

  @Test
  void shouldReturnOutputsOfAllStepsWhoseLastIsThePrediction() {
    Network network = Network.initialise(STACKED, 9, false);
    float[] windows = randomFloats(70 * 5 * 3); // more windows than are computed side by side
    float[] state = new float[32];
    float[] output = new float[4];

    float[] all = network.predictAll(windows, 70, 5);

    Workspace workspace = network.newWorkspace();
    for (int t = 0; t < 5; t++) {
      network.step(windows, (69 * 5 + t) * 3, state, output, workspace);
      int at = (69 * 5 + t) * 4;
      assertThat(Arrays.copyOfRange(all, at, at + 4)).containsExactly(output);
    }
    assertThat(network.predict(windows, 70, 5)).endsWith(output);
  }

  private static void assertFault(Architecture architecture, List<Tensor> given, String message) {
    assertThatThrownBy(() -> Network.of(architecture, given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static List<Tensor> with(List<Tensor> tensors, int index, Tensor tensor) {
    List<Tensor> changed = new ArrayList<>(tensors);
    changed.set(index, tensor);
    return changed;
  }

  private static float[] randomFloats(int n) {
    Random random = new Random(n);
    float[] values = new float[n];
    for (int j = 0; j < n; j++) {
      values[j] = (float) random.nextGaussian();
    }
    return values;
  }
}
