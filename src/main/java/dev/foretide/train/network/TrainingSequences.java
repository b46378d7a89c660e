package dev.foretide.train.network;

import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import dev.foretide.train.history.HistoryStretch;
import dev.foretide.train.history.Regime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which stretches of the history a network is trained on, and in how many passes.
 *
 * <p>Without a number of epochs in the settings there are as many as make about 150 updates, half
 * of that from trained weights: stretches of a short history overlap the more, a long one is seen a
 * few times or, where it is longer still, in part.
 */
final class TrainingSequences {
  /** Share of the pieces, the newest, by which a training with a patience sees when to stop. */
  static final double VALIDATION = 0.1;

  private static final int LEAST_TO_STOP_BY = 20;
  private static final int UPDATES = 150;
  private static final int WARM_UPDATES = 75;
  private static final int MOST_EPOCHS = 20;

  /** Values that the sequences may hold. */
  private static final long LARGEST = 24_000_000;

  private final List<HistoryStretch> stretches;
  private final ModelShape shape;
  private final long boundary;
  private final int length;
  private final int burnIn;
  private final int epochs;
  private final boolean stopsEarly;
  private final List<Piece> all;

  /** One sequence: its stretch and first step, which may lie before the stretch. */
  record Piece(int stretch, int from) {}

  /**
   * @param boundary step from which on no label is trained on
   * @param regimeFrom first step of what half of the pieces reach into, or {@link Regime#NONE}
   * @param warm whether the network has been trained before
   */
  TrainingSequences(
      List<HistoryStretch> stretches,
      NetworkSettings settings,
      long boundary,
      long regimeFrom,
      boolean warm) {
    this.stretches = stretches;
    this.shape = settings.shape();
    this.boundary = boundary;
    boolean windowed = shape.evaluation() == Evaluation.WINDOWED;
    int longest = stretches.stream().mapToInt(HistoryStretch::length).max().orElse(0);
    this.length = windowed ? shape.window() : Math.max(2, Math.min(2 * shape.window(), longest));
    this.burnIn = windowed ? length - 1 : Math.min(shape.window() / 2, length / 2);
    int plainStride = windowed ? 1 : Math.max(1, length - burnIn);
    int plain = Math.max(1, at(plainStride).size());
    int wanted = (warm ? WARM_UPDATES : UPDATES) * settings.batchSize();
    int passes = Math.max(1, Math.min(MOST_EPOCHS, (wanted + plain - 1) / plain));
    this.epochs = settings.epochs() > 0 ? settings.epochs() : passes;
    int stride =
        settings.epochs() > 0
            ? plainStride
            : (int)
                Math.max(1, Math.min(plainStride, (long) plainStride * plain * epochs / wanted));
    long perPiece = length * (2L * shape.features().size() + 2L * shape.horizon());
    long most = Math.min(LARGEST / perPiece, settings.epochs() > 0 ? Long.MAX_VALUE : wanted);
    List<Piece> pieces = at(stride);
    List<Piece> chosen =
        weighed(pieces.size() > most ? thinned(pieces, (int) most) : pieces, regimeFrom);
    this.stopsEarly = settings.patience() > 0 && chosen.size() >= LEAST_TO_STOP_BY;
    this.all =
        stopsEarly ? chosen.stream().sorted(Comparator.comparingLong(this::end)).toList() : chosen;
  }

  private long end(Piece piece) {
    return stretches.get(piece.stretch()).firstStep() + piece.from() + length;
  }

  /** As many pieces, half of which end in the new regime: some of them more than once. */
  private List<Piece> weighed(List<Piece> pieces, long regimeFrom) {
    List<Piece> recent = new ArrayList<>();
    List<Piece> older = new ArrayList<>();
    for (Piece piece : pieces) {
      (end(piece) > regimeFrom ? recent : older).add(piece);
    }
    int half = pieces.size() / 2;
    if (recent.isEmpty() || recent.size() >= half) {
      return pieces;
    }
    List<Piece> mixed = new ArrayList<>(thinned(older, pieces.size() - half));
    for (int i = 0; i < half; i++) {
      mixed.add(recent.get(i % recent.size()));
    }
    return mixed;
  }

  /** Pieces so many steps apart, from the newest known label of each stretch backwards. */
  private List<Piece> at(int stride) {
    boolean windowed = shape.evaluation() == Evaluation.WINDOWED;
    List<Piece> pieces = new ArrayList<>();
    for (int r = 0; r < stretches.size(); r++) {
      HistoryStretch stretch = stretches.get(r);
      int last = (int) Math.min(stretch.length(), boundary - stretch.firstStep() - shape.horizon());
      for (int end = last; end > burnIn; end -= stride) {
        if (!windowed || stretch.usable(end - 1)) {
          pieces.add(new Piece(r, end - length));
        }
      }
    }
    return pieces;
  }

  private static List<Piece> thinned(List<Piece> pieces, int most) {
    List<Piece> kept = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      kept.add(pieces.get((int) ((long) i * pieces.size() / most)));
    }
    return kept;
  }

  /** Steps of each piece. */
  int length() {
    return length;
  }

  /** Steps at the beginning of a piece that give no loss. */
  int burnIn() {
    return burnIn;
  }

  int epochs() {
    return epochs;
  }

  /** Whether the newest pieces, the last ones, say when to stop. */
  boolean stopsEarly() {
    return stopsEarly;
  }

  List<Piece> all() {
    return all;
  }
}
