package dev.foretide.csv;

/** The order of day, month and year in a date that does not begin with a year of four digits. */
public enum DateOrder {
  DAY_FIRST("day-first"),
  MONTH_FIRST("month-first"),
  YEAR_FIRST("year-first");

  private final String word;

  DateOrder(String word) {
    this.word = word;
  }

  /** As options write it. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }
}
