package dev.foretide.csv;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether the times of rows rise or fall, each series for itself. Times that a change of clocks
 * makes come twice tell nothing. Owned by one thread.
 */
final class RowOrder {
  private final Map<String, Instant> before = new HashMap<>();
  private boolean rises;
  private boolean falls;

  void add(String series, TimeParser.Local local, Instant at) {
    if (ClockChanges.comesTwice(local)) {
      return;
    }
    Instant last = before.put(series, at);
    if (last != null) {
      rises |= at.isAfter(last);
      falls |= at.isBefore(last);
    }
  }

  /** Whether times fall, and nowhere rise. */
  boolean isNewestFirst() {
    return falls && !rises;
  }
}
