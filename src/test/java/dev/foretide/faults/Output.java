package dev.foretide.faults;

/** What the product says of a reading. */
enum Output {
  FORECAST,
  SCORE
}
