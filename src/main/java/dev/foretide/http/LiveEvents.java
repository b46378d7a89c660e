package dev.foretide.http;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Hub between the stream threads, which report, and the event streams, which listen.
 *
 * <p>{@link #onForecast} and {@link #onScore} cost one volatile read while nobody listens. While
 * somebody does they store references and never wait: turning them into bytes is the work of {@link
 * #pulse}, which the server calls on a timer. A pulse sends
 *
 * <ul>
 *   <li>to everybody, encoded once, the newest value of each series that changed since the pulse
 *       before: at most {@value #MAX_READINGS} series, those that waited longest first;
 *   <li>to each listener, the forecasts and scores of the series it watches.
 * </ul>
 *
 * So the cost of a listener depends on the pulse and not on the number of readings. All queues are
 * bounded. A reported forecast must not change afterwards. Thread-safe.
 */
public final class LiveEvents {
  static final int MAX_LISTENERS = 64;
  static final int MAX_READINGS = 500;
  static final int MAX_CHANGES = 20;
  private static final int MAX_DECISIONS = 256;
  private static final int MAX_CHANGED_SERIES = 20_000;

  private final CopyOnWriteArrayList<LiveListener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean heard;

  /** Newest forecast per changed series; {@link #order} holds its keys, longest waiting first. */
  private final Map<String, LiveReading> changed = new ConcurrentHashMap<>();

  private final Queue<String> order = new ConcurrentLinkedQueue<>();
  private final Queue<ModelChange> decisions = new ArrayBlockingQueue<>(MAX_DECISIONS);
  private final Map<String, List<ModelChange>> recent = new ConcurrentHashMap<>();
  private volatile byte[] status = new byte[0];

  /**
   * Reports a forecast and the value of the step it starts from.
   *
   * @param actual value of the step at the forecast's origin
   */
  public void onForecast(Forecast forecast, float actual) {
    if (!heard) {
      return;
    }
    LiveReading newest = new LiveReading(forecast, actual);
    // A replaced entry keeps its place in the order; a new one queues up, if there is room.
    if (changed.replace(forecast.series(), newest) == null
        && changed.size() < MAX_CHANGED_SERIES
        && changed.put(forecast.series(), newest) == null) {
      order.add(forecast.series());
    }
    for (LiveListener listener : listeners) {
      if (listener.watches(forecast.series())) {
        listener.detail(newest);
      }
    }
  }

  /** Reports what earlier forecasts for a step were worth. */
  public void onScore(Score score) {
    if (!heard) {
      return;
    }
    for (LiveListener listener : listeners) {
      if (listener.watches(score.series())) {
        listener.detail(score);
      }
    }
  }

  /** Reports a decision on a model version; it is remembered whether or not anybody listens. */
  public void onModel(ModelChange change) {
    recent.merge(change.group(), List.of(change), LiveEvents::newestFirst);
    if (heard) {
      decisions.offer(change); // left out when full: any other event makes a page read all models
    }
  }

  private static List<ModelChange> newestFirst(List<ModelChange> old, List<ModelChange> added) {
    List<ModelChange> all = new ArrayList<>(added);
    all.addAll(old);
    return List.copyOf(all.subList(0, Math.min(all.size(), MAX_CHANGES)));
  }

  /** The newest decisions on a group's models, newest first. */
  public List<ModelChange> recentChanges(String group) {
    return recent.getOrDefault(group, List.of());
  }

  /**
   * Begins to listen.
   *
   * @param series the series whose forecasts and scores are wanted; null wants all, blank none
   * @return empty when there are too many listeners
   */
  synchronized Optional<LiveListener> listen(@Nullable String series) {
    if (listeners.size() >= MAX_LISTENERS) {
      return Optional.empty();
    }
    LiveListener listener = new LiveListener(series);
    listeners.add(listener);
    status = new byte[0]; // the next pulse tells everybody, the newcomer too
    heard = true;
    return Optional.of(listener);
  }

  synchronized void leave(LiveListener listener) {
    listener.close();
    listeners.remove(listener);
    heard = !listeners.isEmpty();
    if (!heard) {
      order.clear();
      changed.clear();
      decisions.clear();
    }
  }

  boolean heard() {
    return heard;
  }

  List<LiveListener> listeners() {
    return List.copyOf(listeners);
  }

  /** Sends what has gathered. One thread calls this, a few times a second. */
  void pulse(Health health, Totals totals) {
    if (!heard) {
      return;
    }
    byte[] now = LiveFrames.status(health, totals);
    if (!Arrays.equals(now, status)) {
      status = now;
      send(now);
    }
    for (ModelChange change = decisions.poll(); change != null; change = decisions.poll()) {
      send(LiveFrames.model(change));
    }
    List<LiveReading> readings = takeReadings();
    if (!readings.isEmpty()) {
      send(LiveFrames.readings(readings));
    }
    for (LiveListener listener : listeners) {
      listener.flushDetails();
    }
  }

  private List<LiveReading> takeReadings() {
    List<LiveReading> readings = new ArrayList<>();
    while (readings.size() < MAX_READINGS) {
      String series = order.poll();
      if (series == null) {
        break;
      }
      LiveReading newest = changed.remove(series);
      if (newest != null) {
        readings.add(newest);
      }
    }
    return readings;
  }

  private void send(byte[] frame) {
    for (LiveListener listener : listeners) {
      listener.offer(frame);
    }
  }

  /** Ends all listeners. */
  void close() {
    for (LiveListener listener : listeners) {
      leave(listener);
    }
  }
}
