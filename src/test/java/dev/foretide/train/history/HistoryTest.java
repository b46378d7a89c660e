package dev.foretide.train.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.series.Segment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistoryTest {

  @Test
  void shouldDropSegmentsOlderThanAgeBehindNewest() {
    History history = new History(20, 45, 10);
    history.add(segment("a", 0, 10));
    history.add(segment("b", 5, 10));

    List<Segment> dropped = history.add(segment("a", 21, 10)); // ends at 31: 10 is too old

    assertThat(dropped).extracting(Segment::firstStep).containsExactly(0L);
    assertThat(history.snapshot()).extracting(Segment::series).containsExactly("b", "a");
    assertThat(history.steps()).isEqualTo(20);
  }

  @Test
  void shouldDropOldestSegmentsWhenThereAreTooManyValues() {
    History history = new History(1_000, 31, 10);
    history.add(segment("a", 0, 10));
    history.add(segment("a", 10, 10));

    List<Segment> dropped = history.add(segment("a", 20, 10));

    assertThat(dropped).extracting(Segment::firstStep).containsExactly(0L);
    assertThat(history.steps()).isEqualTo(20);
  }

  @Test
  void shouldReplaceSegmentOfSameSeriesAndFirstStep() {
    History history = new History(1_000, 31, 10);
    history.add(segment("a", 0, 10));

    List<Segment> dropped = history.add(segment("a", 0, 12));

    assertThat(dropped).isEmpty();
    assertThat(history.steps()).isEqualTo(12);
    assertThat(history.snapshot()).hasSize(1);
  }

  @Test
  void shouldKeepNewestSegmentWhateverItsSize() {
    History history = new History(10, 6, 10);
    history.add(segment("a", 0, 10));

    history.add(segment("a", 10, 10));

    assertThat(history.snapshot()).extracting(Segment::firstStep).containsExactly(10L);
  }

  @Test
  void shouldNotChangeSnapshotLater() {
    History history = new History(1_000, 1_000, 10);
    history.add(segment("a", 0, 10));
    List<Segment> snapshot = history.snapshot();

    history.add(segment("a", 10, 10));

    assertThat(snapshot).hasSize(1);
  }

  /** Ten episodes of 20 steps are old; a fifth of 500 values is room for five of them. */
  @Test
  void shouldKeepWholeEpisodesOfOlderHistory() {
    History history = new History(100, 500, 20);

    List<Segment> dropped = addUntil(history, 300);

    List<Long> kept = firstSteps(history).stream().filter(step -> step < 200).toList();
    assertThat(kept).hasSize(10);
    assertThat(kept.stream().map(step -> step / 20).distinct()).hasSize(5);
    assertThat(dropped).hasSize(10);
    assertThat(history.steps()).isEqualTo(100 + 100);
  }

  @Test
  void shouldKeepTheSameEpisodesAfterARestart() {
    History history = new History(100, 500, 20);
    addUntil(history, 3_000);
    History restored = new History(100, 500, 20);

    List<Segment> stored = new ArrayList<>(history.snapshot());
    Collections.shuffle(stored, new Random(1));
    stored.forEach(restored::add);

    assertThat(firstSteps(restored)).isEqualTo(firstSteps(history));
  }

  @Test
  void shouldDrawOlderEpisodesFromAllOfThePast() {
    History history = new History(100, 5_000, 20);

    addUntil(history, 100_000);

    assertThat(firstSteps(history).stream().filter(step -> step < 50_000).count())
        .as("half of a hundred segments from the older half")
        .isBetween(25L, 75L);
  }

  private static List<Segment> addUntil(History history, long end) {
    List<Segment> dropped = new ArrayList<>();
    for (long step = 0; step < end; step += 10) {
      dropped.addAll(history.add(segment("a", step, 10)));
    }
    return dropped;
  }

  private static List<Long> firstSteps(History history) {
    return history.snapshot().stream().map(Segment::firstStep).sorted().toList();
  }

  private static Segment segment(String series, long first, int steps) {
    return new Segment(series, first, 1, new float[steps]);
  }
}
