package dev.foretide.backtest;

import dev.foretide.model.Model;
import dev.foretide.series.Segment;
import dev.foretide.train.GroupReport;
import dev.foretide.train.GroupTrainer;
import dev.foretide.train.ProbationReport;
import dev.foretide.train.TrainingReport;
import org.jspecify.annotations.Nullable;

/**
 * The trainer of one model group in a backtest: what the trainer's task is to the live path, but
 * driven by the time of the readings, and its work takes none of it. Owned by one thread.
 */
final class GroupReplay {
  private final GroupTrainer trainer;
  private final BacktestSettings settings;
  private @Nullable Model serving;
  private int lastVersion;

  GroupReplay(String group, BacktestSettings settings) {
    this.settings = settings;
    this.trainer = new GroupTrainer(group, settings.trainer());
  }

  @Nullable Model serving() {
    return serving;
  }

  void add(Segment segment) {
    trainer.add(segment);
  }

  /** The errors of the group have risen for good. */
  void drifted() {
    trainer.drifted();
  }

  /** Does what is due at a time of the readings; null when nothing was. */
  @Nullable GroupReport workIfDue(long now) {
    GroupTrainer.Due due = trainer.due(now);
    if (due == null) {
      return null;
    }
    GroupReport report =
        trainer.begin(due, now, lastVersion + 1, settings.workers(), () -> false).call();
    trainer.ended(report);
    if (report instanceof TrainingReport training && training.challenger() != null) {
      lastVersion++;
      serving =
          training.outcome() == TrainingReport.Outcome.PROMOTED ? training.challenger() : serving;
    } else if (report instanceof ProbationReport watched && watched.rollsBack()) {
      serving = watched.watch().trusted();
    }
    trainer.noteServing(serving);
    return report;
  }
}
