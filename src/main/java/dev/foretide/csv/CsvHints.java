package dev.foretide.csv;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says of a file, so that it need not be recognised; null where nothing is said.
 *
 * @param zone of times that name none
 * @param delimiter between cells
 * @param decimal of its numbers
 * @param dateOrder of its dates
 * @param timeUnit of times that are numbers since 1970
 * @param missing cells that stand for a missing value, whatever the case; a number stands for every
 *     way to write it
 */
public record CsvHints(
    ZoneId zone,
    @Nullable Character delimiter,
    @Nullable Decimal decimal,
    @Nullable DateOrder dateOrder,
    @Nullable EpochUnit timeUnit,
    Set<String> missing) {

  /** Copies the words, in lower case. */
  public CsvHints {
    missing =
        missing.stream().map(word -> plain(word.strip())).collect(Collectors.toUnmodifiableSet());
  }

  /** Nothing is said but the zone. */
  public static CsvHints of(ZoneId zone) {
    return new CsvHints(zone, null, null, null, null, Set.of());
  }

  /** Whether a cell stands for a missing value. */
  boolean isMissing(String cell) {
    return !missing.isEmpty() && missing.contains(plain(cell));
  }

  /** One way to write a number: -999, -999.0 and -9.99e2 are one. */
  private static String plain(String word) {
    if (!word.isEmpty()
        && word.length() < 40
        && Character.isDigit(word.charAt(word.length() - 1))) {
      try {
        BigDecimal number = new BigDecimal(word);
        if (Math.abs(number.scale()) < 100) {
          return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
      } catch (NumberFormatException e) {
        // a word that ends with a digit
      }
    }
    return word.toLowerCase(Locale.ROOT);
  }
}
