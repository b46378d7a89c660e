package dev.foretide.model;

/** How the network is applied to a series. */
public enum Evaluation {
  /** (h, c) is carried from step to step: one step of the network per reading. */
  STATEFUL,
  /** The whole window from a zero state at every reading, as Keras' {@code predict} does. */
  WINDOWED
}
