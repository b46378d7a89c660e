package dev.foretide.stream;

import java.util.Locale;

/** Which part of the topology an instance runs. */
public enum Role {
  ALL,
  EVALUATOR,
  TRAINER;

  boolean evaluates() {
    return this != TRAINER;
  }

  boolean trains() {
    return this != EVALUATOR;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
