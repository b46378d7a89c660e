package dev.foretide.train.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.series.GapFill;
import dev.foretide.series.Segment;
import dev.foretide.train.Histories;
import dev.foretide.train.TrainingSettings;
import dev.foretide.train.history.HistoryStretch;
import dev.foretide.train.history.Regime;
import dev.foretide.train.history.SeriesHistory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingSequencesTest {
  private static final ModelShape STATEFUL = Models.shape(12, 4, Evaluation.STATEFUL);
  private static final ModelShape WINDOWED = Models.shape(12, 4, Evaluation.WINDOWED);
  private static final int BATCH = 16; // of the settings of Histories

  @Test
  void shouldTakeTwoWindowsAndSpareHalfOfOne() {
    TrainingSequences pieces = pieces(STATEFUL, 0, false, 400);

    assertThat(pieces.length()).isEqualTo(24);
    assertThat(pieces.burnIn()).isEqualTo(6);
  }

  @Test
  void shouldTakeOneWindowThatEndsInItsLossWhenWindowed() {
    TrainingSequences pieces = pieces(WINDOWED, 0, false, 400);

    assertThat(pieces.length()).isEqualTo(12);
    assertThat(pieces.burnIn()).isEqualTo(11);
  }

  /** About as many updates whether the history is short or long, half of them when warm. */
  @ParameterizedTest
  @EnumSource
  void shouldMakeAboutTheSameUpdatesOfAnyHistory(Evaluation evaluation) {
    ModelShape shape = Models.shape(12, 4, evaluation);
    double typical = updates(pieces(shape, 0, false, 20_000));
    for (int steps : new int[] {1_000, 5_000, 150_000}) {
      assertThat(updates(pieces(shape, 0, false, steps)))
          .as("%d steps", steps)
          .isBetween(0.6 * typical, 1.7 * typical);
    }

    assertThat(updates(pieces(shape, 0, true, 20_000))).isBetween(0.35 * typical, 0.7 * typical);
  }

  private static double updates(TrainingSequences pieces) {
    return (double) pieces.all().size() * pieces.epochs() / BATCH;
  }

  @Test
  void shouldOverlapPiecesOfShortHistoryAndSpreadThoseOfLongOne() {
    assertThat(strides(pieces(STATEFUL, 0, false, 400))).allMatch(stride -> stride < 18);
    assertThat(strides(pieces(STATEFUL, 0, false, 500_000))).allMatch(stride -> stride >= 18);
    assertThat(pieces(STATEFUL, 0, false, 500_000).epochs()).isEqualTo(1);
  }

  /** Each step gives a loss once in an epoch. */
  @Test
  void shouldHonourNumberOfEpochs() {
    TrainingSequences pieces = pieces(STATEFUL, 7, false, 400);

    assertThat(pieces.epochs()).isEqualTo(7);
    assertThat(strides(pieces)).containsExactly(18); // length - burn-in
    assertThat(strides(pieces(WINDOWED, 7, true, 400))).containsExactly(1);
    assertThat(pieces(STATEFUL, 7, true, 400).epochs()).isEqualTo(7);
  }

  private static Set<Integer> strides(TrainingSequences pieces) {
    Set<Integer> strides = new HashSet<>();
    for (int i = 1; i < pieces.all().size(); i++) {
      strides.add(pieces.all().get(i - 1).from() - pieces.all().get(i).from());
    }
    return strides;
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeNothingWhoseLabelsReachTheHoldout(Evaluation evaluation) {
    ModelShape shape = Models.shape(12, 4, evaluation);

    TrainingSequences pieces = pieces(shape, 3, false, 400);

    int last =
        pieces.all().stream().mapToInt(piece -> piece.from() + pieces.length()).max().orElse(0);
    assertThat(last - 1 + shape.horizon()).as("last label").isLessThan(320);
    assertThat(last - 1 + shape.horizon()).isGreaterThanOrEqualTo(318);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 9, 20})
  void shouldTakeRunsShorterThanAPiece(int steps) {
    TrainingSequences pieces = pieces(STATEFUL, 1, false, steps);

    assertThat(pieces.length()).isBetween(2, Math.max(2, steps));
    assertThat(pieces.all().size()).isLessThanOrEqualTo(steps);
  }

  @Test
  void shouldTakeAllRuns() {
    List<HistoryStretch> stretches = new ArrayList<>();
    stretches.addAll(stretches(STATEFUL, 200));
    stretches.addAll(stretches(STATEFUL, 300));
    TrainingSettings settings = Histories.settings(STATEFUL, "lstm:4,dense", 1);

    TrainingSequences pieces =
        new TrainingSequences(stretches, settings.network(), 1_000_000, Regime.NONE, false);

    assertThat(pieces.all().stream().map(TrainingSequences.Piece::stretch).distinct()).hasSize(2);
  }

  /** With a horizon of 1,000, a piece of 2,000 steps is 4 million values. */
  @Test
  void shouldBoundItsMemoryWhateverTheEpochs() {
    ModelShape plain = Models.shape(1_000, 1_000, Evaluation.STATEFUL);
    ModelShape large =
        new ModelShape(
            plain.features(),
            plain.target(),
            plain.stepMillis(),
            1_000,
            1_000,
            0,
            List.of(),
            plain.zone(),
            Evaluation.STATEFUL,
            1_000,
            false,
            false);

    TrainingSequences few = pieces(large, 2, false, 20_000);

    assertThat(few.all()).hasSizeBetween(3, 8);
    assertThat(few.all().get(0).from() - few.all().get(few.all().size() - 1).from())
        .as("spread over the history")
        .isGreaterThan(9_000);
  }

  /** A tenth of the steps is the new regime: its pieces come more than once. */
  @Test
  void shouldTrainInHalfOfThePiecesOnANewRegime() {
    TrainingSettings settings = Histories.settings(STATEFUL, "lstm:4,dense", 1);
    List<HistoryStretch> stretches = stretches(STATEFUL, 2_000);

    TrainingSequences usual =
        new TrainingSequences(stretches, settings.network(), 2_000, Regime.NONE, false);
    TrainingSequences weighed =
        new TrainingSequences(stretches, settings.network(), 2_000, 1_800, false);

    assertThat(weighed.all()).hasSameSizeAs(usual.all());
    assertThat(usual.all().stream().filter(piece -> isRecent(usual, piece)).count())
        .isLessThan(usual.all().size() / 5);
    assertThat(weighed.all().stream().filter(piece -> isRecent(weighed, piece)).count())
        .isEqualTo(usual.all().size() / 2);
    assertThat(usual.all()).containsAll(weighed.all());
  }

  private static boolean isRecent(TrainingSequences pieces, TrainingSequences.Piece piece) {
    return piece.from() + pieces.length() > 1_800;
  }

  /** The newest fifth is the holdout. */
  private static TrainingSequences pieces(ModelShape shape, int epochs, boolean warm, int steps) {
    TrainingSettings settings = Histories.settings(shape, "lstm:4,dense", epochs);
    return new TrainingSequences(
        stretches(shape, steps), settings.network(), steps * 4 / 5, Regime.NONE, warm);
  }

  private static List<HistoryStretch> stretches(ModelShape shape, int steps) {
    SeriesHistory history = new SeriesHistory(shape, Histories.grid(GapFill.HOLD, 3), "a");
    history.offer(new Segment("a", 0, 1, Models.random(steps, 1, 1)));
    history.replayUntil(Long.MAX_VALUE, (stretch, from) -> {});
    return history.stretches();
  }
}
