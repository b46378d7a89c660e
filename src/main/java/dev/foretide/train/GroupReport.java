package dev.foretide.train;

import java.util.concurrent.Callable;

/** What came of some work for a model group. */
public sealed interface GroupReport permits TrainingReport, ProbationReport {
  String group();

  /** Wall clock it took. */
  double seconds();

  /** Work for a model group, done by one thread that need not be the group's owner. */
  interface Work extends Callable<GroupReport> {
    @Override
    GroupReport call();
  }
}
