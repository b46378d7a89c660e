package dev.foretide.train;

import static dev.foretide.nn.Workers.SERIAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.Provenance;
import dev.foretide.nn.Loss;
import dev.foretide.series.GapFill;
import dev.foretide.series.Segment;
import dev.foretide.train.GroupTrainer.Due;
import dev.foretide.train.gate.Gate;
import dev.foretide.train.gate.GateSettings;
import dev.foretide.train.network.NetworkSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is due when, and the watch over what was promoted. */
class GroupTrainerTest {
  private static final int HORIZON = 4;
  private static final int WATCH = 40;
  private static final ModelShape SHAPE = Models.shape(12, HORIZON, Evaluation.STATEFUL);
  private static final TrainerSettings SETTINGS =
      new TrainerSettings(
          new TrainingSettings(
              new NetworkSettings(
                  SHAPE,
                  Histories.grid(GapFill.HOLD, 3),
                  "lstm:4,dense",
                  Loss.HUBER,
                  2,
                  0,
                  16,
                  0.01,
                  5),
              64,
              Duration.ofMinutes(1),
              new GateSettings(0.2, 0, 0.8, WATCH),
              0),
          Duration.ofHours(10),
          Duration.ofHours(1),
          Duration.ofDays(1),
          100_000);

  private final GroupTrainer trainer = new GroupTrainer("default", SETTINGS);
  private final List<Segment> sines = Histories.sines(600, 0.1);
  private long now;

  /** The segments of the sines that begin in a range of steps from the first one. */
  private void feed(int from, int to) {
    sines.stream()
        .filter(part -> part.firstStep() >= 1_000 + from && part.firstStep() < 1_000 + to)
        .forEach(trainer::add);
  }

  private GroupReport work(int version) {
    now += 60_000;
    Due due = Objects.requireNonNull(trainer.due(now), "nothing is due");
    GroupReport report = trainer.begin(due, now, version, SERIAL, () -> false).call();
    trainer.ended(report);
    return report;
  }

  private Model train(int version) {
    return Objects.requireNonNull(((TrainingReport) work(version)).challenger());
  }

  @Test
  void shouldTrainTheNetworkOnTheSameHistoryAsTheFirstHeads() {
    feed(0, 160);

    Model heads = train(1);
    trainer.noteServing(heads);
    Model network = train(2);

    assertThat(heads.network()).isNull();
    assertThat(network.network()).isNotNull();
    assertThat(trainer.due(now + 600_000)).as("nothing new to learn from").isNull();
  }

  @Test
  void shouldWatchAPromotedNetworkButNotHeads() {
    feed(0, 160);
    Model heads = train(1);
    assertThat(trainer.noteServing(heads)).isTrue();
    assertThat(trainer.watch()).as("nothing to compare with").isNull();
    Model network = train(2);

    trainer.noteServing(network);

    Probation watch = Objects.requireNonNull(trainer.watch());
    assertThat(watch.promoted()).isSameAs(network);
    assertThat(watch.trusted()).isSameAs(heads);
    assertThat(watch.fromStep()).as("behind all history").isEqualTo(1_160);
    Model renewed =
        network.withVersion(3, 2, new Provenance(Map.of("training.outcome", "promoted")));
    assertThat(trainer.noteServing(renewed)).isTrue();
    assertThat(trainer.watch()).as("goes on over new heads").isSameAs(watch);
  }

  @Test
  void shouldNotWatchAnOlderVersionThatServesAgain() {
    feed(0, 160);
    Model heads = train(1);
    trainer.noteServing(heads);
    trainer.noteServing(train(2));

    trainer.noteServing(heads);

    assertThat(trainer.watch()).isNull();
  }

  @Test
  void shouldRollBackAModelThatIsWorseThanTheOneBefore() {
    feed(0, 160);
    trainer.noteServing(train(1));
    Model good = train(2);
    trainer.noteServing(good);
    feed(160, 320);
    ProbationReport stays = (ProbationReport) work(0);
    assertThat(stays.verdict()).as(stays.reason()).isEqualTo(Gate.Verdict.STAYS);
    assertThat(trainer.watch()).isNull();
    Model bad = Models.model(SHAPE, 3, 0, Models.heads(SHAPE, 9), null);
    trainer.noteServing(bad);
    assertThat(trainer.due(now)).as("no labels yet").isNotEqualTo(Due.WATCH);

    feed(320, 352);
    ProbationReport goes = (ProbationReport) work(0);

    assertThat(goes.rollsBack()).as(goes.reason()).isTrue();
    assertThat(goes.watch().trusted()).isSameAs(good);
    assertThat(trainer.watch()).isNull();
  }

  @Test
  void shouldWatchOnUntilTheTimeIsOver() {
    feed(0, 160);
    trainer.noteServing(train(1));
    trainer.noteServing(train(2));
    feed(160, 192);

    ProbationReport open = (ProbationReport) work(0);

    assertThat(open.verdict()).as(open.reason()).isEqualTo(Gate.Verdict.OPEN);
    assertThat(trainer.due(now)).as("nothing new since").isNotEqualTo(Due.WATCH);
    feed(192, 224);
    assertThat(((ProbationReport) work(0)).verdict()).isEqualTo(Gate.Verdict.STAYS);
  }

  @Test
  void shouldGoOnWithAWatchFromBeforeARestart() {
    feed(0, 160);
    Model heads = train(1);
    trainer.noteServing(heads);
    Model network = train(2);
    GroupTrainer restarted = new GroupTrainer("default", SETTINGS);

    restarted.resume(network, new Probation(network, heads, 1_160));
    sines.stream().filter(part -> part.firstStep() < 1_320).forEach(restarted::add);

    assertThat(restarted.noteServing(network)).isFalse();
    assertThat(restarted.due(now)).isEqualTo(Due.WATCH);
  }

  @Test
  void shouldSeeAPromotionThatCameWhileNoTrainerRan() {
    Model before = Models.model(SHAPE, 1, 0, Models.heads(SHAPE, 1), null);
    Model imported = Models.model(SHAPE, 2, 0, Models.heads(SHAPE, 2), null);
    feed(0, 64);
    trainer.resume(before, null);

    trainer.noteServing(imported);

    assertThat(Objects.requireNonNull(trainer.watch()).trusted()).isSameAs(before);
  }

  @Test
  void shouldLearnAnewWhereTheLearnerWasGivenUp() {
    feed(0, 160);
    Model first = train(1);
    assertThat(trainer.learnerBytes()).isPositive();

    trainer.releaseLearner();

    assertThat(trainer.learnerBytes()).isZero();
    feed(160, 176);
    trainer.request();
    Model again = train(2);
    assertThat(again.provenance().facts()).containsEntry("data.steps", Integer.toString(3 * 176));
    assertThat(again.heads()).isNotEqualTo(first.heads());
  }
}
