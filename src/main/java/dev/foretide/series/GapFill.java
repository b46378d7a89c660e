package dev.foretide.series;

/** What stands in the window for steps without a reading. */
public enum GapFill {
  /** The last value is held. */
  HOLD,
  /** A straight line from the last value to the new one. */
  LINEAR,
  /** Nothing: every gap, however short, empties the window and the network's state. */
  NONE
}
