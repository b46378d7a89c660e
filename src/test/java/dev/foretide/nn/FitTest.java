package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    FitSettings reseeded =
        FitSettings.of(3, 16)
            .learningRate(0.01)
            .clipNorm(1)
            .warmUpSteps(4)
            .cosineSchedule(true)
            .seed(99)
            .build();
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
            FitSettings.of(5, 8).learningRate(1e38).build(),
            network("lstm:8,dense", 1, 1),
            sine(20, 12));

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
    Fit fit = new Fit(settings(50, 0.01, 0), SMALL, sine(64, 12)); // 4 batches

    FitReport report = fit.run(() -> ++asked[0] > 10, epoch -> {});

    assertThat(report.reason()).isEqualTo(FitReport.Reason.STOPPED);
    assertThat(report.epochs()).hasSize(2);
    assertThat(asked[0]).isEqualTo(11);
  }

  @Test
  void shouldKeepBestWeightsWhenValidationStopsImproving() {
    Sequences validation = noise(16, 12, 5);
    FitSettings settings = FitSettings.of(200, 16).learningRate(0.03).patience(4).build();

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
    Fit fit = new Fit(settings(4, 0.01, 0), SMALL, sine(20, 12), sine(5, 12), Workers.SERIAL);

    FitReport report = fit.run(() -> false, told::add);

    assertThat(told).isEqualTo(report.epochs());
    assertThat(told).extracting(EpochReport::epoch).containsExactly(1, 2, 3, 4);
    assertThat(told)
        .extracting(EpochReport::learningRate)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(told).allSatisfy(epoch -> assertThat(epoch.validationLoss()).isPositive());
  }

  @Test
  void shouldSplitLastSequencesOffAsGiven() {
    Sequences data = sine(20, 12);
    FitSettings settings = FitSettings.of(3, 4).validationSplit(0.25).build();

    FitReport split = fit(settings, SMALL, data, null);

    FitReport given =
        fit(FitSettings.of(3, 4).build(), SMALL, data.slice(0, 15), data.slice(15, 20));
    assertThat(split.epochs()).isEqualTo(given.epochs());
    assertThat(split.epochs().get(0).training().count()).isEqualTo(15 * 12);
    assertThat(split.epochs().get(0).validation().count()).isEqualTo(5 * 12);
  }

  @Test
  void shouldTakeBatchesAsGivenWhenNotShuffled() {
    Sequences data = sine(6, 12);
    Network start = network("lstm:8,dense", 1, 1);
    BackPropagation byHand = new BackPropagation(start, Loss.MSE, 0, 0, Workers.SERIAL);
    Adam adam = new Adam(byHand.parameters(), 0);
    int[] order = {0, 1, 2, 3, 4, 5};
    for (int from = 0; from < 6; from += 2) {
      byHand.zeroGradients();
      byHand.accumulate(data, order, from, from + 2);
      adam.step(byHand.gradients(), 0.01);
    }

    Network fitted =
        fit(FitSettings.of(1, 2).learningRate(0.01).shuffle(false).build(), start, data, null)
            .network();

    assertThat(weights(fitted)).containsExactly(weights(byHand.network()));
  }

  /** Errors of a network that always gives 0 are the targets themselves. */
  @Test
  void shouldReportErrorsBesideLoss() {
    float[] targets = {2, 0, Float.NaN, -4};
    Sequences data = new Sequences(new Sequences.Shape(1, 4, 1, 1), new float[4], targets);
    Network zero =
        Network.initialise(Architecture.parse("dense", 1, 1), 1, true); // zero weights and bias

    EpochReport epoch = fit(FitSettings.of(1, 1).build(), zero, data, data).epochs().get(0);

    assertThat(epoch.training().count()).isEqualTo(3);
    assertThat(epoch.training().mean()).isCloseTo(20 / 3.0, within(1e-6));
    assertThat(epoch.training().mae()).isCloseTo(2, within(1e-6));
    assertThat(epoch.training().mape()).as("without the target 0").isCloseTo(1, within(1e-6));
    assertThat(epoch)
        .hasToString(
            "epoch 1: loss 6.667, mae 2.000, mape 100.00 %; validation loss 6.665, mae 2.000, mape"
                + " 100.01 %");
  }

  @Test
  void shouldHaveNoValidationFiguresWithoutValidationData() {
    EpochReport epoch = fit(FitSettings.of(1, 4).build(), SMALL, sine(4, 12), null).epochs().get(0);

    assertThat(epoch.validationLoss()).isNaN();
    assertThat(epoch.validation().mae()).isNaN();
    assertThat(epoch.toString()).startsWith("epoch 1: loss ").doesNotContain("validation");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void shouldGiveSameBitsWhateverTheNumberOfWorkers(int threads) {
    FitSettings settings = FitSettings.of(2, 100).learningRate(0.01).validationSplit(0.25).build();
    Network start = network("lstm:5,dropout:0.3,lstm:4,dropout:0.2,dense", 1, 1);
    Sequences data = sine(180, 12);
    ThreadedWorkers workers = new ThreadedWorkers(threads);

    FitReport report = new Fit(settings, start, data, null, workers).run();

    FitReport serial = fit(settings, start, data, null);
    assertThat(weights(report.network())).containsExactly(weights(serial.network()));
    assertThat(report.epochs()).isEqualTo(serial.epochs());
    assertThat(workers.most).hasValue(Math.min(threads, 6)); // 100 sequences: 5 times 18, and 10
  }

  /** A thread for each task. */
  private static final class ThreadedWorkers implements Workers {
    private final int parallelism;
    private final AtomicInteger most = new AtomicInteger();

    ThreadedWorkers(int parallelism) {
      this.parallelism = parallelism;
    }

    @Override
    public int parallelism() {
      return parallelism;
    }

    @Override
    public void run(List<? extends Runnable> tasks) {
      most.accumulateAndGet(tasks.size(), Math::max);
      List<Thread> threads = tasks.stream().map(Thread::new).toList();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @Test
  void shouldRefuseDataThatDoesNotFit() {
    assertThatThrownBy(() -> fit(settings(1, 0.1, 12), SMALL, sine(4, 12), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("training data, sequences [4, 12, 1, 1]: no target after warmUpSteps 12");
    assertThatThrownBy(
            () -> fit(settings(1, 0.1, 0), network("lstm:2,dense", 3, 1), sine(4, 12), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "training data, sequences [4, 12, 1, 1]: 1 values per step, must be 3, the input size"
                + " of layer 0 'lstm:2'");
    assertThatThrownBy(() -> fit(settings(1, 0.1, 0), SMALL, sine(4, 12), wide()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "validation data, sequences [1, 12, 1, 2]: 2 values per target, must be 1, the output"
                + " size of layer 2 'dense:1'");
    FitSettings patient = FitSettings.of(1, 1).patience(5).build();
    assertThatThrownBy(() -> fit(patient, SMALL, sine(4, 12), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("patience 5: needs validation data or a validationSplit");
    FitSettings split = FitSettings.of(1, 1).validationSplit(0.8).build();
    assertThatThrownBy(() -> fit(split, SMALL, sine(4, 12), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "validationSplit 0.8 of sequences [4, 12, 1, 1]: must leave a sequence on each side");
    assertThatThrownBy(() -> fit(split, SMALL, sine(4, 12), sine(4, 12)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("validationSplit 0.8: there is validation data already");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|1|0.1|0|0|0|0|0| epochs 0: must be at least 1",
        "1|0|0.1|0|0|0|0|0| batchSize 0: must be at least 1",
        "1|1|0|0|0|0|0|0| learningRate 0.0: must be finite and above 0",
        "1|1|NaN|0|0|0|0|0| learningRate NaN: must be finite and above 0",
        "1|1|0.1|1|0|0|0|0| weightDecay 1.0: must be in [0, 1)",
        "1|1|0.1|0|-1|0|0|0| clipNorm -1.0: must be finite and at least 0",
        "1|1|0.1|0|0|-1|0|0| warmUpSteps -1: must be at least 0",
        "1|1|0.1|0|0|0|1|0| validationSplit 1.0: must be in [0, 1)",
        "1|1|0.1|0|0|0|NaN|0| validationSplit NaN: must be in [0, 1)",
        "1|1|0.1|0|0|0|0|-2| patience -2: must be at least 0"
      })
  void shouldNameFieldValueAndRuleWhenSettingIsWrong(
      int epochs,
      int batch,
      double rate,
      double decay,
      double clip,
      int warm,
      double split,
      int patience,
      String message) {
    FitSettings.Builder settings =
        FitSettings.of(epochs, batch)
            .learningRate(rate)
            .weightDecay(decay)
            .clipNorm(clip)
            .warmUpSteps(warm)
            .validationSplit(split)
            .patience(patience);

    assertThatThrownBy(settings::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static FitReport fit(
      FitSettings settings, Network start, Sequences data, @Nullable Sequences validation) {
    return new Fit(settings, start, data, validation, Workers.SERIAL).run();
  }

  private static FitSettings settings(int epochs, double learningRate, int warmUpSteps) {
    return FitSettings.of(epochs, 16)
        .learningRate(learningRate)
        .clipNorm(1)
        .warmUpSteps(warmUpSteps)
        .cosineSchedule(true)
        .seed(1)
        .build();
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

  private static float[] weights(Network network) {
    float[] all = new float[0];
    for (Tensor parameter : network.parameters()) {
      float[] next = Arrays.copyOf(all, all.length + parameter.data().length);
      System.arraycopy(parameter.data(), 0, next, all.length, parameter.data().length);
      all = next;
    }
    return all;
  }

  private static Sequences wide() {
    return new Sequences(new Sequences.Shape(1, 12, 1, 2), new float[12], new float[24]);
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
