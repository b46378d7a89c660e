package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitTest {
  private static final Network SMALL = network("lstm:8,dropout:0.1,dense", 1, 1);

  @Test
  void shouldLearnSineWave() {
    Network start = network("lstm:16,dense", 1, 1);

    FitReport report = fit(settings(40, 0.01, 8), start, sine(64, 24), null);

    assertThat(report.reason()).isEqualTo(FitReport.Reason.COMPLETED);
    assertThat(report.epochs()).hasSize(40);
    double last = report.epochs().get(39).trainingLoss();
    assertThat(last).isLessThan(0.1 * report.epochs().get(0).trainingLoss());
    assertThat(loss(report.network(), sine(64, 24), 8)).isLessThan(0.02);
  }

  /**
   * The target at the last step is the exclusive or of the first two inputs: nothing else helps.
   */
  @Test
  void shouldRememberExclusiveOrOfFirstInputs() {
    int steps = 7;
    int count = 64;
    float[] inputs = new float[count * steps];
    float[] targets = new float[count * steps];
    Arrays.fill(targets, Float.NaN);
    Random random = new Random(1);
    for (int s = 0; s < count; s++) {
      for (int t = 0; t < steps; t++) {
        inputs[s * steps + t] = random.nextBoolean() ? 1 : -1;
      }
      targets[s * steps + steps - 1] = inputs[s * steps] * inputs[s * steps + 1] > 0 ? 0 : 1;
    }
    Sequences data = new Sequences(new Sequences.Shape(count, steps, 1, 1), inputs, targets);

    Network network =
        fit(settings(150, 0.02, 0), network("lstm:12,dense:1:sigmoid", 1, 1), data, null).network();

    float[] predicted = network.predict(inputs, count, steps);
    for (int s = 0; s < count; s++) {
      assertThat(predicted[s]).isCloseTo(targets[s * steps + steps - 1], within(0.3f));
    }
  }

  @Test
  void shouldGiveSameWeightsWhenSeedIsSame() {
    FitSettings settings = settings(3, 0.01, 4);
    Network first = fit(settings, SMALL, sine(20, 12), null).network();
    Network second = fit(settings, SMALL, sine(20, 12), null).network();
    FitSettings reseeded = new FitSettings(3, 16, 0.01, 0.01, 1, 4, true, 99, 0);
    Network other = fit(reseeded, SMALL, sine(20, 12), null).network();

    for (int i = 0; i < first.parameters().size(); i++) {
      float[] weights = first.parameters().get(i).data();
      assertThat(second.parameters().get(i).data()).containsExactly(weights);
      assertThat(other.parameters().get(i).data()).isNotEqualTo(weights);
    }
  }

  @Test
  void shouldReportEpochStepAndRateWhenTrainingDiverges() {
    Fit fit =
        new Fit(
            new FitSettings(5, 8, 1e38, 0, 0, 0, false, 1, 0),
            Loss.MSE,
            network("lstm:8,dense", 1, 1),
            sine(20, 12),
            null);

    DivergedException diverged =
        catchThrowableOfType(DivergedException.class, () -> fit.run(() -> false, report -> {}));

    assertThat(diverged.learningRate()).isEqualTo(1e38);
    assertThat(diverged.epoch()).isEqualTo(1);
    assertThat(diverged.step()).isBetween(1L, 3L);
    assertThat(diverged)
        .hasMessageStartingWith(
            "training diverged in epoch 1, step "
                + diverged.step()
                + ", at learning rate 1.0E38: ");
  }

  @Test
  void shouldStopBeforeNextBatchWhenAsked() {
    int[] asked = {0};
    Fit fit = new Fit(settings(50, 0.01, 0), Loss.MSE, SMALL, sine(64, 12), null); // 4 batches

    FitReport report = fit.run(() -> ++asked[0] > 10, epoch -> {});

    assertThat(report.reason()).isEqualTo(FitReport.Reason.STOPPED);
    assertThat(report.epochs()).hasSize(2);
    assertThat(asked[0]).isEqualTo(11);
  }

  @Test
  void shouldKeepBestWeightsWhenValidationStopsImproving() {
    Sequences validation = noise(16, 12, 5);
    FitSettings settings = new FitSettings(200, 16, 0.03, 0, 0, 0, false, 1, 4);

    FitReport report = fit(settings, SMALL, noise(16, 12, 6), validation);

    assertThat(report.reason()).isEqualTo(FitReport.Reason.NO_IMPROVEMENT);
    double best =
        report.epochs().stream().mapToDouble(EpochReport::validationLoss).min().orElseThrow();
    int bestEpoch =
        report.epochs().stream()
            .filter(epoch -> epoch.validationLoss() == best)
            .findFirst()
            .orElseThrow()
            .epoch();
    assertThat(report.epochs()).hasSize(bestEpoch + 4);
    assertThat(loss(report.network(), validation, 0)).isCloseTo(best, within(1e-9));
  }

  @Test
  void shouldTellListenerOfEveryEpochWithFallingRate() {
    List<EpochReport> told = new ArrayList<>();
    Fit fit = new Fit(settings(4, 0.01, 0), Loss.HUBER, SMALL, sine(20, 12), sine(5, 12));

    FitReport report = fit.run(() -> false, told::add);

    assertThat(told).isEqualTo(report.epochs());
    assertThat(told).extracting(EpochReport::epoch).containsExactly(1, 2, 3, 4);
    assertThat(told)
        .extracting(EpochReport::learningRate)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(told).allSatisfy(epoch -> assertThat(epoch.validationLoss()).isPositive());
  }

  @Test
  void shouldRefuseDataThatDoesNotFit() {
    assertThatThrownBy(() -> fit(settings(1, 0.1, 12), SMALL, sine(4, 12), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("training data, sequences [4, 12, 1, 1]: no target after warmUpSteps 12");
    assertThatThrownBy(
            () -> fit(settings(1, 0.1, 0), network("lstm:2,dense", 3, 1), sine(4, 12), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sizes must be input 3, output 1 of architecture 'lstm:2,dense:1'");
    FitSettings patient = new FitSettings(1, 1, 0.1, 0, 0, 0, false, 1, 5);
    assertThatThrownBy(() -> fit(patient, SMALL, sine(4, 12), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("patience 5: needs validation data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|1|0.1|0|0|0|0| epochs 0: must be at least 1",
        "1|0|0.1|0|0|0|0| batchSize 0: must be at least 1",
        "1|1|0|0|0|0|0| learningRate 0.0: must be finite and above 0",
        "1|1|NaN|0|0|0|0| learningRate NaN: must be finite and above 0",
        "1|1|0.1|1|0|0|0| weightDecay 1.0: must be in [0, 1)",
        "1|1|0.1|0|-1|0|0| clipNorm -1.0: must be finite and at least 0",
        "1|1|0.1|0|0|-1|0| warmUpSteps -1: must be at least 0",
        "1|1|0.1|0|0|0|-2| patience -2: must be at least 0"
      })
  void shouldNameFieldValueAndRuleWhenSettingIsWrong(
      int epochs,
      int batch,
      double rate,
      double decay,
      double clip,
      int warm,
      int patience,
      String message) {
    assertThatThrownBy(
            () -> new FitSettings(epochs, batch, rate, decay, clip, warm, false, 1, patience))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static FitReport fit(
      FitSettings settings, Network start, Sequences data, @Nullable Sequences validation) {
    return new Fit(settings, Loss.MSE, start, data, validation).run(() -> false, report -> {});
  }

  private static FitSettings settings(int epochs, double learningRate, int warmUpSteps) {
    return new FitSettings(epochs, 16, learningRate, 0, 1, warmUpSteps, true, 1, 0);
  }

  private static Network network(String text, int inputs, int outputs) {
    return Network.initialise(Architecture.parse(text, inputs, outputs), 3, false);
  }

  private static double loss(Network network, Sequences data, int warmUpSteps) {
    int[] all = IntStream.range(0, data.count()).toArray();
    return new BackPropagation(network, Loss.MSE, warmUpSteps, 1, Workers.SERIAL)
        .evaluate(data, all, 0, all.length)
        .mean();
  }

  /** Waves of unknown phase; the target is the value three steps on. */
  private static Sequences sine(int count, int steps) {
    float[] inputs = new float[count * steps];
    float[] targets = new float[count * steps];
    Random random = new Random(2);
    for (int s = 0; s < count; s++) {
      double phase = 2 * Math.PI * random.nextDouble();
      for (int t = 0; t < steps; t++) {
        inputs[s * steps + t] = (float) Math.sin(phase + 0.4 * t);
        targets[s * steps + t] = (float) Math.sin(phase + 0.4 * (t + 3));
      }
    }
    return new Sequences(new Sequences.Shape(count, steps, 1, 1), inputs, targets);
  }

  /** Nothing to learn: the better it fits, the worse it is elsewhere. */
  private static Sequences noise(int count, int steps, long seed) {
    float[] inputs = new float[count * steps];
    float[] targets = new float[count * steps];
    Random random = new Random(seed);
    for (int j = 0; j < inputs.length; j++) {
      inputs[j] = (float) random.nextGaussian();
      targets[j] = (float) random.nextGaussian();
    }
    return new Sequences(new Sequences.Shape(count, steps, 1, 1), inputs, targets);
  }
}
