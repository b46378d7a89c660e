package dev.foretide.forecast;

import dev.foretide.score.ExpertWeights;
import dev.foretide.score.IntervalTracker;
import dev.foretide.score.WaitingForecasts;
import dev.foretide.series.Expert;
import dev.foretide.series.Scale;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import dev.foretide.series.Window;

/**
 * Everything remembered of one series. Owned by one thread, which reuses one object for all its
 * series: {@link SeriesStateCodec} fills it from the stored bytes and writes it back.
 */
public final class SeriesState {
  /** Experts whose forecasts wait: all but naive, whose forecast is the base. */
  static final int WAITING_EXPERTS = Expert.COUNT - 1;

  /** A network state that no model made. */
  static final int STALE = 0;

  final Window window;
  final Scale scale;
  final WaitingForecasts waiting;
  final ExpertWeights weights;
  final IntervalTracker intervals;

  /** Number of the newest step on the grid; without meaning while the window is empty. */
  long step;

  /** Time of the newest reading. */
  long timestamp;

  /** Readings folded into the newest step. */
  int readingsInStep;

  /** Steps, from the newest backwards, that are in no history segment yet. */
  int unsentSteps;

  /** Version of the network that made {@link #networkState}. */
  int networkVersion;

  float[] networkState = {};

  /** How the newest forecast was made. */
  int version;

  Status status = Status.COLD;
  Source source = Source.NAIVE;

  public SeriesState(ForecastSettings settings) {
    int horizon = settings.shape().horizon();
    double[] levels = settings.levels();
    this.window = new Window(settings.shape().memory(), settings.shape().features().size());
    this.scale = new Scale(settings.shape().features().size(), settings.scaleMemory());
    this.waiting = new WaitingForecasts(horizon, WAITING_EXPERTS, levels.length);
    this.weights = new ExpertWeights(horizon);
    this.intervals = new IntervalTracker(horizon, levels);
  }

  /** Forgets everything: a new series. */
  public void clear() {
    restart();
    scale.clear();
    weights.clear();
    intervals.clear();
    step = 0;
    timestamp = 0;
  }

  /** Empties window and network state after a long gap; what was learnt about errors stays. */
  void restart() {
    window.clear();
    waiting.clear();
    readingsInStep = 0;
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

  public Status status() {
    return status;
  }

  public Source source() {
    return source;
  }
}
