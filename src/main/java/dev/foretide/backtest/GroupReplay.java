package dev.foretide.backtest;

import dev.foretide.model.Model;
import dev.foretide.series.Segment;
import dev.foretide.train.GroupLearner;
import dev.foretide.train.History;
import dev.foretide.train.ModelTraining;
import dev.foretide.train.TrainingKind;
import dev.foretide.train.TrainingReport;
import dev.foretide.train.TrainingSchedule;
import org.jspecify.annotations.Nullable;

/**
 * The trainer of one model group in a backtest: what the trainer's task is to the live path, but
 * driven by the time of the readings, and a training takes none of it. Owned by one thread.
 */
final class GroupReplay {
  private final String group;
  private final BacktestSettings settings;
  private final History history;
  private final TrainingSchedule schedule;
  private final GroupLearner learner;
  private @Nullable Model serving;
  private int lastVersion;
  private boolean changed;

  GroupReplay(String group, BacktestSettings settings) {
    this.group = group;
    this.settings = settings;
    this.history =
        new History(
            settings.historyAge().toMillis() / settings.training().grid().stepMillis(),
            settings.historyValues());
    this.schedule =
        new TrainingSchedule(
            settings.interval(),
            settings.linearInterval(),
            settings.training().linear(),
            settings.training().growth());
    this.learner = new GroupLearner(settings.training().shape(), settings.training().grid());
  }

  @Nullable Model serving() {
    return serving;
  }

  void add(Segment segment) {
    history.add(segment);
    changed = true;
  }

  /** The errors of the group have risen for good. */
  void drifted() {
    schedule.drifted();
  }

  /** Trains if a training is due at a time of the readings; null when none was. */
  @Nullable TrainingReport trainIfDue(long now) {
    if (!changed || history.steps() < settings.training().minSteps()) {
      return null;
    }
    TrainingKind kind = schedule.due(now, history.everTaken(), serving != null);
    if (kind == null) {
      return null;
    }
    schedule.began(kind, now, history.everTaken());
    changed = false;
    ModelTraining.Job job =
        new ModelTraining.Job(group, kind, lastVersion + 1, history.snapshot(), serving, learner);
    TrainingReport report =
        new ModelTraining(settings.training(), job, settings.workers(), () -> false).call();
    if (report.outcome() == TrainingReport.Outcome.PROMOTED && report.challenger() != null) {
      serving = report.challenger();
      lastVersion = serving.version();
    }
    return report;
  }
}
