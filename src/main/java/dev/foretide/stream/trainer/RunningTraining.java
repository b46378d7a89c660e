package dev.foretide.stream.trainer;

import dev.foretide.train.GroupReport;
import dev.foretide.train.GroupTrainer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The trainer of one model group, and its work under way on the pool. Owned by one stream thread;
 * the work gets an immutable snapshot.
 */
final class RunningTraining {
  private static final Duration LONGEST_HOLD = Duration.ofSeconds(10);

  private final GroupTrainer trainer;
  private final TrainingPool pool;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final TrainingPool.QueuePosition position;
  private GroupTrainer.Due doing = GroupTrainer.Due.FULL;
  private @Nullable Future<GroupReport> work;
  private long heldUntil = Long.MIN_VALUE;

  RunningTraining(GroupTrainer trainer, TrainingPool pool) {
    this.trainer = trainer;
    this.pool = pool;
    this.position = pool.queuePosition(trainer.group());
  }

  GroupTrainer trainer() {
    return trainer;
  }

  /**
   * Starts what is due, if nothing is under way, when it is this group's turn.
   *
   * @param version version of a challenger, unless it is given another one in the end
   */
  void startIfDue(long now, int version) {
    if (work != null || now < heldUntil) {
      return;
    }
    GroupTrainer.Due due = trainer.due(now);
    if (due == null) {
      position.leave();
      if (position.mustFree(trainer.learnerBytes())) {
        trainer.releaseLearner();
      }
    } else if (position.take(now)) {
      doing = due;
      work = pool.submit(trainer.begin(due, now, version, pool, cancelled::get));
    }
  }

  /**
   * A pointer is on its way: what is trained next must be compared with where it leads. It comes
   * back within a second, or never where this instance refuses the model.
   */
  void holdUntilServing(long now) {
    heldUntil = now + LONGEST_HOLD.toMillis();
  }

  /** Another version serves. */
  void goOn() {
    heldUntil = Long.MIN_VALUE;
  }

  /** The report of work that has ended since the last call, or null. */
  @Nullable GroupReport poll() {
    Future<GroupReport> current = work;
    if (current == null || !current.isDone()) {
      return null;
    }
    work = null;
    position.done();
    GroupReport report = reportOf(current);
    trainer.ended(report);
    return report;
  }

  private GroupReport reportOf(Future<GroupReport> ended) {
    try {
      return ended.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return trainer.failed(doing, "interrupted");
    } catch (CancellationException | ExecutionException e) {
      return trainer.failed(doing, String.valueOf(e.getCause() == null ? e : e.getCause()));
    }
  }

  /** The task leaves: the next owner trains again. */
  void cancel() {
    cancelled.set(true);
    if (work != null) {
      work.cancel(false);
    }
    position.close();
  }
}
