package dev.foretide.stream;

import dev.foretide.series.Segment;
import dev.foretide.train.GroupLearner;
import dev.foretide.train.History;
import dev.foretide.train.ModelTraining;
import dev.foretide.train.TrainingKind;
import dev.foretide.train.TrainingReport;
import dev.foretide.train.TrainingSchedule;
import dev.foretide.train.TrainingSettings;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The training of one model group, as its task sees it: history, schedule, and the job under way.
 * Owned by one stream thread; the job gets an immutable snapshot.
 */
final class GroupTraining {
  private final String group;
  private final TrainingSettings settings;
  private final History history;
  private final TrainingSchedule schedule;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private @Nullable Future<TrainingReport> job;
  private boolean changed;
  private GroupLearner learner;

  GroupTraining(
      String group, TrainingSettings settings, History history, TrainingSchedule schedule) {
    this.group = group;
    this.settings = settings;
    this.history = history;
    this.schedule = schedule;
    this.learner = newLearner();
  }

  private GroupLearner newLearner() {
    return new GroupLearner(settings.shape(), settings.grid());
  }

  String group() {
    return group;
  }

  /** Adds history; returns what is now too old. */
  List<Segment> add(Segment segment) {
    changed = true;
    return history.add(segment);
  }

  void request() {
    schedule.request();
  }

  /** The errors of the group have risen for good. */
  void drifted() {
    schedule.drifted();
  }

  /** Starts a training if one is due, none is under way and there is something new to learn. */
  void startIfDue(long now, int nextVersion, ModelRegistry models, TrainingPool pool) {
    if (job != null || !changed || history.steps() < settings.minSteps()) {
      return;
    }
    long steps = history.everTaken();
    TrainingKind kind = schedule.due(now, steps, models.serving(group) != null);
    if (kind == null) {
      return;
    }
    schedule.began(kind, now, steps);
    changed = false;
    job =
        pool.submit(
            new ModelTraining(
                settings,
                new ModelTraining.Job(
                    group, kind, nextVersion, history.snapshot(), models.serving(group), learner),
                pool,
                cancelled::get));
  }

  /** The report of a training that has ended since the last call, or null. */
  @Nullable TrainingReport poll() {
    Future<TrainingReport> current = job;
    if (current == null || !current.isDone()) {
      return null;
    }
    job = null;
    try {
      return current.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("interrupted");
    } catch (CancellationException | ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return failed(cause.toString());
    }
  }

  /** What a training left behind that ended in the middle of learning is not to be trusted. */
  private TrainingReport failed(String reason) {
    learner = newLearner();
    return new TrainingReport(
        group,
        TrainingKind.FULL,
        TrainingReport.Outcome.FAILED,
        reason,
        history.steps(),
        0,
        0,
        null);
  }

  /** The task leaves: the next owner trains again. */
  void cancel() {
    cancelled.set(true);
    if (job != null) {
      job.cancel(false);
    }
  }
}
