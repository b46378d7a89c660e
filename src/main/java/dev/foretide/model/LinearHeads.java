package dev.foretide.model;

import dev.foretide.series.Expert;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The linear heads of a model, each an {@link Expert}. Immutable.
 *
 * @param linear the one that the network stands on
 * @param lags the window alone; null where that is all that {@code linear} sees
 * @param lookback the longer window; null where it is no longer, or the history too short for it
 */
public record LinearHeads(
    LinearHead linear, @Nullable LinearHead lags, @Nullable LinearHead lookback) {
  /** Those that a single series may have of its own. */
  public static final List<Expert> OWN = List.of(Expert.LINEAR, Expert.LAGS);

  /** The head of an expert, or null. */
  public @Nullable LinearHead of(Expert expert) {
    return switch (expert) {
      case LINEAR -> linear;
      case LAGS -> lags;
      case LOOKBACK -> lookback;
      case NAIVE, SEASONAL, CYCLE, LSTM -> null;
    };
  }

  void requireFits(ModelShape shape) {
    for (Expert expert : Expert.HEADS) {
      LinearHead head = of(expert);
      if (head != null) {
        Regressors.Columns expected = Regressors.columns(shape, expert);
        if (!head.columns().equals(expected) || head.horizon() != shape.horizon()) {
          throw new IllegalArgumentException(
              "%s head is [%d, %s], expected [%d, %s]"
                  .formatted(
                      expert.word(), head.horizon(), head.columns(), shape.horizon(), expected));
        }
      }
    }
  }
}
