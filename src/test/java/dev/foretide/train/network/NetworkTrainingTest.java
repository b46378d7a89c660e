package dev.foretide.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.nn.FitReport;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import dev.foretide.nn.Workers;
import dev.foretide.series.GapFill;
import dev.foretide.series.Segment;
import dev.foretide.train.Histories;
import dev.foretide.train.TrainingSettings;
import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.history.HistoryStretch;
import dev.foretide.train.history.Regime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a network is trained on: what the head left over before the holdout. */
class NetworkTrainingTest {
  private static final int BOUNDARY = 240;

  /** Everything that training is given is the same whatever the holdout holds. */
  @ParameterizedTest
  @EnumSource
  void shouldTrainOnNothingThatIsKnownOnlyInHoldout(Evaluation evaluation) {
    ModelShape shape = Models.shape(6, 3, evaluation);
    float[] values = Histories.momentum(0.6, 300, 1);
    float[] changed = values.clone();
    for (int i = BOUNDARY; i < changed.length; i++) {
      changed[i] = 1e6f * i;
    }
    NetworkTraining truth = training(shape, Histories.segments("a", 0, values));
    NetworkTraining other = training(shape, Histories.segments("a", 0, changed));

    float[] scale = truth.residualScale();

    assertThat(other.residualScale()).isEqualTo(scale);
    assertThat(weights(train(other, scale, null))).isEqualTo(weights(train(truth, scale, null)));
  }

  /** Origins with a label at the boundary or behind it take no part, filled ones neither. */
  @Test
  void shouldScaleResidualsToTheirRootMeanSquare() {
    ModelShape shape = Models.shape(6, 3, Evaluation.STATEFUL);
    float[] values = Histories.momentum(0.6, 300, 1);
    values[100] = Float.NaN;
    GroupLearner learner =
        Histories.learner(shape, GapFill.HOLD, Histories.segments("a", 0, values));

    float[] scale = training(shape, learner).residualScale();

    HistoryStretch stretch = learner.stretches().get(0);
    for (int lead = 1; lead <= 3; lead++) {
      double sum = 0;
      int count = 0;
      for (int at = 0; at + 3 < BOUNDARY; at++) {
        boolean known = at != 100 && at + lead != 100;
        if (known && stretch.hasForecast(at) && stretch.usable(at)) {
          float forecast = stretch.forecasts()[stretch.forecastAt(at) + lead - 1];
          sum += Math.pow(stretch.label(at, lead, false) - forecast, 2);
          count++;
        }
      }
      assertThat(scale[lead - 1]).isCloseTo((float) Math.sqrt(sum / count), within(1e-5f));
    }
  }

  @Test
  void shouldGoOnFromWeightsOfTheSameArchitectureOnly() {
    ModelShape shape = Models.shape(6, 3, Evaluation.STATEFUL);
    NetworkTraining training = training(shape, sine());
    float[] scale = training.residualScale();
    Network same = Models.network(shape, "lstm:4,dense", 9);
    Network larger = Models.network(shape, "lstm:5,dense", 9);

    String fresh = weights(train(training, scale, null));

    assertThat(weights(train(training, scale, same))).isNotEqualTo(fresh);
    assertThat(weights(train(training, scale, larger))).isEqualTo(fresh);
  }

  @Test
  void shouldNotTrainOnTooLittle() {
    ModelShape shape = Models.shape(6, 3, Evaluation.STATEFUL);
    NetworkTraining training =
        training(shape, List.of(new Segment("a", 0, 1, new float[] {1, 2, 3, 4, 5})));

    assertThat(training.train(training.residualScale(), null, () -> false)).isNull();
    assertThat(training.residualScale()).as("nothing is left over").containsOnly(1);
  }

  private static List<Segment> sine() {
    return Histories.sines(300, 0.2).stream()
        .filter(segment -> segment.series().equals("sine-1"))
        .map(part -> new Segment("a", part.firstStep() - 1_000, 1, part.values()))
        .toList();
  }

  private static NetworkTraining training(ModelShape shape, List<Segment> history) {
    return training(shape, Histories.learner(shape, GapFill.HOLD, history));
  }

  private static NetworkTraining training(ModelShape shape, GroupLearner learner) {
    TrainingSettings settings = Histories.settings(shape, "lstm:4,dense", 2);
    return new NetworkTraining(
        learner.stretches(), settings.network(), BOUNDARY, Regime.NONE, Workers.SERIAL);
  }

  private static FitReport train(
      NetworkTraining training, float[] scale, @Nullable Network champion) {
    return Objects.requireNonNull(training.train(scale, champion, () -> false));
  }

  private static String weights(FitReport report) {
    StringBuilder text = new StringBuilder();
    for (Tensor tensor : report.network().parameters()) {
      text.append(tensor.name()).append(Arrays.toString(tensor.data()));
    }
    return text.toString();
  }
}
