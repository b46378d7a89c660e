package dev.foretide.message.reading;

import dev.foretide.config.ReadingSettings;
import java.util.BitSet;
import java.util.List;

/**
 * The features of each series where a reading has several targets: the target, and then the
 * features that are no target. Immutable.
 */
final class SeriesFeatures {
  private final int[] targets;
  private final int[] beside;

  SeriesFeatures(ReadingSettings settings) {
    List<String> names = settings.names();
    this.targets = settings.targets().stream().mapToInt(names::indexOf).toArray();
    this.beside =
        names.stream()
            .filter(name -> !settings.targets().contains(name))
            .mapToInt(names::indexOf)
            .toArray();
  }

  boolean areSeveral() {
    return targets.length > 1;
  }

  /** Whether a reading with some features says anything to the series of a target. */
  boolean concerns(int target, BitSet known) {
    if (known.get(targets[target])) {
      return true;
    }
    for (int feature : beside) {
      if (known.get(feature)) {
        return true;
      }
    }
    return false;
  }

  /** The features of the series of a target. */
  double[] of(int target, double[] features) {
    double[] own = new double[1 + beside.length];
    own[0] = features[targets[target]];
    for (int i = 0; i < beside.length; i++) {
      own[1 + i] = features[beside[i]];
    }
    return own;
  }
}
