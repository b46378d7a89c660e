package dev.foretide.csv;

/** What parts the whole from the fraction of a number. */
public enum Decimal {
  POINT("point"),
  COMMA("comma");

  private final String word;

  Decimal(String word) {
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
