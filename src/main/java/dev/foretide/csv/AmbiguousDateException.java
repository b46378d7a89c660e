package dev.foretide.csv;

import java.time.DateTimeException;
import java.time.LocalDate;

/** A date is one of two days, and nothing in the file tells which. */
final class AmbiguousDateException extends DateTimeException {
  private static final long serialVersionUID = 1L;

  AmbiguousDateException(LocalDate dayFirst, LocalDate monthFirst) {
    super(
        "day first it is %s, month first %s, and the first rows of the file do not tell; name --date-order day-first or month-first"
            .formatted(dayFirst, monthFirst));
  }
}
