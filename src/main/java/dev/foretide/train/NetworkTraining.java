package dev.foretide.train;

import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkInputs;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.Fit;
import dev.foretide.nn.FitReport;
import dev.foretide.nn.FitSettings;
import dev.foretide.nn.Network;
import dev.foretide.nn.Sequences;
import dev.foretide.nn.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the network on residuals, scaled per lead.
 *
 * <p>Stateful: overlapping sequences of two windows from a zero state, loss at every step after a
 * burn-in of half a window. Windowed: one window per origin, loss at its end. From the champion's
 * weights where the architecture is the same.
 */
final class NetworkTraining {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkTraining.class);
  private static final double WEIGHT_DECAY = 0.01;
  private static final double CLIP_NORM = 1;

  private final TrainingData data;
  private final TrainingSettings settings;
  private final Workers workers;
  private final ModelShape shape;
  private final int inputs;
  private final int horizon;

  /**
   * @param workers who share the work of a batch
   */
  NetworkTraining(TrainingData data, TrainingSettings settings, Workers workers) {
    this.data = data;
    this.settings = settings;
    this.workers = workers;
    this.shape = settings.shape();
    this.inputs = NetworkInputs.size(shape);
    this.horizon = shape.horizon();
  }

  /** One sequence: its run, first step and the first step whose loss counts. */
  private record Piece(int run, int from, int lossFrom) {}

  /**
   * Trains a network.
   *
   * @param residuals per run {@code [length, horizon]}, NaN masked
   * @param scale {@code [horizon]} by which residuals are divided
   * @return the report with the network; null when there is no sequence to train on
   */
  @Nullable FitReport train(
      List<float[]> residuals, float[] scale, @Nullable Network champion, BooleanSupplier stop) {
    int length = shape.evaluation() == Evaluation.WINDOWED ? shape.window() : sequenceLength();
    List<Piece> pieces =
        shape.evaluation() == Evaluation.WINDOWED
            ? windows(residuals)
            : stretches(length, residuals);
    if (pieces.isEmpty()) {
      return null;
    }
    Sequences sequences = sequences(pieces, length, residuals, scale);
    Architecture architecture = Architecture.parse(settings.layers(), inputs, horizon);
    Network start =
        champion != null && champion.architecture().equals(architecture)
            ? champion
            : Network.initialise(architecture, settings.seed(), settings.linear());
    return new Fit(fitSettings(), start, sequences, null, workers)
        .run(stop, epoch -> LOG.debug("{} of {}", epoch, architecture));
  }

  private FitSettings fitSettings() {
    return FitSettings.of(settings.epochs(), settings.batchSize())
        .loss(settings.loss())
        .learningRate(settings.learningRate())
        .weightDecay(WEIGHT_DECAY)
        .clipNorm(CLIP_NORM)
        .cosineSchedule(true)
        .seed(settings.seed())
        .build(); // the burn-in is masked in the targets
  }

  private int sequenceLength() {
    int longest = data.runs().stream().mapToInt(Run::length).max().orElse(0);
    return Math.max(2, Math.min(2 * shape.window(), longest));
  }

  private List<Piece> windows(List<float[]> residuals) {
    List<Piece> pieces = new ArrayList<>();
    for (int r = 0; r < data.runs().size(); r++) {
      for (int at = shape.window() - 1; at < data.runs().get(r).length(); at++) {
        if (labelled(residuals.get(r), at)) {
          pieces.add(new Piece(r, at, shape.window() - 1));
        }
      }
    }
    return pieces;
  }

  private boolean labelled(float[] residuals, int at) {
    for (int h = 0; h < horizon; h++) {
      if (!Float.isNaN(residuals[at * horizon + h])) {
        return true;
      }
    }
    return false;
  }

  private List<Piece> stretches(int length, List<float[]> residuals) {
    int burnIn = Math.min(shape.window() / 2, length / 2);
    int stride = Math.max(1, length - burnIn);
    List<Piece> pieces = new ArrayList<>();
    for (int r = 0; r < data.runs().size(); r++) {
      int last = data.runs().get(r).length();
      for (int end = last; end > burnIn; end -= stride) {
        int from = end - length; // negative: the sequence begins before the run
        if (anyLabelled(residuals.get(r), Math.max(0, from + burnIn), end)) {
          pieces.add(new Piece(r, from, burnIn));
        }
      }
    }
    return pieces;
  }

  private boolean anyLabelled(float[] residuals, int from, int to) {
    for (int at = from; at < to; at++) {
      if (labelled(residuals, at)) {
        return true;
      }
    }
    return false;
  }

  private Sequences sequences(
      List<Piece> pieces, int length, List<float[]> residuals, float[] scale) {
    float[] x = new float[pieces.size() * length * inputs];
    float[] y = new float[pieces.size() * length * horizon];
    Arrays.fill(y, Float.NaN);
    for (int p = 0; p < pieces.size(); p++) {
      Piece piece = pieces.get(p);
      Run run = data.runs().get(piece.run());
      if (shape.evaluation() == Evaluation.WINDOWED) {
        int block = length * inputs;
        System.arraycopy(run.networkRows(), piece.from() * block, x, p * block, block);
        target(residuals.get(piece.run()), piece.from(), scale, y, p * length + length - 1);
      } else {
        for (int i = Math.max(0, -piece.from()); i < length; i++) {
          int at = piece.from() + i;
          System.arraycopy(run.networkRows(), at * inputs, x, (p * length + i) * inputs, inputs);
          if (i >= piece.lossFrom()) {
            target(residuals.get(piece.run()), at, scale, y, p * length + i);
          }
        }
      }
    }
    return new Sequences(new Sequences.Shape(pieces.size(), length, inputs, horizon), x, y);
  }

  private void target(float[] residuals, int at, float[] scale, float[] y, int row) {
    for (int h = 0; h < horizon; h++) {
      y[row * horizon + h] = residuals[at * horizon + h] / scale[h];
    }
  }
}
