package dev.foretide.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingScheduleTest {
  private static final long MINUTE = 60_000;

  private final TrainingSchedule schedule =
      new TrainingSchedule(Duration.ofMinutes(15), Duration.ofMinutes(5), true, 0);

  @Test
  void shouldTrainHeadsThenEverythingAndThenHeadsBetweenFullTrainings() {
    assertThat(trainings(schedule, 0, 31, true))
        .containsExactly(
            entry(0L, TrainingKind.LINEAR),
            entry(1L, TrainingKind.FULL),
            entry(6L, TrainingKind.LINEAR),
            entry(11L, TrainingKind.LINEAR),
            entry(16L, TrainingKind.FULL),
            entry(21L, TrainingKind.LINEAR),
            entry(26L, TrainingKind.LINEAR));
  }

  @Test
  void shouldTrainOnlyEverythingWithoutHeads() {
    TrainingSchedule noHeads =
        new TrainingSchedule(Duration.ofMinutes(15), Duration.ofMinutes(5), false, 0);

    assertThat(trainings(noHeads, 0, 31, true))
        .containsExactly(
            entry(0L, TrainingKind.FULL),
            entry(15L, TrainingKind.FULL),
            entry(30L, TrainingKind.FULL));
  }

  @Test
  void shouldTryEverythingAgainAfterLinearIntervalWhileThereIsNoModel() {
    assertThat(trainings(schedule, 0, 12, false))
        .containsExactly(
            entry(0L, TrainingKind.LINEAR),
            entry(1L, TrainingKind.FULL),
            entry(6L, TrainingKind.FULL),
            entry(11L, TrainingKind.FULL));
  }

  /** Heads are tried with little that is new; a network takes longer. */
  @Test
  void shouldTryHeadsMoreOftenThanEverythingWhileThereIsNoModel() {
    TrainingSchedule growing =
        new TrainingSchedule(Duration.ofMinutes(15), Duration.ofMinutes(5), true, 0.4);
    growing.began(TrainingKind.LINEAR, 0, 1_000);
    growing.began(TrainingKind.FULL, 0, 1_000);

    assertThat(growing.due(5 * MINUTE, 1_019, false)).isNull();
    assertThat(growing.due(5 * MINUTE, 1_020, false)).isEqualTo(TrainingKind.LINEAR);
    assertThat(growing.due(5 * MINUTE, 1_099, false)).isEqualTo(TrainingKind.LINEAR);
    assertThat(growing.due(5 * MINUTE, 1_100, false)).isEqualTo(TrainingKind.FULL);
  }

  @Test
  void shouldBeginToCountWhenModelIsThereFromBeforeRestart() {
    assertThat(schedule.due(100 * MINUTE, 100, true)).isNull();

    assertThat(schedule.due(104 * MINUTE, 100, true)).isNull();
    assertThat(schedule.due(105 * MINUTE, 100, true)).isEqualTo(TrainingKind.LINEAR);
    assertThat(schedule.due(115 * MINUTE, 100, true)).isEqualTo(TrainingKind.FULL);
  }

  @Test
  void shouldTrainEverythingOnceOnRequest() {
    schedule.began(TrainingKind.FULL, 0, 100);
    assertThat(schedule.due(MINUTE, 100, true)).isNull();

    schedule.request();

    assertThat(schedule.due(MINUTE, 100, true)).isEqualTo(TrainingKind.FULL);
    schedule.began(TrainingKind.FULL, MINUTE, 100);
    assertThat(schedule.due(2 * MINUTE, 100, true)).isNull();
  }

  @Test
  void shouldKeepRequestOverTrainingOfHeads() {
    schedule.began(TrainingKind.FULL, 0, 100);
    schedule.request();
    schedule.began(TrainingKind.LINEAR, MINUTE, 100);

    assertThat(schedule.due(2 * MINUTE, 100, true)).isEqualTo(TrainingKind.FULL);
  }

  @Test
  void shouldNotTrainBackToBackOnRequests() {
    schedule.began(TrainingKind.FULL, 10_000, 100);

    schedule.request();

    assertThat(schedule.due(10_999, 100, true)).isNull();
    assertThat(schedule.due(11_000, 100, true)).isEqualTo(TrainingKind.FULL);
  }

  /** A fifth of what a full training had, and a hundredth for the heads. */
  @Test
  void shouldWaitUntilHistoryHasGrownByItsShare() {
    TrainingSchedule growing =
        new TrainingSchedule(Duration.ofMinutes(15), Duration.ofMinutes(5), true, 0.2);
    growing.began(TrainingKind.FULL, 0, 1_000);

    assertThat(growing.due(60 * MINUTE, 1_009, true)).isNull();
    assertThat(growing.due(60 * MINUTE, 1_010, true)).isEqualTo(TrainingKind.LINEAR);
    assertThat(growing.due(60 * MINUTE, 1_199, true)).isEqualTo(TrainingKind.LINEAR);
    assertThat(growing.due(60 * MINUTE, 1_200, true)).isEqualTo(TrainingKind.FULL);
    assertThat(growing.due(14 * MINUTE, 9_999, true)).as("time").isEqualTo(TrainingKind.LINEAR);
    assertThat(growing.due(4 * MINUTE, 9_999, true)).as("time").isNull();
  }

  @Test
  void shouldMeasureGrowthFromTheLastTrainingOfItsKind() {
    TrainingSchedule growing =
        new TrainingSchedule(Duration.ofMinutes(15), Duration.ofMinutes(5), true, 0.2);
    growing.began(TrainingKind.FULL, 0, 1_000);
    growing.began(TrainingKind.LINEAR, 20 * MINUTE, 1_150);

    assertThat(growing.due(30 * MINUTE, 1_161, true)).isNull();
    assertThat(growing.due(30 * MINUTE, 1_162, true)).isEqualTo(TrainingKind.LINEAR);
    assertThat(growing.due(30 * MINUTE, 1_200, true)).isEqualTo(TrainingKind.FULL);
  }

  @Test
  void shouldTrainOnRequestHoweverLittleIsNew() {
    TrainingSchedule growing =
        new TrainingSchedule(Duration.ofMinutes(15), Duration.ofMinutes(5), true, 0.2);
    growing.began(TrainingKind.FULL, 0, 1_000);

    growing.request();

    assertThat(growing.due(MINUTE, 1_000, true)).isEqualTo(TrainingKind.FULL);
  }

  /** What begins at which minute, when each training is begun as soon as it is due. */
  private static Map<Long, TrainingKind> trainings(
      TrainingSchedule schedule, long from, long to, boolean succeeds) {
    Map<Long, TrainingKind> begun = new LinkedHashMap<>();
    for (long minute = from; minute < to; minute++) {
      TrainingKind due = schedule.due(minute * MINUTE, 100, succeeds && !begun.isEmpty());
      if (due != null) {
        schedule.began(due, minute * MINUTE, 100);
        begun.put(minute, due);
      }
    }
    return begun;
  }
}
