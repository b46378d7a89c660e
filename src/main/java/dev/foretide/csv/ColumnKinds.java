package dev.foretide.csv;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which columns hold numbers, and which text that is passed over.
 *
 * <p>A column is what its first cell with content is. In a narrow file each series is one for
 * itself, since a switch and a thermometer share the column. Owned by one thread.
 */
final class ColumnKinds {
  private static final class Kinds {
    private final BitSet numeric = new BitSet();
    private final BitSet text = new BitSet();
  }

  private final boolean narrow;
  private final Kinds all = new Kinds();
  private final Map<String, Kinds> bySeries = new HashMap<>();

  ColumnKinds(boolean narrow) {
    this.narrow = narrow;
  }

  private Kinds of(String series) {
    return narrow ? bySeries.computeIfAbsent(series, id -> new Kinds()) : all;
  }

  boolean isText(String series, int column) {
    return all.text.get(column) || (narrow && of(series).text.get(column));
  }

  boolean isNumeric(String series, int column) {
    return narrow ? of(series).numeric.get(column) : all.numeric.get(column);
  }

  void number(String series, int column) {
    all.numeric.set(column);
    if (narrow) {
      of(series).numeric.set(column);
    }
  }

  void text(String series, int column) {
    of(series).text.set(column);
  }

  /** Whatever the series, the column holds numbers. */
  void wanted(int column) {
    all.numeric.set(column);
  }

  /** Whatever the series, the column is passed over. */
  void unwanted(int column) {
    all.text.set(column);
  }

  BitSet numeric() {
    return all.numeric;
  }

  /** Columns that hold text and nowhere a number. */
  BitSet text() {
    BitSet text = (BitSet) all.text.clone();
    bySeries.values().forEach(kinds -> text.or(kinds.text));
    text.andNot(all.numeric);
    return text;
  }

  /** Series of a narrow file that hold no number. */
  List<String> seriesOfText() {
    List<String> series = new ArrayList<>();
    bySeries.forEach(
        (id, kinds) -> {
          if (kinds.numeric.isEmpty() && !kinds.text.isEmpty()) {
            series.add(id);
          }
        });
    series.sort(null);
    return series;
  }
}
