package dev.foretide.train;

import dev.foretide.model.ModelShape;
import dev.foretide.nn.Loss;
import dev.foretide.series.Aggregate;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Segment;
import dev.foretide.train.gate.GateSettings;
import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.network.NetworkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Histories of known laws, and settings small enough for a test. */
public final class Histories {
  private Histories() {}

  public static Grid grid(GapFill fill, int gapMax) {
    return new Grid(Duration.ofMinutes(1), Aggregate.MEAN, Duration.ZERO, fill, gapMax);
  }

  public static TrainingSettings settings(ModelShape shape, String layers, int epochs) {
    return new TrainingSettings(
        new NetworkSettings(
            shape, grid(GapFill.HOLD, 3), layers, Loss.HUBER, epochs, 0, 16, 0.01, 5),
        10,
        Duration.ofMinutes(1),
        new GateSettings(0.2, 0, 0.8, 0),
        0);
  }

  /** A learner that has learnt a history at once. */
  public static GroupLearner learner(ModelShape shape, GapFill fill, List<Segment> history) {
    GroupLearner learner = new GroupLearner(shape, grid(fill, 3));
    learner.learn(history);
    return learner;
  }

  /** Values whose changes follow {@code d_t = a d_(t-1) + noise}. */
  public static float[] momentum(double a, int steps, long seed) {
    Random random = new Random(seed);
    float[] values = new float[steps];
    double change = 0;
    double x = 0;
    for (int i = 0; i < steps; i++) {
      change = a * change + random.nextGaussian();
      x += change;
      values[i] = (float) x;
    }
    return values;
  }

  /** Cuts values into segments of 16 steps. */
  public static List<Segment> segments(String series, long first, float[] values) {
    List<Segment> segments = new ArrayList<>();
    for (int at = 0; at < values.length; at += 16) {
      float[] part = Arrays.copyOfRange(values, at, Math.min(values.length, at + 16));
      segments.add(new Segment(series, first + at, 1, part));
    }
    return segments;
  }

  /** Three series with a cycle of 12 steps, each with its own phase, level and amplitude. */
  public static List<Segment> sines(int steps, double noise) {
    List<Segment> all = new ArrayList<>();
    for (int s = 0; s < 3; s++) {
      Random random = new Random(s);
      float[] values = new float[steps];
      for (int i = 0; i < steps; i++) {
        double angle = 2 * Math.PI * (i + 3 * s) / 12;
        values[i] = (float) (10 * s + (s + 1) * (Math.sin(angle) + noise * random.nextGaussian()));
      }
      all.addAll(segments("sine-" + s, 1_000, values));
    }
    return all;
  }

  static List<Segment> walk(int steps, long seed) {
    Random random = new Random(seed);
    float[] values = new float[steps];
    double x = 0;
    for (int i = 0; i < steps; i++) {
      x += random.nextGaussian();
      values[i] = (float) x;
    }
    return segments("walk", 0, values);
  }
}
