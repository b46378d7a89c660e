package dev.foretide.train;

import java.util.Locale;

/** What a training renews. */
public enum TrainingKind {
  /** Heads and network. */
  FULL,
  /** The linear head alone; the network stays, so no state has to be rebuilt. */
  LINEAR;

  /** The word used in messages. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
