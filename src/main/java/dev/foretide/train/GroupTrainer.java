package dev.foretide.train;

import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.nn.Workers;
import dev.foretide.series.Segment;
import dev.foretide.train.gate.Gate;
import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.history.History;
import dev.foretide.train.history.Regime;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The trainer of one model group: its history, when to train what, and the watch over what was
 * promoted. Knows no clock and no thread: time is passed in, and the work that is due is handed
 * out, to be done by another thread or at once.
 *
 * <p>A promotion begins a watch, whoever promoted: any model of a newer version than the one before
 * it, unless it only has new heads, which were compared with the old ones on their way. An older
 * version that serves again is somebody's wish and is not watched.
 *
 * <p>Owned by one thread. Work handed out must be over before the next is asked for; it is the
 * owner of the learner meanwhile.
 */
public final class GroupTrainer {
  /** Horizons after which a watch is looked at for the first time. */
  private static final int FIRST_CHECK = 5;

  private final String group;
  private final TrainerSettings settings;
  private final History history;
  private final TrainingSchedule schedule;
  private final Regime regime;
  private @Nullable GroupLearner learner;
  private @Nullable Model serving;
  private @Nullable Probation watch;
  private long newest = Long.MIN_VALUE;
  private long nextCheck;
  private boolean changed;

  public GroupTrainer(String group, TrainerSettings settings) {
    this.group = group;
    this.settings = settings;
    this.history = settings.newHistory();
    this.schedule = settings.newSchedule();
    ModelShape shape = settings.training().shape();
    this.regime = new Regime(shape.window() + shape.horizon());
  }

  public String group() {
    return group;
  }

  /** Adds history; returns what is no longer kept. */
  public List<Segment> add(Segment segment) {
    changed = true;
    newest = Math.max(newest, segment.endStep());
    return history.add(segment);
  }

  /** Asks for a full training at the next occasion, of whatever history there is. */
  public void request() {
    changed = true;
    schedule.request();
  }

  /** The errors of the group have risen for good: what comes from now on is another regime. */
  public void drifted() {
    if (newest != Long.MIN_VALUE) {
      regime.begins(newest);
    }
  }

  /** The watch that goes on, or null. */
  public @Nullable Probation watch() {
    return watch;
  }

  /** The model that served last. */
  public @Nullable Model serving() {
    return serving;
  }

  /** Its version, 0 for none. */
  public int servingVersion() {
    return versionOf(serving);
  }

  /**
   * Takes up what was before a restart.
   *
   * @param last the model that served then
   * @param open the watch that went on, or null
   */
  public void resume(@Nullable Model last, @Nullable Probation open) {
    serving = last;
    watch = open;
    nextCheck = open == null ? 0 : firstCheck(open);
  }

  /**
   * Takes note of the model that serves now; a newer one may begin a watch.
   *
   * @return whether it is another one than before
   */
  public boolean noteServing(@Nullable Model now) {
    Model before = serving;
    if (versionOf(now) == versionOf(before)) {
      return false;
    }
    serving = now;
    if (before == null || now == null) {
      watch = null;
    } else if (now.version() < before.version()) {
      watch = null;
    } else if (!isOnlyHeads(now, before)) {
      beginWatch(now, watch == null ? before : watch.trusted());
    }
    return true;
  }

  private static int versionOf(@Nullable Model model) {
    return model == null ? 0 : model.version();
  }

  private static boolean isOnlyHeads(Model now, Model before) {
    return now.networkVersion() == before.networkVersion() && now.provenance().wasTrained();
  }

  private void beginWatch(Model promoted, Model trusted) {
    boolean comparable = trusted.shape().equals(promoted.shape());
    watch =
        settings.training().gate().watch() == 0 || !comparable || newest == Long.MIN_VALUE
            ? null
            : new Probation(promoted, trusted, newest);
    nextCheck = watch == null ? 0 : firstCheck(watch);
  }

  private long firstCheck(Probation of) {
    int horizon = of.promoted().shape().horizon();
    return of.fromStep() + Math.min(FIRST_CHECK * horizon, settings.training().gate().watch());
  }

  /** What is due now, or null; asking changes nothing that is due. */
  public @Nullable Due due(long nowMillis) {
    if (!changed || history.steps() < settings.training().minSteps()) {
      return null;
    }
    if (watch != null && newest >= nextCheck) {
      return Due.WATCH;
    }
    long steps = history.everTaken();
    if (regime.isDue(newest) && (!regime.isNew() || schedule.mayTrainEarly(nowMillis, steps))) {
      return Due.FULL;
    }
    TrainingKind kind = schedule.due(nowMillis, steps, serving != null);
    return kind == null ? null : kind == TrainingKind.FULL ? Due.FULL : Due.LINEAR;
  }

  /** Work that may be due. */
  public enum Due {
    WATCH,
    LINEAR,
    FULL
  }

  /**
   * Begins what is due.
   *
   * @param version version that a challenger gets, unless it is given another one later
   * @param workers who share the work
   * @param cancelled asked between updates
   */
  public GroupReport.Work begin(
      Due due, long nowMillis, int version, Workers workers, BooleanSupplier cancelled) {
    GroupLearner own = learner == null ? settings.newLearner() : learner;
    learner = own;
    Probation open = watch;
    if (due == Due.WATCH && open != null) {
      nextCheck = newest + settings.training().shape().horizon();
      return new ProbationCheck(settings.training(), open, history.snapshot(), own, newest);
    }
    TrainingKind kind = due == Due.FULL ? TrainingKind.FULL : TrainingKind.LINEAR;
    schedule.began(kind, nowMillis, history.everTaken());
    long regimeFrom = regime.from();
    if (kind == TrainingKind.FULL) {
      regime.trained(newest);
    }
    // Heads first: the network of a new group follows on the same history.
    changed = kind == TrainingKind.LINEAR && serving == null;
    return new ModelTraining(
        settings.training(),
        new TrainingJob(group, kind, version, history.snapshot(), regimeFrom, serving, own),
        workers,
        cancelled);
  }

  /** Takes note of what came of the work begun last. */
  public void ended(GroupReport report) {
    if (report instanceof ProbationReport watched
        && watched.watch().equals(watch)
        && watched.verdict() != Gate.Verdict.OPEN) {
      watch = null;
    }
    if (report instanceof TrainingReport training
        && training.outcome() == TrainingReport.Outcome.FAILED) {
      learner = null; // it may have ended in the middle of learning
    }
  }

  /** The report of work that ended with a fault, perhaps in the middle of learning. */
  public GroupReport failed(Due due, String reason) {
    learner = null;
    Probation open = watch;
    return due == Due.WATCH && open != null
        ? new ProbationReport(open, Gate.Verdict.OPEN, reason, 0)
        : new TrainingReport(
            group,
            due == Due.FULL ? TrainingKind.FULL : TrainingKind.LINEAR,
            TrainingReport.Outcome.FAILED,
            reason,
            history.steps(),
            0,
            0,
            servingVersion(),
            null);
  }

  /** Estimated bytes that the learner holds; 0 without one. */
  public long learnerBytes() {
    return learner == null ? 0 : learner.bytes();
  }

  /** Gives the learner up; the next training learns the history anew. */
  public void releaseLearner() {
    learner = null;
  }
}
