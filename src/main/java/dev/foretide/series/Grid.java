package dev.foretide.series;

/** Regular grid. */
public final class Grid {
  private Grid() {}
}
