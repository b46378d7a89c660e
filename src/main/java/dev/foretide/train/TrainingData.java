package dev.foretide.train;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.model.Evaluation;
import dev.foretide.model.LinearInputs;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkInputs;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Scale;
import dev.foretide.series.Segment;
import dev.foretide.series.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * History replayed through window, scale and encoders, step by step, as the evaluator saw it; so
 * every input is causal. The newest part, from {@link #boundary()} on, is the holdout: no label in
 * it is used for training.
 */
final class TrainingData {
  /** Values that a training may hold; more history than that is cut off at its old end. */
  private static final long LARGEST = 24_000_000;

  private static final int WARM_SCALE = 8;

  /**
   * A label farther off, in units of the scale, is left out: an idle machine that starts, say,
   * whose scale was that of its idling. A few of them would outweigh all other labels of the group.
   */
  private static final float FARTHEST_LABEL = 100;

  private final ModelShape shape;
  private final Grid grid;
  private final LinearInputs linearInputs;
  private final NetworkInputs networkInputs;
  private final List<Run> runs = new ArrayList<>();
  private final long boundary;
  private final long steps;

  TrainingData(ModelShape shape, Grid grid, List<Segment> history, double holdout) {
    this.shape = shape;
    this.grid = grid;
    this.linearInputs = new LinearInputs(shape);
    this.networkInputs = new NetworkInputs(shape);
    List<Segment> kept = newest(history);
    this.steps = kept.stream().mapToLong(Segment::steps).sum();
    this.boundary = boundary(kept, holdout);
    Map<String, List<Segment>> bySeries = new TreeMap<>();
    for (Segment segment : kept) {
      bySeries.computeIfAbsent(segment.series(), series -> new ArrayList<>()).add(segment);
    }
    bySeries.values().forEach(this::addSeries);
  }

  private List<Segment> newest(List<Segment> history) {
    boolean windowed = shape.evaluation() == Evaluation.WINDOWED;
    long perStep =
        linearInputs.size()
            + (long) networkInputs.size() * (windowed ? shape.window() : 1)
            + 2L * shape.horizon()
            + shape.features().size()
            + 2; // the scale is a double
    List<Segment> newestFirst = new ArrayList<>(history);
    newestFirst.sort(Comparator.comparingLong(Segment::endStep).reversed());
    List<Segment> kept = new ArrayList<>();
    long held = 0;
    for (Segment segment : newestFirst) {
      held += segment.steps() * perStep;
      if (held > LARGEST) {
        break;
      }
      kept.add(segment);
    }
    return kept;
  }

  /** The step that leaves the share {@code holdout} of all steps at or after it. */
  private static long boundary(List<Segment> segments, double holdout) {
    int total = segments.stream().mapToInt(Segment::steps).sum();
    long[] all = new long[total];
    int at = 0;
    for (Segment segment : segments) {
      for (int i = 0; i < segment.steps(); i++) {
        all[at++] = segment.firstStep() + i;
      }
    }
    Arrays.sort(all);
    return total == 0 ? 0 : all[Math.min(total - 1, (int) (total * (1 - holdout)))];
  }

  private void addSeries(List<Segment> segments) {
    segments.sort(Comparator.comparingLong(Segment::firstStep));
    List<float[]> rows = new ArrayList<>();
    long first = 0;
    for (Segment segment : segments) {
      for (int i = 0; i < segment.steps(); i++) {
        long step = segment.firstStep() + i;
        long missing = step - first - rows.size();
        if (!rows.isEmpty() && missing > 0 && !grid.fills(missing)) {
          addRun(segment.series(), first, rows);
          rows = new ArrayList<>();
        }
        if (rows.isEmpty()) {
          first = step;
        }
        while (first + rows.size() < step) {
          rows.add(missingRow());
        }
        if (step == first + rows.size()) { // segments sent twice overlap
          rows.add(
              Arrays.copyOfRange(
                  segment.values(), i * segment.features(), (i + 1) * segment.features()));
        }
      }
    }
    addRun(segments.get(0).series(), first, rows);
  }

  private float[] missingRow() {
    float[] row = new float[shape.features().size()];
    Arrays.fill(row, Float.NaN);
    return row;
  }

  private void addRun(String series, long first, List<float[]> rows) {
    int length = rows.size();
    int horizon = shape.horizon();
    int target = shape.targetIndex();
    if (length < 2) {
      return;
    }
    boolean windowed = shape.evaluation() == Evaluation.WINDOWED;
    int rowSize = networkInputs.size() * (windowed ? shape.window() : 1);
    Run run =
        new Run(
            series,
            first,
            length,
            new boolean[length],
            new float[length * shape.features().size()],
            new double[length],
            new float[length * linearInputs.size()],
            new float[length * rowSize],
            new float[length * horizon],
            new float[shape.season() > 0 ? length * horizon : 0]);
    Window window = new Window(shape.memory(), shape.features().size());
    Scale scale = new Scale(shape.features().size(), ForecastSettings.scaleMemory(shape));
    float[] held = new float[shape.features().size()];
    float[] before = new float[held.length];
    float[] regressors = new float[linearInputs.size()];
    int missing = 0;
    for (int i = 0; i < length; i++) {
      float[] row = rows.get(i);
      boolean measured = !Float.isNaN(row[target]);
      System.arraycopy(held, 0, before, 0, held.length);
      for (int f = 0; f < held.length; f++) {
        held[f] = Float.isNaN(row[f]) ? held[f] : row[f];
      }
      boolean filled = measured && missing > 0 && missing < window.size(); // else a run begins so
      if (filled) {
        fill(window, scale, before, held, missing);
      }
      if (measured) {
        scale.absorb(held);
      }
      window.append(held, measured);
      keepValues(run, i, window, filled ? missing : 0);
      run.spreads()[i] = scale.spread(target);
      long start = grid.startOf(first + i);
      if (filled && shape.evaluation() == Evaluation.STATEFUL) {
        encodeFilled(run, i, window, scale, missing);
      }
      missing = measured ? 0 : missing + 1;
      linearInputs.encode(window, scale, start, regressors);
      System.arraycopy(regressors, 0, run.regressors(), i * regressors.length, regressors.length);
      encodeNetwork(run, i, window, scale, start);
      run.usable()[i] = measured && scale.count() >= WARM_SCALE;
      label(run, i, rows, held[target], scale.spread(target));
      seasonal(run, i, window, scale.spread(target));
    }
    runs.add(run);
  }

  /** A gap is filled when the reading behind it is there; until then its values were held. */
  private void fill(Window window, Scale scale, float[] before, float[] behind, int missing) {
    float[] last = before.clone();
    if (grid.gapFill() == GapFill.LINEAR) {
      for (int i = 1; i <= missing; i++) {
        for (int f = 0; f < last.length; f++) {
          last[f] = before[f] + (float) i / (missing + 1) * (behind[f] - before[f]);
          window.correct(missing - i, f, last[f]);
        }
      }
    }
    scale.breakOff(last);
  }

  /** Keeps the newest step, and those of a gap that was filled only now. */
  private static void keepValues(Run run, int at, Window window, int filled) {
    int features = window.features();
    for (int age = 0; age <= filled; age++) {
      for (int f = 0; f < features; f++) {
        run.values()[(at - age) * features + f] = window.value(age, f);
      }
    }
  }

  private void encodeFilled(Run run, int at, Window window, Scale scale, int missing) {
    int size = networkInputs.size();
    long start = grid.startOf(run.firstStep() + at);
    for (int age = missing; age >= 1; age--) {
      networkInputs.encode(window, scale, age, start, run.networkRows(), (at - age) * size);
    }
  }

  private void encodeNetwork(Run run, int at, Window window, Scale scale, long start) {
    int size = networkInputs.size();
    if (shape.evaluation() == Evaluation.STATEFUL) {
      networkInputs.encode(window, scale, 0, start, run.networkRows(), at * size);
    } else if (window.size() >= shape.window()) {
      for (int age = shape.window() - 1; age >= 0; age--) {
        int row = at * shape.window() + shape.window() - 1 - age;
        networkInputs.encode(window, scale, age, start, run.networkRows(), row * size);
      }
    }
  }

  private void label(Run run, int at, List<float[]> rows, float last, double unit) {
    for (int lead = 1; lead <= shape.horizon(); lead++) {
      int later = at + lead;
      float value = later < run.length() ? rows.get(later)[shape.targetIndex()] : Float.NaN;
      float label = (float) ((value - last) / unit);
      run.labels()[at * shape.horizon() + lead - 1] =
          Math.abs(label) <= FARTHEST_LABEL ? label : Float.NaN;
    }
  }

  private void seasonal(Run run, int at, Window window, double unit) {
    if (shape.season() == 0) {
      return;
    }
    int target = shape.targetIndex();
    for (int lead = 1; lead <= shape.horizon(); lead++) {
      int age = LinearInputs.seasonalAge(shape.season(), lead);
      run.seasonal()[at * shape.horizon() + lead - 1] =
          age < window.size()
              ? (float) ((window.value(age, target) - window.value(0, target)) / unit)
              : Float.NaN;
    }
  }

  List<Run> runs() {
    return runs;
  }

  /** First step of the holdout. */
  long boundary() {
    return boundary;
  }

  /** Steps of history used. */
  long steps() {
    return steps;
  }

  /** First step of all. */
  long firstStep() {
    return runs.stream().mapToLong(Run::firstStep).min().orElse(0);
  }

  /** Step behind the last of all. */
  long endStep() {
    return runs.stream().mapToLong(run -> run.firstStep() + run.length()).max().orElse(0);
  }

  /** Whether all labels of an origin are known before a step. */
  boolean knownBefore(Run run, int at, long step) {
    return run.firstStep() + at + shape.horizon() < step;
  }
}
