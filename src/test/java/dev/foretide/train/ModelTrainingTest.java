package dev.foretide.train;

import static dev.foretide.nn.Workers.SERIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.Provenance;
import dev.foretide.nn.Loss;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.GapFill;
import dev.foretide.series.Segment;
import dev.foretide.train.gate.GateSettings;
import dev.foretide.train.gate.Holdout;
import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.history.HistoryStretch;
import dev.foretide.train.network.NetworkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTrainingTest {
  private static final ModelShape SHAPE = Models.shape(12, 4, Evaluation.STATEFUL);
  private static final TrainingSettings SETTINGS = Histories.settings(SHAPE, "lstm:8,dense", 8);
  private static final List<Segment> SINES = Histories.sines(400, 0.1);

  @Test
  void shouldPromoteModelThatClearlyBeatsNaiveOnSines() {
    TrainingReport report = train(SETTINGS, TrainingKind.FULL, 3, SINES, null);

    assertThat(report.outcome()).as(report.reason()).isEqualTo(TrainingReport.Outcome.PROMOTED);
    Model model = Objects.requireNonNull(report.challenger());
    assertThat(model.version()).isEqualTo(3);
    assertThat(model.networkVersion()).isEqualTo(3);
    assertThat(model.expertErrors().relative(Expert.LINEAR)).isLessThan(0.1);
    assertThat(model.expertErrors().relative(Expert.LSTM)).isLessThan(0.1);
    assertThat(report.steps()).isEqualTo(1_200);
    assertThat(report.series()).isEqualTo(3);
    assertThat(model.provenance().facts())
        .containsEntry("training.kind", "full")
        .containsEntry("training.outcome", "promoted")
        .containsEntry("training.loss", "huber")
        .containsEntry("training.seed", "5")
        .containsEntry("data.steps", "1200");
  }

  @Test
  void shouldGiveSameBytesButForTimesWhenSeedIsSame() {
    TrainingReport first = train(SETTINGS, TrainingKind.FULL, 1, SINES, null);
    TrainingReport second = train(SETTINGS, TrainingKind.FULL, 1, SINES, null);

    assertThat(bytesWithoutTimes(first)).isEqualTo(bytesWithoutTimes(second));
  }

  private static byte[] bytesWithoutTimes(TrainingReport report) {
    Model model = Objects.requireNonNull(report.challenger());
    Map<String, String> facts = new TreeMap<>(model.provenance().facts());
    facts.keySet().removeAll(List.of("trained.at", "trained.seconds"));
    return ModelCodec.write(
        model.withVersion(model.version(), model.networkVersion(), new Provenance(facts)));
  }

  @Test
  void shouldKeepNetworkWhenOnlyHeadsAreTrained() {
    Model champion =
        Objects.requireNonNull(train(SETTINGS, TrainingKind.FULL, 1, SINES, null).challenger());

    TrainingReport report =
        train(SETTINGS, TrainingKind.LINEAR, 2, Histories.sines(500, 0.1), champion);

    Model refreshed = Objects.requireNonNull(report.challenger());
    assertThat(refreshed.version()).isEqualTo(2);
    assertThat(refreshed.networkVersion()).isEqualTo(1);
    assertThat(refreshed.network()).isSameAs(champion.network());
    assertThat(refreshed.residualScale()).isEqualTo(champion.residualScale());
    assertThat(refreshed.heads().linear().weights())
        .isNotEqualTo(champion.heads().linear().weights());
    assertThat(refreshed.provenance().facts()).containsEntry("training.kind", "linear");
    assertThat(report.reason()).startsWith("online error of the head relative to naive is 0.");
  }

  /** The network's error is known from its holdout, beside the head's; its share stays. */
  @Test
  void shouldKeepTheNetworksErrorRelativeToTheHeadsWhenOnlyHeadsAreTrained() {
    Model champion =
        Objects.requireNonNull(train(SETTINGS, TrainingKind.FULL, 1, SINES, null).challenger());

    Model refreshed =
        Objects.requireNonNull(
            train(SETTINGS, TrainingKind.LINEAR, 2, Histories.sines(500, 0.1), champion)
                .challenger());

    for (int h = 0; h < 4; h++) {
      assertThat(lstmOfLinear(refreshed, h)).isCloseTo(lstmOfLinear(champion, h), within(1e-4f));
    }
  }

  private static float lstmOfLinear(Model model, int h) {
    ExpertTable errors = model.expertErrors();
    return errors.get(h + 1, Expert.LSTM) / errors.get(h + 1, Expert.LINEAR);
  }

  @Test
  void shouldServeHeadsOfSingleSeriesBesideThoseOfTheGroup() {
    Model model =
        Objects.requireNonNull(train(SETTINGS, TrainingKind.FULL, 1, SINES, null).challenger());

    assertThat(model.ownHeads()).containsOnlyKeys("sine-0", "sine-1", "sine-2");
    assertThat(model.headsOf("sine-1")).isNotSameAs(model.heads());
  }

  @Test
  void shouldLearnOnWithWhatEarlierTrainingsOfTheGroupLearnt() {
    List<Segment> first = SINES.stream().filter(part -> part.firstStep() < 1_320).toList();
    List<Segment> rest = SINES.stream().filter(part -> part.firstStep() >= 1_320).toList();
    GroupLearner learner = learner(SETTINGS);
    train(SETTINGS, job(TrainingKind.FULL, 1, first, null, learner));

    TrainingReport report = train(SETTINGS, job(TrainingKind.FULL, 2, rest, null, learner));

    assertThat(report.steps()).isEqualTo(1_200);
    assertThat(Objects.requireNonNull(report.challenger()).heads().linear().weights())
        .isEqualTo(
            Objects.requireNonNull(train(SETTINGS, TrainingKind.FULL, 2, SINES, null).challenger())
                .heads()
                .linear()
                .weights());
  }

  @Test
  void shouldNotPromoteChallengerThatIsNoBetterThanChampionByTheMargin() {
    TrainingSettings strict = withMargin(0.5);
    Model champion =
        Objects.requireNonNull(train(strict, TrainingKind.FULL, 1, SINES, null).challenger());

    TrainingReport report = train(strict, TrainingKind.FULL, 2, SINES, champion);

    assertThat(report.outcome()).isEqualTo(TrainingReport.Outcome.REJECTED);
    assertThat(report.reason()).contains("champion 0.").contains("better by 0.5");
    assertThat(report.challenger().provenance().facts()).containsEntry("champion.version", "1");
    assertThat(report.challenger()).as("kept for a look at it").isNotNull();
  }

  @Test
  void shouldGiveHeadsAndNoNetworkWhereLayersAreNone() {
    TrainingSettings heads = Histories.settings(SHAPE, NetworkSettings.NO_NETWORK, 8);

    TrainingReport report = train(heads, TrainingKind.FULL, 3, SINES, null);

    assertThat(report.outcome()).as(report.reason()).isEqualTo(TrainingReport.Outcome.PROMOTED);
    Model model = Objects.requireNonNull(report.challenger());
    assertThat(model.heads()).isNotNull();
    assertThat(model.network()).isNull();
    assertThat(model.networkVersion()).isZero();
    assertThat(model.expertErrors().relative(Expert.LINEAR)).isLessThan(0.1);
    for (int h = 0; h < 4; h++) {
      assertThat(model.expertErrors().get(h + 1, Expert.LSTM)).isNaN();
    }
  }

  /** The network of the usual tutorials, smaller. */
  @Test
  void shouldTrainNetworkOfTutorial() {
    ModelShape shape = withoutHead(Evaluation.WINDOWED);
    TrainingSettings tutorial =
        new TrainingSettings(
            new NetworkSettings(
                shape,
                Histories.grid(GapFill.HOLD, 3),
                "lstm:20,dropout:0.2,lstm:10,dropout:0.2,dense",
                Loss.MSE,
                12,
                0,
                16,
                0.01,
                5),
            10,
            Duration.ofMinutes(1),
            new GateSettings(0.2, 0, 0.8, 0),
            0);

    TrainingReport report = train(tutorial, TrainingKind.FULL, 1, Histories.sines(250, 0.1), null);

    assertThat(report.outcome()).as(report.reason()).isEqualTo(TrainingReport.Outcome.PROMOTED);
    Model model = Objects.requireNonNull(report.challenger());
    assertThat(model.heads()).isNull();
    assertThat(model.expertErrors().relative(Expert.LSTM)).isLessThan(0.5);
  }

  @Test
  void shouldFailWhenCancelled() {
    TrainingReport report =
        new ModelTraining(
                SETTINGS,
                job(TrainingKind.FULL, 1, SINES, null, learner(SETTINGS)),
                SERIAL,
                () -> true)
            .call();

    assertThat(report.outcome()).isEqualTo(TrainingReport.Outcome.FAILED);
    assertThat(report.reason()).isEqualTo("cancelled");
    assertThat(report.challenger()).isNull();
  }

  /** Eighty matrices of about 1 in a row are more than a float holds. */
  @Test
  void shouldFailWithEpochStepAndRateWhenLossIsNoLongerFinite() {
    ModelShape shape = withoutHead(Evaluation.WINDOWED);
    TrainingSettings wild =
        new TrainingSettings(
            new NetworkSettings(
                shape,
                Histories.grid(GapFill.HOLD, 3),
                "dense:16,".repeat(80) + "dense",
                Loss.MSE,
                5,
                0,
                16,
                1,
                5),
            10,
            Duration.ofMinutes(1),
            new GateSettings(0.2, 0, 0.8, 0),
            0);

    TrainingReport report = train(wild, TrainingKind.FULL, 1, Histories.sines(100, 0.1), null);

    assertThat(report.outcome()).isEqualTo(TrainingReport.Outcome.FAILED);
    assertThat(report.reason())
        .matches("training diverged in epoch 1, step \\d+, at learning rate (1\\.0|0\\.9\\d*): .+");
    assertThat(report.challenger()).isNull();
  }

  /** What the network can add to the heads of these sines is learnt soon. */
  @Test
  void shouldStopEarlyWhenTheNewestTenthIsForecastNoBetter() {
    TrainingSettings patient =
        new TrainingSettings(
            new NetworkSettings(
                SHAPE,
                SETTINGS.grid(),
                SETTINGS.network().layers(),
                Loss.HUBER,
                500,
                3,
                16,
                0.01,
                5),
            10,
            Duration.ofMinutes(1),
            new GateSettings(0.2, 0, 0.8, 0),
            0);

    TrainingReport report = train(patient, TrainingKind.FULL, 1, SINES, null);

    Model model = Objects.requireNonNull(report.challenger());
    assertThat(model.provenance().facts()).containsEntry("training.ended", "no_improvement");
    assertThat(model.provenance().losses()).hasSizeBetween(4, 99);
  }

  @Test
  void shouldStopWithinBudgetAndStillGiveHead() {
    TrainingSettings endless = withBudget(1_000_000, Duration.ofMillis(300));

    TrainingReport report = train(endless, TrainingKind.FULL, 1, SINES, null);

    assertThat(report.seconds()).isLessThan(5);
    assertThat(report.outcome()).as(report.reason()).isEqualTo(TrainingReport.Outcome.PROMOTED);
    assertThat(Objects.requireNonNull(report.challenger()).heads()).isNotNull();
  }

  @Test
  void shouldStillGiveModelWhenBudgetIsSpentBeforeFirstUpdate() {
    TrainingReport report =
        train(withBudget(10, Duration.ofNanos(1)), TrainingKind.FULL, 1, SINES, null);

    assertThat(report.outcome()).as(report.reason()).isEqualTo(TrainingReport.Outcome.PROMOTED);
  }

  private static TrainingSettings withMargin(double margin) {
    return new TrainingSettings(
        new NetworkSettings(
            SHAPE,
            SETTINGS.grid(),
            SETTINGS.network().layers(),
            Loss.HUBER,
            SETTINGS.network().epochs(),
            0,
            16,
            0.01,
            5),
        10,
        SETTINGS.budget(),
        new GateSettings(0.2, margin, 0.8, 0),
        0);
  }

  private static ModelShape withoutHead(Evaluation evaluation) {
    return new ModelShape(
        SHAPE.features(),
        SHAPE.target(),
        SHAPE.stepMillis(),
        12,
        4,
        0,
        List.of(),
        SHAPE.zone(),
        evaluation,
        12,
        false,
        false);
  }

  private static TrainingSettings withBudget(int epochs, Duration budget) {
    return new TrainingSettings(
        new NetworkSettings(
            SHAPE,
            Histories.grid(GapFill.HOLD, 3),
            "lstm:8,dense",
            Loss.HUBER,
            epochs,
            0,
            16,
            0.01,
            5),
        10,
        budget,
        new GateSettings(0.2, 0, 0.8, 0),
        0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldTrustNoNetworkAndPromoteNothingWorseThanNaiveOnRandomWalk(long seed) {
    TrainingReport report = train(SETTINGS, TrainingKind.FULL, 1, Histories.walk(600, seed), null);

    assertThat(report.outcome()).isNotEqualTo(TrainingReport.Outcome.FAILED);
    Model model = Objects.requireNonNull(report.challenger());
    double lstm = model.expertErrors().relative(Expert.LSTM);
    double linear = model.expertErrors().relative(Expert.LINEAR);
    assertThat(linear).isBetween(0.9, 1.2);
    assertThat(lstm / linear).as("no correction, or a small one").isBetween(0.9, 1.02);
    Matcher judged =
        Pattern.compile("naive is ([\\d.]+), .+; linear ([\\d.]+)").matcher(report.reason());
    if (judged.find()) {
      double better =
          Math.min(Double.parseDouble(judged.group(1)), Double.parseDouble(judged.group(2)));
      assertThat(report.outcome() == TrainingReport.Outcome.PROMOTED).isEqualTo(better <= 1);
    } else {
      assertThat(report.reason()).endsWith("above 1");
      assertThat(report.outcome()).isEqualTo(TrainingReport.Outcome.REJECTED);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldRefreshHeadsOnlyWhileTheyAreNoWorseThanNaive(long seed) {
    List<Segment> walk = Histories.walk(400, seed);
    Model champion = Models.model(SHAPE, Models.heads(SHAPE, 1), null);

    TrainingReport report = train(SETTINGS, TrainingKind.LINEAR, 2, walk, champion);

    Model refreshed = Objects.requireNonNull(report.challenger());
    boolean promoted = report.outcome() == TrainingReport.Outcome.PROMOTED;
    double score = refreshed.expertErrors().relative(Expert.LINEAR);
    assertThat(promoted).as(report.reason()).isEqualTo(score <= 1);
  }

  @Test
  void shouldFailClearlyOnTooLittleHistory() {
    TrainingReport report = train(SETTINGS, TrainingKind.FULL, 1, Histories.walk(3, 1), null);

    assertThat(report.outcome()).isEqualTo(TrainingReport.Outcome.FAILED);
    assertThat(report.reason()).isEqualTo("too little unbroken history to fit anything");
  }

  @Test
  void shouldNotPromoteModelOfConstantSeries() {
    float[] flat = new float[300];
    Arrays.fill(flat, 7);

    TrainingReport report =
        train(SETTINGS, TrainingKind.FULL, 1, Histories.segments("flat", 0, flat), null);

    assertThat(report.outcome()).isNotEqualTo(TrainingReport.Outcome.PROMOTED);
  }

  /** One machine that idles at zero and starts now and then must not spoil its whole group. */
  @Test
  void shouldLearnSinesBesideSeriesThatJumpsOutOfFlatStretches() {
    List<Segment> history = new ArrayList<>(SINES);
    float[] idle = new float[400];
    for (int i = 0; i < idle.length; i++) {
      idle[i] = i % 100 < 60 ? 0 : 500;
    }
    history.addAll(Histories.segments("idle", 1_000, idle));

    TrainingReport report = train(SETTINGS, TrainingKind.FULL, 1, history, null);

    assertThat(report.outcome()).as(report.reason()).isEqualTo(TrainingReport.Outcome.PROMOTED);
    Model model = Objects.requireNonNull(report.challenger());
    GroupLearner all = Histories.learner(SHAPE, GapFill.HOLD, history);
    List<HistoryStretch> sines =
        all.stretches().stream().filter(stretch -> stretch.series().startsWith("sine")).toList();
    Holdout holdout = new Holdout(sines, SHAPE, SETTINGS.grid(), 1_320, 1_400);
    assertThat(holdout.judge(model).errors().relative(Expert.LSTM)).isLessThan(0.5);
  }

  @Test
  void shouldIgnoreChampionOfAnotherShape() {
    ModelShape other = Models.shape(12, 5, Evaluation.STATEFUL);
    Model champion = Models.model(other, Models.heads(other, 1), null);

    TrainingReport report = train(SETTINGS, TrainingKind.LINEAR, 2, SINES, champion);

    assertThat(report.outcome()).isEqualTo(TrainingReport.Outcome.PROMOTED);
    assertThat(report.reason()).startsWith("online error of the head");
    assertThat(Objects.requireNonNull(report.challenger()).network()).isNull();
  }

  private static TrainingReport train(
      TrainingSettings settings,
      TrainingKind kind,
      int version,
      List<Segment> history,
      @Nullable Model champion) {
    return train(settings, job(kind, version, history, champion, learner(settings)));
  }

  private static TrainingReport train(TrainingSettings settings, TrainingJob job) {
    return new ModelTraining(settings, job, SERIAL, () -> false).call();
  }

  private static GroupLearner learner(TrainingSettings settings) {
    return new GroupLearner(settings.shape(), settings.grid());
  }

  private static TrainingJob job(
      TrainingKind kind,
      int version,
      List<Segment> history,
      @Nullable Model champion,
      GroupLearner learner) {
    return new TrainingJob("g", kind, version, history, TrainingJob.NO_REGIME, champion, learner);
  }
}
