package dev.foretide.train.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.forecast.TrainedRange;
import dev.foretide.model.Evaluation;
import dev.foretide.model.LinearHead;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.Provenance;
import dev.foretide.model.Regressors;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.GapFill;
import dev.foretide.train.Histories;
import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.history.HistoryStretch;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HoldoutTest {
  private static final int HORIZON = 2;
  private static final int BOUNDARY = 500;

  /**
   * Corrections that are a multiple of what the head left over: trusted by the inverse, from 0 to
   * 1.
   */
  @ParameterizedTest
  @CsvSource({"1, 1, 0", "2, 0.5, 0", "0.5, 1, 0.25", "-1, 0, 1", "0, 0, 1"})
  void shouldTrustCorrectionAsFarAsItGoesInTheRightDirection(
      double multiple, float trust, double errorOfHeads) {
    HoldoutErrors sums = new HoldoutErrors(HORIZON, 1);
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      for (int lead = 1; lead <= HORIZON; lead++) {
        double left = lead * random.nextGaussian();
        add(sums, lead, left, multiple * left);
      }
    }

    Judgement judged = sums.judgement(true);

    for (int lead = 1; lead <= HORIZON; lead++) {
      assertThat(judged.trust()[lead - 1]).isCloseTo(trust, within(1e-5f));
      double head = error(judged, Expert.LINEAR, lead);
      assertThat(error(judged, Expert.LSTM, lead))
          .isCloseTo(errorOfHeads * head, within(1e-4 * head));
    }
  }

  @Test
  void shouldNotTrustNoiseAndTakeItForItsHead() {
    HoldoutErrors sums = new HoldoutErrors(HORIZON, 1);
    Random random = new Random(2);
    for (int i = 0; i < 4_000; i++) {
      for (int lead = 1; lead <= HORIZON; lead++) {
        add(sums, lead, random.nextGaussian(), 3 * random.nextGaussian());
      }
    }

    Judgement judged = sums.judgement(true);

    for (int lead = 1; lead <= HORIZON; lead++) {
      assertThat(judged.trust()[lead - 1]).isBetween(0f, 0.02f);
      double head = error(judged, Expert.LINEAR, lead);
      assertThat(error(judged, Expert.LSTM, lead)).isCloseTo(head, within(0.01 * head));
    }
  }

  /** One lead alone would be trusted by chance; the others pull it towards what they say. */
  @Test
  void shouldTakeAllLeadsIntoAccountForEach() {
    HoldoutErrors sums = new HoldoutErrors(HORIZON, 1);
    for (int i = 0; i < 100; i++) {
      int sign = i % 2 == 0 ? 1 : -1;
      add(sums, 1, sign, sign); // right
      add(sums, 2, sign, i % 4 < 2 ? 1 : -1); // says nothing
    }

    float[] trust = sums.judgement(true).trust();

    assertThat(trust[0]).isCloseTo(0.75f, within(1e-5f)); // (1 + 1/2) / (1 + 1)
    assertThat(trust[1]).isCloseTo(0.25f, within(1e-5f));
  }

  @Test
  void shouldJudgeNetworkThatCorrectsNoHeadAsItIs() {
    HoldoutErrors sums = new HoldoutErrors(HORIZON, 1);
    add(sums, 1, 2, 5);

    Judgement judged = sums.judgement(false);

    assertThat(judged.trust()).containsExactly(1, 1);
    assertThat(error(judged, Expert.LSTM, 1)).isEqualTo(9);
    assertThat(error(judged, Expert.LSTM, 2)).as("nothing judged").isNaN();
  }

  private static void add(HoldoutErrors sums, int lead, double left, double correction) {
    sums.add(Expert.LINEAR, lead, left);
    sums.add(Expert.LSTM, lead, left - correction);
    sums.answer(0, lead, left, 0, 0, correction);
  }

  private static double error(Judgement judged, Expert expert, int lead) {
    return judged.errors().get(lead, expert);
  }

  /** Random weights know nothing of momentum that the head has not said. */
  @ParameterizedTest
  @EnumSource
  void shouldTakeNetworkOfRandomWeightsForItsHead(Evaluation evaluation) {
    ModelShape shape = Models.shape(6, HORIZON, evaluation);
    Model model = Models.model(shape, Models.heads(shape, 1), network(shape));

    Judgement judged = holdout(shape, 1).judge(model);

    double head = judged.errors().relative(Expert.LINEAR);
    assertThat(head).isBetween(0.3, 0.9);
    assertThat(judged.errors().relative(Expert.LSTM)).isBetween(0.9 * head, 1.01 * head);
    for (float trust : judged.trust()) {
      assertThat(trust).isBetween(0f, 0.5f);
    }
  }

  private static dev.foretide.nn.Network network(ModelShape shape) {
    return Models.network(shape, "lstm:4,dense", 3);
  }

  /** The head is judged by what it said at the time, not by what it would say now. */
  @Test
  void shouldJudgeOnlyOriginsFromTheBoundaryOn() {
    ModelShape shape = Models.shape(6, HORIZON, Evaluation.STATEFUL);
    Model model = Models.model(shape, Models.heads(shape, 1), null);
    GroupLearner learner = learner(shape, 1);

    Judgement judged = holdout(learner, shape).judge(model);

    HistoryStretch stretch = learner.stretches().get(0);
    for (int lead = 1; lead <= HORIZON; lead++) {
      double naive = 0;
      double linear = 0;
      int origins = 600 - BOUNDARY - lead;
      for (int at = BOUNDARY; at < 600 - lead; at++) {
        double label = stretch.label(at, lead, false);
        naive += label * label / origins;
        float said = stretch.forecasts()[stretch.forecastAt(at) + lead - 1];
        float served = TrainedRange.of(stretch.position().moveTo(at), 0, 6).limit(said);
        linear += Math.pow(label - served, 2) / origins;
      }
      assertThat(error(judged, Expert.NAIVE, lead)).isCloseTo(naive, within(1e-5 * naive));
      assertThat(error(judged, Expert.LINEAR, lead)).isCloseTo(linear, within(1e-5 * linear));
      assertThat(error(judged, Expert.LSTM, lead)).as("no network").isNaN();
    }
  }

  /** Heads that say nothing but 'as now' are naive, whatever was said at the time. */
  @Test
  void shouldJudgeHeadsOfAModelByWhatTheySayThemselves() {
    ModelShape shape = Models.shape(6, HORIZON, Evaluation.STATEFUL);
    Model silent = Models.model(shape, Models.silentHeads(shape), null);
    GroupLearner learner = learner(shape, 1);

    Judgement said = holdout(learner, shape).judgeHeads();
    Judgement judged = holdout(learner, shape).judgeServed(silent);

    assertThat(said.answers().relative()).isLessThan(0.9);
    assertThat(judged.answers().relative()).isCloseTo(1, within(1e-6));
    assertThat(holdout(learner, shape).judgeHeads(silent).answers().relative())
        .isEqualTo(judged.answers().relative());
  }

  /** What it has not seen is forecast by its own heads, what it has seen by those of the time. */
  @Test
  void shouldJudgeAChampionByItsOwnHeadsFromWhereItKnewNothing() {
    ModelShape shape = Models.shape(6, HORIZON, Evaluation.STATEFUL);
    Model silent = Models.model(shape, Models.silentHeads(shape), null);
    GroupLearner learner = learner(shape, 1);
    Holdout holdout = holdout(learner, shape);

    double online = holdout.judgeHeads().answers().relative();

    assertThat(holdout.judgeChampion(silent, BOUNDARY).answers().relative())
        .isCloseTo(1, within(1e-6));
    assertThat(holdout.judgeChampion(silent, learner.endStep()).answers().relative())
        .isEqualTo(online);
    assertThat(holdout.judgeChampion(silent, Long.MAX_VALUE).answers().relative())
        .isEqualTo(online);
    assertThat(holdout.judgeChampion(silent, BOUNDARY + 50).answers().relative())
        .isBetween(online, 1.0);
  }

  /** One block per horizon, in which the errors of the whole holdout add up. */
  @Test
  void shouldCutErrorsIntoBlocksOfTime() {
    ModelShape shape = Models.shape(6, HORIZON, Evaluation.STATEFUL);

    BlockErrors answers = holdout(shape, 1).judgeHeads().answers();

    Judgement judged = holdout(shape, 1).judgeHeads();
    assertThat(answers.blocks()).isEqualTo((600 - BOUNDARY) / HORIZON);
    assertThat(answers.judged()).isEqualTo(answers.blocks());
    assertThat(answers.relative()).isCloseTo(judged.errors().relative(Expert.LINEAR), within(1e-6));
    assertThat(answers.relative()).isBetween(0.0, 0.9 * answers.ofWindowMean().relative());
  }

  /** A residual scale of nothing makes the network its head, whatever it puts out. */
  @Test
  void shouldJudgeNetworkWithoutScaleAsItsHead() {
    ModelShape shape = Models.shape(6, HORIZON, Evaluation.STATEFUL);
    ExpertTable unknown = new ExpertTable(HORIZON);
    float[] nothing = new float[HORIZON];
    Model model =
        new Model(
            "g",
            1,
            1,
            shape,
            Models.heads(shape, 1),
            network(shape),
            nothing,
            unknown,
            Provenance.NONE);

    Judgement judged = holdout(shape, 2).judge(model);

    assertThat(error(judged, Expert.LSTM, 1)).isEqualTo(error(judged, Expert.LINEAR, 1));
    assertThat(judged.trust()).containsOnly(0);
  }

  /** Heads that shout: each of their forecasts is cut to what the window has seen and half more. */
  @Test
  void shouldJudgeHeadsWithinTheRangeInWhichTheyServe() {
    ModelShape shape = Models.shape(6, HORIZON, Evaluation.STATEFUL);
    Regressors.Columns columns = Regressors.columns(shape, Expert.LINEAR);
    float[] weights = new float[HORIZON * (columns.count() + 1)];
    for (int h = 1; h <= HORIZON; h++) {
      weights[h * (columns.count() + 1) - 1] = 1e3f;
    }
    LinearHeads shouting = new LinearHeads(new LinearHead(columns, HORIZON, weights), null, null);
    Model model = Models.model(shape, shouting, null);
    GroupLearner learner = learner(shape, 2);

    Judgement judged = holdout(learner, shape).judgeHeads(model);

    HistoryStretch stretch = learner.stretches().get(0);
    HistoryStretch.Position position = stretch.position();
    double sum = 0;
    int count = 0;
    for (int at = BOUNDARY; at < stretch.length(); at++) {
      float label = stretch.label(at, 1, false);
      if (stretch.usable(at) && !Float.isNaN(label)) {
        float said = TrainedRange.of(position.moveTo(at), 0, 6).limit(1e3f);
        assertThat(said).isLessThan(50);
        sum += (double) (label - said) * (label - said);
        count++;
      }
    }
    assertThat(error(judged, Expert.LINEAR, 1)).isCloseTo(sum / count, within(1e-4 * sum / count));
  }

  private static Holdout holdout(ModelShape shape, long seed) {
    return holdout(learner(shape, seed), shape);
  }

  private static Holdout holdout(GroupLearner learner, ModelShape shape) {
    return new Holdout(
        learner.stretches(), shape, Histories.grid(GapFill.HOLD, 3), BOUNDARY, learner.endStep());
  }

  private static GroupLearner learner(ModelShape shape, long seed) {
    float[] values = Histories.momentum(0.7, 600, seed);
    return Histories.learner(shape, GapFill.HOLD, Histories.segments("a", 0, values));
  }
}
