package dev.foretide.train.network;

import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.Fit;
import dev.foretide.nn.FitReport;
import dev.foretide.nn.FitSettings;
import dev.foretide.nn.Network;
import dev.foretide.nn.Sequences;
import dev.foretide.nn.Workers;
import dev.foretide.train.history.HistoryStretch;
import dev.foretide.train.history.Regime;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the network on what the head leaves over, scaled per lead.
 *
 * <p>Stateful: sequences of two windows from a zero state, loss at every step after a burn-in of
 * half a window. Windowed: one window per origin, loss at its end. From the champion's weights
 * where the architecture is the same. {@link TrainingSequences} says which stretches of the history
 * and how often.
 */
public final class NetworkTraining {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkTraining.class);
  private static final double WEIGHT_DECAY = 0.01;
  private static final double CLIP_NORM = 1;

  /** Learning rate from trained weights, relative to that from fresh ones. */
  private static final double WARM_RATE = 2.0 / 3;

  private final List<HistoryStretch> stretches;
  private final NetworkSettings settings;
  private final Workers workers;
  private final ModelShape shape;
  private final NetworkData data;
  private final long boundary;
  private final long regimeFrom;
  private final int horizon;

  /**
   * @param boundary step from which on no label is trained on
   * @param regimeFrom first step of what half of the training is on, or {@link Regime#NONE}
   * @param workers who share the work of a batch
   */
  public NetworkTraining(
      List<HistoryStretch> stretches,
      NetworkSettings settings,
      long boundary,
      long regimeFrom,
      Workers workers) {
    this.regimeFrom = regimeFrom;
    this.stretches = stretches;
    this.settings = settings;
    this.workers = workers;
    this.boundary = boundary;
    this.shape = settings.shape();
    this.data = new NetworkData(shape, settings.grid(), NetworkEncoding.Relative.ON_HEAD);
    this.horizon = shape.horizon();
  }

  /** Root mean square per lead of what the network is to answer; never zero. */
  public float[] residualScale() {
    double[] sums = new double[horizon];
    long[] counts = new long[horizon];
    for (HistoryStretch stretch : stretches) {
      for (int at = 0; at < stretch.length() && stretch.knownBefore(at, boundary); at++) {
        for (int lead = 1; stretch.usable(at) && lead <= horizon; lead++) {
          float left = data.residual(stretch, at, lead);
          if (!Float.isNaN(left)) {
            sums[lead - 1] += (double) left * left;
            counts[lead - 1]++;
          }
        }
      }
    }
    float[] scale = new float[horizon];
    for (int h = 0; h < horizon; h++) {
      double rms = counts[h] == 0 ? 1 : Math.sqrt(sums[h] / counts[h]);
      scale[h] = (float) Math.max(1e-6, rms);
    }
    return scale;
  }

  /**
   * Trains a network.
   *
   * @param scale {@code [horizon]} by which residuals are divided
   * @return the report with the network; null when there is nothing to train on
   */
  public @Nullable FitReport train(
      float[] scale, @Nullable Network champion, BooleanSupplier stop) {
    Architecture architecture = Architecture.parse(settings.layers(), data.inputs(), horizon);
    Network start =
        champion != null && champion.architecture().equals(architecture) ? champion : null;
    TrainingSequences pieces =
        new TrainingSequences(stretches, settings, boundary, regimeFrom, start != null);
    if (pieces.all().isEmpty()) {
      return null;
    }
    Sequences sequences = sequences(pieces, scale);
    if (!sequences.hasTargetFrom(0)) {
      return null;
    }
    FitSettings how =
        FitSettings.of(pieces.epochs(), settings.batchSize())
            .loss(settings.loss())
            .learningRate(settings.learningRate() * (start == null ? 1 : WARM_RATE))
            .weightDecay(WEIGHT_DECAY)
            .clipNorm(CLIP_NORM)
            .cosineSchedule(true)
            .seed(settings.seed())
            .validationSplit(pieces.stopsEarly() ? TrainingSequences.VALIDATION : 0)
            .patience(pieces.stopsEarly() ? settings.patience() : 0)
            .build(); // the burn-in is masked in the targets
    Network first =
        start != null
            ? start
            : Network.initialise(architecture, settings.seed(), settings.shape().linear());
    return new Fit(how, first, sequences, null, workers)
        .run(stop, epoch -> LOG.debug("{} of {}", epoch, architecture));
  }

  private Sequences sequences(TrainingSequences pieces, float[] scale) {
    int length = pieces.length();
    int inputs = data.inputs();
    float[] x = new float[pieces.all().size() * length * inputs];
    float[] y = new float[pieces.all().size() * length * horizon];
    Arrays.fill(y, Float.NaN);
    for (int p = 0; p < pieces.all().size(); p++) {
      TrainingSequences.Piece piece = pieces.all().get(p);
      HistoryStretch stretch = stretches.get(piece.stretch());
      HistoryStretch.Position position = stretch.position();
      if (shape.evaluation() == Evaluation.WINDOWED) {
        data.encodeWindow(stretch, position, piece.from() + length - 1, x, p * length * inputs);
      }
      for (int i = Math.max(0, -piece.from()); i < length; i++) {
        int at = piece.from() + i;
        int row = p * length + i;
        if (shape.evaluation() == Evaluation.STATEFUL) {
          data.encode(stretch, position, at, x, row * inputs);
        }
        if (i >= pieces.burnIn() && stretch.usable(at) && stretch.knownBefore(at, boundary)) {
          for (int h = 0; h < horizon; h++) {
            y[row * horizon + h] = data.residual(stretch, at, h + 1) / scale[h];
          }
        }
      }
    }
    return new Sequences(new Sequences.Shape(pieces.all().size(), length, inputs, horizon), x, y);
  }
}
