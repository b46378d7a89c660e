package dev.foretide.stream.evaluator;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The series of one task, least recently read first, and which of them leave: while the instance
 * has more than it may, each reading sends the first one away. So a flood of new series costs each
 * of its readings one deletion, and takes the place of series of its own partition only.
 *
 * <p>After a restart the order is that of the store until readings come. Owned by one thread; the
 * count is shared by the tasks of the instance.
 */
public final class SeriesEviction {
  /**
   * The bound of an instance.
   *
   * @param max most series
   * @param count series of all its tasks
   */
  public record Bound(int max, AtomicInteger count) {
    public Bound(int max) {
      this(max, new AtomicInteger());
    }
  }

  private final Bound bound;
  private final Map<String, Boolean> byAge = new LinkedHashMap<>(16, 0.75f, true);

  SeriesEviction(Bound bound) {
    this.bound = bound;
  }

  /** Notes a series that has been restored. */
  void add(String series) {
    if (byAge.put(series, true) == null) {
      bound.count().incrementAndGet();
    }
  }

  /** Notes a reading of a series; returns the one that must leave now, or null. */
  @Nullable String read(String series) {
    add(series);
    if (bound.count().get() <= bound.max() || byAge.size() == 1) {
      return null;
    }
    Iterator<String> oldest = byAge.keySet().iterator();
    String leaving = oldest.next();
    oldest.remove();
    bound.count().decrementAndGet();
    return leaving;
  }

  /** The task leaves this instance, and its series with it. */
  void forget() {
    bound.count().addAndGet(-byAge.size());
    byAge.clear();
  }
}
