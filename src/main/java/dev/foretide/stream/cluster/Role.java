package dev.foretide.stream.cluster;

import java.util.Locale;

/** Which part of the topology an instance runs. */
public enum Role {
  ALL,
  EVALUATOR,
  TRAINER;

  public boolean evaluates() {
    return this != TRAINER;
  }

  public boolean trains() {
    return this != EVALUATOR;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
