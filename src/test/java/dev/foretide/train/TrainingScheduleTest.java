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
      new TrainingSchedule(Duration.ofMinutes(15), Duration.ofMinutes(5), true);

  @Test
  void shouldTrainEverythingFirstAndThenHeadsBetweenFullTrainings() {
    assertThat(trainings(schedule, 0, 31, true))
        .containsExactly(
            entry(0L, TrainingKind.FULL),
            entry(5L, TrainingKind.LINEAR),
            entry(10L, TrainingKind.LINEAR),
            entry(15L, TrainingKind.FULL),
            entry(20L, TrainingKind.LINEAR),
            entry(25L, TrainingKind.LINEAR),
            entry(30L, TrainingKind.FULL));
  }

  @Test
  void shouldTrainOnlyEverythingWithoutHeads() {
    TrainingSchedule noHeads =
        new TrainingSchedule(Duration.ofMinutes(15), Duration.ofMinutes(5), false);

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
            entry(0L, TrainingKind.FULL),
            entry(5L, TrainingKind.FULL),
            entry(10L, TrainingKind.FULL));
  }

  @Test
  void shouldBeginToCountWhenModelIsThereFromBeforeRestart() {
    assertThat(schedule.due(100 * MINUTE, true)).isNull();

    assertThat(schedule.due(104 * MINUTE, true)).isNull();
    assertThat(schedule.due(105 * MINUTE, true)).isEqualTo(TrainingKind.LINEAR);
    assertThat(schedule.due(115 * MINUTE, true)).isEqualTo(TrainingKind.FULL);
  }

  @Test
  void shouldTrainEverythingOnceOnRequest() {
    schedule.began(TrainingKind.FULL, 0);
    assertThat(schedule.due(MINUTE, true)).isNull();

    schedule.request();

    assertThat(schedule.due(MINUTE, true)).isEqualTo(TrainingKind.FULL);
    schedule.began(TrainingKind.FULL, MINUTE);
    assertThat(schedule.due(2 * MINUTE, true)).isNull();
  }

  @Test
  void shouldKeepRequestOverTrainingOfHeads() {
    schedule.began(TrainingKind.FULL, 0);
    schedule.request();
    schedule.began(TrainingKind.LINEAR, MINUTE);

    assertThat(schedule.due(2 * MINUTE, true)).isEqualTo(TrainingKind.FULL);
  }

  @Test
  void shouldNotTrainBackToBackOnRequests() {
    schedule.began(TrainingKind.FULL, 10_000);

    schedule.request();

    assertThat(schedule.due(10_999, true)).isNull();
    assertThat(schedule.due(11_000, true)).isEqualTo(TrainingKind.FULL);
  }

  /** What begins at which minute, when each training is begun as soon as it is due. */
  private static Map<Long, TrainingKind> trainings(
      TrainingSchedule schedule, long from, long to, boolean succeeds) {
    Map<Long, TrainingKind> begun = new LinkedHashMap<>();
    for (long minute = from; minute < to; minute++) {
      TrainingKind due = schedule.due(minute * MINUTE, succeeds && !begun.isEmpty());
      if (due != null) {
        schedule.began(due, minute * MINUTE);
        begun.put(minute, due);
      }
    }
    return begun;
  }
}
