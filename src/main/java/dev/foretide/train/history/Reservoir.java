package dev.foretide.train.history;

import dev.foretide.series.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A uniform sample of older history, in episodes: so many steps of one series that a forecast can
 * be learnt from them.
 *
 * <p>Each episode has a number that follows from its series and place alone; the episodes with the
 * lowest numbers are kept (bottom-k sampling), so that every episode that ever was has the same
 * chance, and a trainer that starts anew keeps the same ones. Owned by one thread.
 */
final class Reservoir {
  private final long maxValues;
  private final int episodeSteps;
  private final TreeMap<Long, List<Segment>> episodes = new TreeMap<>();
  private long lowestRefused = Long.MAX_VALUE;
  private long values;
  private long steps;

  Reservoir(long maxValues, int episodeSteps) {
    this.maxValues = maxValues;
    this.episodeSteps = episodeSteps;
  }

  long maxValues() {
    return maxValues;
  }

  long steps() {
    return steps;
  }

  /** The segments kept, in no order. */
  List<Segment> segments() {
    return episodes.values().stream().flatMap(List::stream).toList();
  }

  /**
   * Offers a segment that is no longer among the newest.
   *
   * @return the segments that are not kept, itself perhaps among them
   */
  List<Segment> offer(Segment segment) {
    long number = number(segment.series(), Math.floorDiv(segment.firstStep(), episodeSteps));
    if (number >= lowestRefused) {
      return List.of(segment);
    }
    episodes.computeIfAbsent(number, drawn -> new ArrayList<>()).add(segment);
    values += segment.values().length;
    steps += segment.steps();
    List<Segment> dropped = new ArrayList<>();
    while (values > maxValues) {
      Map.Entry<Long, List<Segment>> highest = episodes.pollLastEntry();
      if (highest == null) {
        break;
      }
      lowestRefused = highest.getKey();
      for (Segment each : highest.getValue()) {
        values -= each.values().length;
        steps -= each.steps();
        dropped.add(each);
      }
    }
    return dropped;
  }

  /** A number without order, the finaliser of MurmurHash3 over the two. */
  private static long number(String series, long episode) {
    long bits = series.hashCode() * 0x9E3779B97F4A7C15L + episode;
    bits = (bits ^ (bits >>> 33)) * 0xFF51AFD7ED558CCDL;
    bits = (bits ^ (bits >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return bits ^ (bits >>> 33);
  }
}
