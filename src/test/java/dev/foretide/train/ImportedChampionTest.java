package dev.foretide.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.model.Provenance;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import dev.foretide.nn.Workers;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Segment;
import dev.foretide.train.gate.Holdout;
import dev.foretide.train.gate.Judgement;
import dev.foretide.train.history.GroupLearner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trainings beside a champion whose network came from elsewhere, in units of its own. */
class ImportedChampionTest {
  private static final int HORIZON = 2;
  private static final NetworkEncoding UNITS =
      new NetworkEncoding.Fixed(List.of(20.0), List.of(5.0));

  /** Mirrors a value at 20, forth and back: the law of the history but for its noise. */
  private static Model champion(ModelShape shape) {
    Network network =
        Network.of(
            Architecture.parse("dense", 1, HORIZON),
            List.of(
                new Tensor("dense.0.weight", new int[] {HORIZON, 1}, new float[] {-1, 1}),
                new Tensor("dense.0.bias", new int[] {HORIZON}, new float[HORIZON])));
    ExpertTable unknown = new ExpertTable(HORIZON);
    float[] scale = {1, 1};
    return new Model(
        "default", 1, 1, shape, null, Map.of(), network, UNITS, scale, unknown, Provenance.NONE);
  }

  private static List<Segment> alternating() {
    Random random = new Random(1);
    float[] values = new float[400];
    for (int i = 0; i < values.length; i++) {
      float amplitude = i % 2 == 0 ? 3 + 2 * random.nextFloat() : 0;
      values[i] = i % 2 == 0 ? 20 + amplitude : 40 - values[i - 1]; // only odd steps follow a law
    }
    return Histories.segments("a", 0, values);
  }

  private static TrainingReport train(ModelShape shape, TrainingKind kind) {
    TrainingSettings settings = Histories.settings(shape, "lstm:4,dense", 2);
    GroupLearner learner = new GroupLearner(shape, settings.grid());
    TrainingJob job =
        new TrainingJob(
            "default", kind, 2, alternating(), TrainingJob.NO_REGIME, champion(shape), learner);
    return new ModelTraining(settings, job, Workers.SERIAL, () -> false).call();
  }

  @ParameterizedTest
  @EnumSource
  void shouldJudgeTheChampionInItsOwnUnits(Evaluation evaluation) {
    ModelShape shape = Models.shape(6, HORIZON, evaluation);
    GroupLearner learner = Histories.learner(shape, GapFill.HOLD, alternating());
    Grid grid = Histories.grid(GapFill.HOLD, 3);

    Judgement judged =
        new Holdout(learner.stretches(), shape, grid, 320, 400).judge(champion(shape));

    ExpertTable errors = judged.errors();

    // Lead 1 is certain from even steps, and from odd ones as far off as two draws lie apart.
    assertThat(errors.relative(Expert.LSTM)).isLessThan(0.6);
    assertThat(errors.get(1, Expert.LSTM)).isLessThan(errors.get(1, Expert.NAIVE) / 50);
    assertThat(judged.trust()).as("it corrects no head").containsOnly(1);
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeginAfreshInsteadOfFromForeignWeights(Evaluation evaluation) {
    TrainingReport report = train(Models.shape(6, HORIZON, evaluation), TrainingKind.FULL);

    Model challenger = Objects.requireNonNull(report.challenger(), report.reason());
    assertThat(report.reason()).contains("champion 0.");
    assertThat(challenger.encoding()).isEqualTo(NetworkEncoding.Relative.ON_HEAD);
    assertThat(challenger.networkVersion()).isEqualTo(2);
    assertThat(challenger.network().architecture().toString()).isEqualTo("lstm:4,dense:2");
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepTheForeignNetworkBesideANewHead(Evaluation evaluation) {
    TrainingReport report = train(Models.shape(6, HORIZON, evaluation), TrainingKind.LINEAR);

    Model challenger = Objects.requireNonNull(report.challenger(), report.reason());
    assertThat(challenger.heads()).isNotNull();
    assertThat(challenger.encoding()).isEqualTo(UNITS);
    assertThat(challenger.networkVersion()).isEqualTo(1);
    assertThat(challenger.expertErrors().get(1, Expert.LSTM)).as("as unknown as it was").isNaN();
  }
}
