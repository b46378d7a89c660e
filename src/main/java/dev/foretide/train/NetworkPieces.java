package dev.foretide.train;

import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Which stretches of the history a network is trained on, and in how many passes.
 *
 * <p>Without a number of epochs in the settings there are as many as make about 150 updates, half
 * of that from trained weights: stretches of a short history overlap the more, a long one is seen a
 * few times or, where it is longer still, in part.
 */
final class NetworkPieces {
  private static final int UPDATES = 150;
  private static final int WARM_UPDATES = 75;
  private static final int MOST_EPOCHS = 20;

  /** Values that the sequences may hold. */
  private static final long LARGEST = 24_000_000;

  private final List<Run> runs;
  private final ModelShape shape;
  private final long boundary;
  private final int length;
  private final int burnIn;
  private final int epochs;
  private final List<Piece> all;

  /** One sequence: its run and first step, which may lie before the run. */
  record Piece(int run, int from) {}

  NetworkPieces(List<Run> runs, TrainingSettings settings, long boundary, boolean warm) {
    this.runs = runs;
    this.shape = settings.shape();
    this.boundary = boundary;
    boolean windowed = shape.evaluation() == Evaluation.WINDOWED;
    int longest = runs.stream().mapToInt(Run::length).max().orElse(0);
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
    this.all = pieces.size() > most ? thinned(pieces, (int) most) : pieces;
  }

  /** Pieces so many steps apart, from the newest known label of each run backwards. */
  private List<Piece> at(int stride) {
    boolean windowed = shape.evaluation() == Evaluation.WINDOWED;
    List<Piece> pieces = new ArrayList<>();
    for (int r = 0; r < runs.size(); r++) {
      Run run = runs.get(r);
      int last = (int) Math.min(run.length(), boundary - run.firstStep() - shape.horizon());
      for (int end = last; end > burnIn; end -= stride) {
        if (!windowed || run.usable(end - 1)) {
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

  List<Piece> all() {
    return all;
  }
}
