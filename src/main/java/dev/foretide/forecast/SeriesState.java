package dev.foretide.forecast;

import dev.foretide.score.ExpertWeights;
import dev.foretide.score.IntervalTracker;
import dev.foretide.score.LearntLeads;
import dev.foretide.score.WaitingForecasts;
import dev.foretide.series.Scale;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import dev.foretide.series.Window;
import java.util.Arrays;

/**
 * Everything remembered of one series. Owned by one thread, which reuses one object for all its
 * series: {@link SeriesStateCodec} fills it from the stored bytes and writes it back.
 */
public final class SeriesState {
  /** The place of a reading that has none. */
  public static final long NOWHERE = -1;

  /** A network state that no model made. */
  static final int STALE = 0;

  final Window window;
  final Scale scale;
  final WaitingForecasts waiting;
  final ExpertWeights weights;
  final IntervalTracker intervals;
  final PendingSteps pending;

  /** {@code [features]} time of the newest reading of each; duplicates are known by it. */
  final long[] times;

  /** Place in its topic of the newest reading taken in, {@link #NOWHERE} for none. */
  long position;

  /** Number of the newest step on the grid; without meaning while the window is empty. */
  long step;

  /** Steps, from the newest backwards, that are in no history segment yet. */
  int unsentSteps;

  /** Readings in a row, up to the newest, outside the widest interval of lead 1. */
  int outside;

  /** Version of the network that made {@link #networkState}. */
  int networkVersion;

  /** In 16-bit floats, as it is stored. */
  short[] networkState = {};

  /** How the newest forecast was made. */
  int version;

  Status status = Status.COLD;
  Source source = Source.NAIVE;

  public SeriesState(ForecastSettings settings) {
    LearntLeads leads = settings.learntLeads();
    double[] levels = settings.levels();
    this.window = new Window(settings.shape().memory(), settings.shape().features().size());
    this.scale = new Scale(settings.shape().features().size(), settings.scaleMemory());
    this.waiting = new WaitingForecasts(leads, settings.experts(), levels.length);
    this.weights = new ExpertWeights(leads);
    this.intervals = new IntervalTracker(leads, levels);
    this.pending = new PendingSteps(settings.grid().gapMax() + 1, window.features());
    this.times = new long[window.features()];
    clear();
  }

  /** Forgets everything: a new series. */
  public void clear() {
    restart();
    scale.clear();
    weights.clear();
    intervals.clear();
    pending.clear();
    Arrays.fill(times, Long.MIN_VALUE);
    position = NOWHERE;
    step = 0;
    outside = 0;
  }

  /**
   * Whether a reading has been taken in and comes again, as after a crash without transactions.
   * Later readings at earlier places are those of a topic that was made anew.
   *
   * @param place in its topic, or {@link #NOWHERE}
   * @param timestamp of the reading
   */
  public boolean hasTaken(long place, long timestamp) {
    if (place == NOWHERE || place > position) {
      return false;
    }
    for (long time : times) {
      if (timestamp <= time) {
        return true;
      }
    }
    return false;
  }

  /** Notes the place of the reading that is being taken in. */
  public void take(long place) {
    position = place;
  }

  /** Empties window and network state after a long gap; what was learnt about errors stays. */
  void restart() {
    window.clear();
    waiting.clear();
    unsentSteps = 0;
    networkVersion = STALE;
    version = 0;
    status = Status.COLD;
    source = Source.NAIVE;
  }

  public Window window() {
    return window;
  }

  public Scale scale() {
    return scale;
  }

  public IntervalTracker intervals() {
    return intervals;
  }

  /** Number of the newest step on the grid. */
  public long step() {
    return step;
  }

  public int version() {
    return version;
  }

  /** Version of the network that made the network's state; another number where it is stale. */
  public int networkVersion() {
    return networkVersion;
  }

  public Status status() {
    return status;
  }

  public Source source() {
    return source;
  }
}
