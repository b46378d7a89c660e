package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackPropagationTest {
  private static final int STEPS = 5;
  private static final int BATCH = 6;
  private static final int INPUTS = 3;
  private static final int OUTPUTS = 2;
  private static final long SEED = 11;
  private static final float EPSILON = 1e-2f;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dense",
        "dense:5:tanh,dense",
        "dense:5:sigmoid,dense",
        "dense:4,dense:2:softmax",
        "dense:9:relu,dense",
        "dense:4,activation:tanh,dense",
        "dense:7:tanh,dropout:0.4,dense",
        "lstm:2",
        "lstm:4,dense",
        "lstm:4,lstm:3,dense",
        "lstm:5,dropout:0.3,lstm:4,dropout:0.3,dense",
        "dense:4:tanh,lstm:4,dense:3:tanh,dense"
      })
  void shouldMatchFiniteDifferencesForEveryKindOfLayer(String text) {
    // relu has a kink: a smaller step crosses fewer of them, at the cost of more rounding error
    boolean kinked = text.contains("relu");
    checkGradients(network(text), Loss.MSE, everyStep(), kinked ? 1e-3f : EPSILON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mse", "mae", "huber", "pinball:0.8"})
  void shouldMatchFiniteDifferencesForEveryLoss(String loss) {
    checkGradients(network("lstm:4,lstm:3,dense"), Loss.of(loss), everyStep(), EPSILON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mse", "mae", "huber", "pinball:0.8"})
  void shouldMatchFiniteDifferencesWhenOnlyLastStepHasTargets(String loss) {
    checkGradients(
        network("lstm:4,lstm:3,dense:3:tanh,dense"), Loss.of(loss), lastStepOnly(), EPSILON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm:2", "dense", "lstm:3,dropout:0.3,lstm:2"})
  void shouldMatchFiniteDifferencesWhenHeadIsMissingOrAll(String text) {
    checkGradients(network(text), Loss.MSE, lastStepOnly(), EPSILON);
  }

  @Test
  void shouldFailFiniteDifferencesWhenGradientIsWrong() {
    Network network = network("lstm:4,dense");
    Sequences data = everyStep();
    List<float[]> gradients = gradients(network, Loss.MSE, data);
    gradients.get(1)[7] *= 1.05f;
    gradients.get(1)[7] += 1e-3f;

    assertThatThrownBy(() -> compare(network, Loss.MSE, data, gradients, EPSILON))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("lstm.0.weight_hh");
  }

  @Test
  void shouldGiveSameOutputsAsSteppedNetwork() {
    Network network = network("dense:4:tanh,lstm:9,dropout:0.5,lstm:5,dense:3:relu,dense");
    float[] inputs = randomFloats(BATCH * STEPS * INPUTS, 1);
    float[] targets = new float[BATCH * STEPS * OUTPUTS];
    Workspace workspace = network.newWorkspace();
    float[] output = new float[OUTPUTS];
    for (int b = 0; b < BATCH; b++) {
      float[] state = new float[network.stateSize()];
      for (int t = 0; t < STEPS; t++) {
        network.step(inputs, (b * STEPS + t) * INPUTS, state, output, workspace);
        System.arraycopy(output, 0, targets, (b * STEPS + t) * OUTPUTS, OUTPUTS);
      }
    }

    BatchLoss loss =
        new BackPropagation(network, Loss.MAE, 0, SEED, Workers.SERIAL)
            .evaluate(sequences(inputs, targets), all(), 0, BATCH);

    assertThat(loss.mean()).isLessThan(1e-6);
    assertThat(loss.count()).isEqualTo(targets.length);
  }

  @Test
  void shouldEqualMeanOfSinglesWhenBatched() {
    Network network = network("lstm:5,lstm:4,dense");
    BackPropagation batched = new BackPropagation(network, Loss.MSE, 0, SEED, Workers.SERIAL);
    BackPropagation single = new BackPropagation(network, Loss.MSE, 0, SEED, Workers.SERIAL);
    Sequences data = sequences(randomFloats(BATCH * STEPS * INPUTS, 1), unmasked());

    double whole = batched.accumulate(data, all(), 0, BATCH).mean();
    double sum = 0;
    for (int b = 0; b < BATCH; b++) {
      sum += single.accumulate(data, all(), b, b + 1).mean();
    }

    assertThat(whole).isCloseTo(sum / BATCH, within(1e-6));
    for (int i = 0; i < batched.gradients().size(); i++) {
      float[] mean = single.gradients().get(i).clone();
      for (int j = 0; j < mean.length; j++) {
        mean[j] /= BATCH;
      }
      assertThat(batched.gradients().get(i)).containsExactly(mean, within(1e-5f));
    }
  }

  @Test
  void shouldGiveSameGradientWhenSmallBatchFollowsLarge() {
    Network network = network("lstm:5,lstm:4,dense");
    BackPropagation used = new BackPropagation(network, Loss.MSE, 0, SEED, Workers.SERIAL);
    BackPropagation fresh = new BackPropagation(network, Loss.MSE, 0, SEED, Workers.SERIAL);
    Sequences data = everyStep();
    used.accumulate(data, all(), 0, BATCH);

    used.zeroGradients();
    used.accumulate(data, all(), 2, 4);
    fresh.accumulate(data, all(), 2, 4);

    for (int i = 0; i < used.gradients().size(); i++) {
      assertThat(used.gradients().get(i)).containsExactly(fresh.gradients().get(i));
    }
  }

  @Test
  void shouldIgnoreSequenceWhenAllItsTargetsAreMasked() {
    Network network = network("lstm:5,dense");
    float[] inputs = randomFloats(BATCH * STEPS * INPUTS, 1);
    float[] targets = randomFloats(BATCH * STEPS * OUTPUTS, 2);
    Arrays.fill(targets, (BATCH - 1) * STEPS * OUTPUTS, targets.length, Float.NaN);
    Sequences data = sequences(inputs, targets);
    BackPropagation with = new BackPropagation(network, Loss.MSE, 0, SEED, Workers.SERIAL);
    BackPropagation without = new BackPropagation(network, Loss.MSE, 0, SEED, Workers.SERIAL);

    BatchLoss masked = with.accumulate(data, all(), 0, BATCH);
    BatchLoss shorter = without.accumulate(data, all(), 0, BATCH - 1);

    assertThat(masked.count()).isEqualTo(shorter.count());
    assertThat(masked.sum()).isCloseTo(shorter.sum(), within(1e-5));
    for (int i = 0; i < with.gradients().size(); i++) {
      assertThat(with.gradients().get(i))
          .containsExactly(without.gradients().get(i), within(1e-6f));
    }
  }

  @Test
  void shouldEqualMaskedTargetsWhenStepsWarmUp() {
    Network network = network("lstm:5,dense");
    float[] inputs = randomFloats(BATCH * STEPS * INPUTS, 1);
    float[] targets = randomFloats(BATCH * STEPS * OUTPUTS, 2);
    float[] masked = targets.clone();
    for (int b = 0; b < BATCH; b++) {
      Arrays.fill(masked, b * STEPS * OUTPUTS, (b * STEPS + 2) * OUTPUTS, Float.NaN);
    }
    BackPropagation warm = new BackPropagation(network, Loss.MSE, 2, SEED, Workers.SERIAL);
    BackPropagation bare = new BackPropagation(network, Loss.MSE, 0, SEED, Workers.SERIAL);

    BatchLoss warmLoss = warm.accumulate(sequences(inputs, targets), all(), 0, BATCH);
    BatchLoss maskedLoss = bare.accumulate(sequences(inputs, masked), all(), 0, BATCH);

    assertThat(warmLoss).isEqualTo(maskedLoss);
    for (int i = 0; i < warm.gradients().size(); i++) {
      assertThat(warm.gradients().get(i)).containsExactly(bare.gradients().get(i));
    }
  }

  @Test
  void shouldLeaveGradientsAloneWhenNoTargetIsPresent() {
    BackPropagation training =
        new BackPropagation(network("lstm:5,dense"), Loss.MSE, 0, SEED, Workers.SERIAL);
    float[] targets = new float[BATCH * STEPS * OUTPUTS];
    Arrays.fill(targets, Float.NaN);
    Sequences data = sequences(randomFloats(BATCH * STEPS * INPUTS, 1), targets);

    BatchLoss loss = training.accumulate(data, all(), 0, BATCH);

    assertThat(loss).isEqualTo(BatchLoss.NONE);
    assertThat(training.gradients()).allSatisfy(gradient -> assertThat(gradient).containsOnly(0));
  }

  private static void checkGradients(Network network, Loss loss, Sequences data, float epsilon) {
    List<float[]> gradients = gradients(network, loss, data);
    compare(network, loss, data, gradients, epsilon);
  }

  private static List<float[]> gradients(Network network, Loss loss, Sequences data) {
    BackPropagation training = new BackPropagation(network, loss, 0, SEED, Workers.SERIAL);
    training.accumulate(data, all(), 0, BATCH);
    return training.gradients();
  }

  /** Central differences: 1 % of the larger one, or what rounding leaves of a loss near 1. */
  private static void compare(
      Network network, Loss loss, Sequences data, List<float[]> gradients, float epsilon) {
    float rounding = 3e-7f / epsilon;
    int large = 0;
    int entries = 0;
    for (int i = 0; i < gradients.size(); i++) {
      String name = network.parameters().get(i).name();
      float[] gradient = gradients.get(i);
      for (int j = 0; j < gradient.length; j++) {
        double up = lossAt(network, loss, data, new int[] {i, j}, epsilon);
        double down = lossAt(network, loss, data, new int[] {i, j}, -epsilon);
        double numeric = (up - down) / (2 * epsilon);
        double size = Math.max(Math.abs(numeric), Math.abs(gradient[j]));
        assertThat((double) gradient[j])
            .as(name + " " + j)
            .isCloseTo(numeric, within(0.01 * size + rounding));
        entries++;
        large += size > 10 * rounding ? 1 : 0;
      }
    }
    assertThat(large).as("entries that are large enough to tell").isGreaterThan(entries / 2);
  }

  /** The training loss with one entry moved; the same seed draws the same dropout mask. */
  private static double lossAt(
      Network network, Loss loss, Sequences data, int[] entry, float change) {
    BackPropagation training = new BackPropagation(network, loss, 0, SEED, Workers.SERIAL);
    training.parameters().get(entry[0]).data()[entry[1]] += change;
    return training.accumulate(data, all(), 0, BATCH).mean();
  }

  /** Biases away from zero, so that every gradient has something to be wrong about. */
  private static Network network(String text) {
    Network start = Network.initialise(Architecture.parse(text, INPUTS, OUTPUTS), 3, false);
    List<Tensor> tensors = new ArrayList<>(start.parameters());
    Random random = new Random(9);
    for (Tensor tensor : tensors) {
      for (int j = 0; j < tensor.data().length && !tensor.isMatrix(); j++) {
        tensor.data()[j] += (float) (0.3 * random.nextGaussian());
      }
    }
    return Network.of(start.architecture(), tensors);
  }

  /** Errors on both sides of Huber's bend, mostly of one sign: else their gradients cancel. */
  private static Sequences everyStep() {
    float[] targets = unmasked();
    for (int j = 3; j < targets.length; j += 7) {
      targets[j] = Float.NaN;
    }
    return sequences(randomFloats(BATCH * STEPS * INPUTS, 1), targets);
  }

  private static float[] unmasked() {
    float[] targets = randomFloats(BATCH * STEPS * OUTPUTS, 2);
    for (int j = 0; j < targets.length; j++) {
      targets[j] = 0.9f + Math.abs(targets[j]);
    }
    return targets;
  }

  private static Sequences lastStepOnly() {
    float[] targets = unmasked();
    for (int j = 0; j < targets.length; j++) {
      boolean last = j / OUTPUTS % STEPS == STEPS - 1;
      targets[j] = last ? targets[j] : Float.NaN;
    }
    return sequences(randomFloats(BATCH * STEPS * INPUTS, 1), targets);
  }

  private static Sequences sequences(float[] inputs, float[] targets) {
    return new Sequences(new Sequences.Shape(BATCH, STEPS, INPUTS, OUTPUTS), inputs, targets);
  }

  private static int[] all() {
    return IntStream.range(0, BATCH).toArray();
  }

  private static float[] randomFloats(int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int j = 0; j < n; j++) {
      values[j] = (float) random.nextGaussian();
    }
    return values;
  }
}
