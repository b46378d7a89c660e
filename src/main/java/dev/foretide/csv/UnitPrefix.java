package dev.foretide.csv;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Units that differ in a prefix of powers of ten alone, as programs choose them value by value: 950
 * W, then 1.2 kW.
 */
final class UnitPrefix {
  private static final Map<Character, Integer> POWERS =
      Map.of('n', -9, 'u', -6, 'µ', -6, 'm', -3, 'k', 3, 'M', 6, 'G', 9, 'T', 12);

  private UnitPrefix() {}

  /** The power of ten that leads from one unit to another; null if there is none. */
  static @Nullable Integer power(String from, String to) {
    if (from.equals(to)) {
      return 0;
    }
    Integer ofFrom = POWERS.get(from.charAt(0));
    Integer ofTo = POWERS.get(to.charAt(0));
    if (ofFrom != null && from.substring(1).equals(to)) {
      return ofFrom;
    }
    if (ofTo != null && to.substring(1).equals(from)) {
      return -ofTo;
    }
    boolean sameUnit =
        from.length() > 1 && to.length() > 1 && from.substring(1).equals(to.substring(1));
    return sameUnit && ofFrom != null && ofTo != null ? ofFrom - ofTo : null;
  }
}
