package dev.foretide.train;

import dev.foretide.series.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The buffered history of one model group: segments of all its series, bounded by age and number of
 * values. Owned by one thread; {@link #snapshot} is what another one may read.
 */
public final class History {
  private static final Comparator<Segment> OLDEST_FIRST =
      Comparator.comparingLong(Segment::firstStep).thenComparing(Segment::series);

  private final long maxSteps;
  private final long maxValues;
  private final TreeSet<Segment> segments = new TreeSet<>(OLDEST_FIRST);
  private long values;
  private long steps;
  private long everTaken;

  /**
   * @param maxSteps age at which a segment is dropped, in steps behind the newest
   * @param maxValues number of values at which the oldest segments are dropped
   */
  public History(long maxSteps, long maxValues) {
    this.maxSteps = maxSteps;
    this.maxValues = maxValues;
  }

  /**
   * Adds a segment; the same series and first step replaces what was there.
   *
   * @return the segments that are now too old or too many, oldest first
   */
  public List<Segment> add(Segment segment) {
    if (segments.remove(segment)) {
      recount();
    }
    segments.add(segment);
    values += segment.values().length;
    steps += segment.steps();
    everTaken += segment.steps();
    return trim();
  }

  private void recount() {
    values = segments.stream().mapToLong(s -> s.values().length).sum();
    steps = segments.stream().mapToLong(Segment::steps).sum();
  }

  private List<Segment> trim() {
    List<Segment> dropped = new ArrayList<>();
    long newest = segments.last().endStep();
    while (segments.size() > 1
        && (values > maxValues || newest - segments.first().endStep() > maxSteps)) {
      Segment oldest = segments.pollFirst();
      if (oldest == null) {
        break;
      }
      values -= oldest.values().length;
      steps -= oldest.steps();
      dropped.add(oldest);
    }
    return dropped;
  }

  /** Steps of all series together. */
  public long steps() {
    return steps;
  }

  /** Steps that were ever added, of all series together. */
  public long everTaken() {
    return everTaken;
  }

  /** An immutable copy; segments are immutable, so only references are copied. */
  public List<Segment> snapshot() {
    return List.copyOf(segments);
  }
}
