package dev.foretide.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.series.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

  @Test
  void shouldDropSegmentsOlderThanAgeBehindNewest() {
    History history = new History(20, 1_000);
    history.add(segment("a", 0, 10));
    history.add(segment("b", 5, 10));

    List<Segment> dropped = history.add(segment("a", 21, 10)); // ends at 31: 10 is too old

    assertThat(dropped).extracting(Segment::firstStep).containsExactly(0L);
    assertThat(history.snapshot()).extracting(Segment::series).containsExactly("b", "a");
    assertThat(history.steps()).isEqualTo(20);
  }

  @Test
  void shouldDropOldestSegmentsWhenThereAreTooManyValues() {
    History history = new History(1_000, 25);
    history.add(segment("a", 0, 10));
    history.add(segment("a", 10, 10));

    List<Segment> dropped = history.add(segment("a", 20, 10));

    assertThat(dropped).extracting(Segment::firstStep).containsExactly(0L);
    assertThat(history.steps()).isEqualTo(20);
  }

  @Test
  void shouldReplaceSegmentOfSameSeriesAndFirstStep() {
    History history = new History(1_000, 25);
    history.add(segment("a", 0, 10));

    List<Segment> dropped = history.add(segment("a", 0, 12));

    assertThat(dropped).isEmpty();
    assertThat(history.steps()).isEqualTo(12);
    assertThat(history.snapshot()).hasSize(1);
  }

  @Test
  void shouldKeepNewestSegmentWhateverItsSize() {
    History history = new History(10, 5);
    history.add(segment("a", 0, 10));

    history.add(segment("a", 10, 10));

    assertThat(history.snapshot()).extracting(Segment::firstStep).containsExactly(10L);
  }

  @Test
  void shouldNotChangeSnapshotLater() {
    History history = new History(1_000, 1_000);
    history.add(segment("a", 0, 10));
    List<Segment> snapshot = history.snapshot();

    history.add(segment("a", 10, 10));

    assertThat(snapshot).hasSize(1);
  }

  private static Segment segment(String series, long first, int steps) {
    return new Segment(series, first, 1, new float[steps]);
  }
}
