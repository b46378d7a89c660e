package dev.foretide.train;

/** What came of some work for a model group. */
public sealed interface GroupReport permits TrainingReport, ProbationReport {
  String group();

  /** Wall clock it took. */
  double seconds();
}
