package dev.foretide.csv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the times of a file are written, as far as one cell alone does not tell.
 *
 * @param dateOrder of dates without a year of four digits in front; null: no row tells
 * @param unit of times that are numbers; null: each cell by its size
 * @param stated whether somebody has named the unit, so that sizes do not matter
 * @param compact whether numbers of 10, 12 or 14 digits are dates, {@code YYYYMMDDHHMM}
 */
public record TimeFormat(
    @Nullable DateOrder dateOrder, @Nullable EpochUnit unit, boolean stated, boolean compact) {

  /** Each cell for itself. */
  static final TimeFormat OPEN = new TimeFormat(null, null, false, true);

  /** What the cells of a file tell, and somebody says. */
  static TimeFormat of(List<String> cells, CsvHints hints) {
    DateOrder order = hints.dateOrder();
    EpochUnit unit = hints.timeUnit();
    boolean compact = unit == null;
    boolean several = false;
    for (String cell : cells) {
      String text = cell.strip();
      if (order == null) {
        order = TimeText.orderOf(text);
      }
      if (TimeText.isNumber(text) && hints.timeUnit() == null) {
        compact &= TimeText.isCompact(text);
        EpochUnit own = EpochUnit.byMagnitude(TimeText.number(text));
        several |= unit != null && own != unit;
        unit = own;
      }
    }
    if (compact || several) {
      unit = hints.timeUnit();
    }
    return new TimeFormat(order, unit, hints.timeUnit() != null, compact);
  }
}
