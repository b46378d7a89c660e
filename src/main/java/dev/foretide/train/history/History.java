package dev.foretide.train.history;

import dev.foretide.series.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The buffered history of one model group: the newest segments of all its series, bounded by age
 * and number of values, and a sample of what was before. Owned by one thread; {@link #snapshot} is
 * what another one may read.
 */
public final class History {
  private static final Comparator<Segment> OLDEST_FIRST =
      Comparator.comparingLong(Segment::firstStep).thenComparing(Segment::series);

  /** Share of the values that older episodes may take. */
  private static final double OLDER_SHARE = 0.2;

  private final long maxSteps;
  private final long maxValues;
  private final TreeSet<Segment> newest = new TreeSet<>(OLDEST_FIRST);
  private final Reservoir older;
  private long values;
  private long steps;
  private long everTaken;

  /**
   * @param maxSteps age at which a segment is old, in steps behind the newest
   * @param maxValues number of values kept in all
   * @param episodeSteps steps that belong together when older history is sampled
   */
  public History(long maxSteps, long maxValues, int episodeSteps) {
    this.maxSteps = maxSteps;
    this.older = new Reservoir((long) (OLDER_SHARE * maxValues), episodeSteps);
    this.maxValues = maxValues - older.maxValues();
  }

  /**
   * Adds a segment; the same series and first step replaces what was there.
   *
   * @return the segments that are no longer kept
   */
  public List<Segment> add(Segment segment) {
    Segment same = newest.floor(segment);
    if (same != null && OLDEST_FIRST.compare(same, segment) == 0) {
      newest.remove(same);
      values -= same.values().length;
      steps -= same.steps();
    }
    newest.add(segment);
    values += segment.values().length;
    steps += segment.steps();
    everTaken += segment.steps();
    return trim();
  }

  private List<Segment> trim() {
    List<Segment> dropped = new ArrayList<>();
    long last = newest.last().endStep();
    while (newest.size() > 1
        && (values > maxValues || last - newest.first().endStep() > maxSteps)) {
      Segment oldest = newest.pollFirst();
      if (oldest == null) {
        break;
      }
      values -= oldest.values().length;
      steps -= oldest.steps();
      dropped.addAll(older.offer(oldest));
    }
    return dropped;
  }

  /** Steps of all series together, newest and older. */
  public long steps() {
    return steps + older.steps();
  }

  /** Steps that were ever added, of all series together. */
  public long everTaken() {
    return everTaken;
  }

  /** An immutable copy; segments are immutable, so only references are copied. */
  public List<Segment> snapshot() {
    List<Segment> all = new ArrayList<>(older.segments());
    all.addAll(newest);
    return List.copyOf(all);
  }
}
