package dev.foretide.train;

import dev.foretide.linalg.SingularNormalEquationsException;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.nn.DivergedException;
import dev.foretide.nn.FitReport;
import dev.foretide.nn.Network;
import dev.foretide.nn.Workers;
import dev.foretide.series.Expert;
import dev.foretide.series.Segment;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One training of one model group, from a snapshot of its history to a judged challenger.
 *
 * <p>Runs on one thread of the training pool; what it is given is immutable.
 */
public final class ModelTraining implements Callable<TrainingReport> {
  /** Error relative to the head's from which on a network is worth going on with. */
  private static final double USEFUL = 0.995;

  private static final String NOTHING_TO_FIT = "too little unbroken history to fit anything";

  private final TrainingSettings settings;
  private final ModelShape shape;
  private final Job job;
  private final @Nullable Model champion;
  private final Workers workers;
  private final BooleanSupplier cancelled;

  /**
   * What is to be trained, from what.
   *
   * @param group model group
   * @param kind the linear head alone, or all of the model
   * @param version version that the challenger gets
   * @param history snapshot of the group's history
   * @param champion the serving model, or null
   * @param learner what earlier trainings of the group have learnt; this one learns on with it
   */
  public record Job(
      String group,
      TrainingKind kind,
      int version,
      List<Segment> history,
      @Nullable Model champion,
      GroupLearner learner) {}

  /**
   * @param workers who share the work of this training; the result does not depend on them
   * @param cancelled asked between updates; a training that is cancelled, or whose thread is
   *     interrupted, fails
   */
  public ModelTraining(
      TrainingSettings settings, Job job, Workers workers, BooleanSupplier cancelled) {
    this.settings = settings;
    this.shape = settings.shape();
    this.job = job;
    Model serving = job.champion();
    this.champion = serving != null && serving.shape().equals(shape) ? serving : null;
    this.workers = workers;
    this.cancelled = cancelled;
  }

  @Override
  public TrainingReport call() {
    long began = System.nanoTime();
    long deadline = began + settings.budget().toNanos();
    BooleanSupplier stop = () -> isCancelled() || System.nanoTime() - deadline > 0;
    Attempt attempt = attempt(stop);
    double seconds = (System.nanoTime() - began) / 1e9;
    Model challenger = attempt.challenger();
    GroupLearner learner = job.learner();
    return new TrainingReport(
        job.group(),
        job.kind(),
        attempt.outcome(),
        attempt.reason(),
        learner.steps(),
        learner.series(),
        seconds,
        challenger == null
            ? null
            : challenger.withVersion(
                job.version(),
                challenger.networkVersion(),
                provenance(attempt, challenger, seconds)));
  }

  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Attempt(
      TrainingReport.Outcome outcome,
      String reason,
      @Nullable Model challenger,
      float @Nullable [] championErrors) {

    static Attempt failed(String reason) {
      return new Attempt(TrainingReport.Outcome.FAILED, reason, null, null);
    }
  }

  private Attempt attempt(BooleanSupplier stop) {
    try {
      job.learner().learn(job.history());
      Attempt attempt =
          job.kind() == TrainingKind.LINEAR && champion != null
              ? renewHeads(champion)
              : renewAll(stop);
      return isCancelled() ? Attempt.failed("cancelled") : attempt;
    } catch (DivergedException | SingularNormalEquationsException e) {
      return Attempt.failed(String.valueOf(e.getMessage()));
    }
  }

  /** Heads have no holdout: their errors are those of the heads before, at labels new to them. */
  private Attempt renewHeads(Model serving) {
    LinearHeads heads = job.learner().heads();
    if (heads == null) {
      return Attempt.failed(NOTHING_TO_FIT);
    }
    float[] errors = job.learner().errors();
    withNetwork(errors, serving.expertErrors());
    Parts parts =
        new Parts(
            heads,
            serving.network(),
            serving.networkVersion(),
            serving.encoding(),
            serving.residualScale());
    double score = Gate.relative(errors, Expert.LINEAR);
    boolean good = score <= 1;
    return new Attempt(
        good ? TrainingReport.Outcome.PROMOTED : TrainingReport.Outcome.REJECTED,
        "online error of the head relative to naive is %.4f%s"
            .formatted(score, good ? "" : ", must be at most 1"),
        model(parts, errors),
        null);
  }

  private Attempt renewAll(BooleanSupplier stop) {
    GroupLearner learner = job.learner();
    List<Run> runs = learner.runs();
    long boundary = learner.quantile(1 - settings.holdout());
    LinearHeads heads = learner.heads();
    NetworkTraining training = new NetworkTraining(runs, settings, boundary, workers);
    float[] scale = training.residualScale();
    Holdout holdout = new Holdout(runs, shape, settings.grid(), boundary);
    Holdout.Judgement before = champion == null ? null : holdout.judge(untrusted(champion, scale));
    FitReport fit =
        !settings.hasNetwork() || (heads == null && shape.linear())
            ? null
            : training.train(scale, start(before), stop);
    if (fit == null && heads == null) {
      return Attempt.failed(NOTHING_TO_FIT);
    }
    NetworkEncoding encoding = NetworkEncoding.Relative.ON_HEAD;
    Parts parts =
        fit == null
            ? new Parts(heads, null, 0, encoding, scale)
            : new Parts(heads, fit.network(), job.version(), encoding, scale);
    Holdout.Judgement judged = holdout.judge(model(parts, unknownErrors()));
    float[] championErrors = before == null ? null : before.errors();
    Gate.Decision decision = new Gate(settings.margin()).decide(judged.errors(), championErrors);
    float[] errors = learner.errors();
    withNetwork(errors, judged.errors());
    for (int h = 0; h < scale.length; h++) {
      scale[h] *= judged.trust()[h];
    }
    return new Attempt(
        decision.promoted() ? TrainingReport.Outcome.PROMOTED : TrainingReport.Outcome.REJECTED,
        decision.reason(),
        model(parts, errors),
        championErrors);
  }

  /** A network of ours as it would be judged had it been trained now. */
  private static Model untrusted(Model model, float[] scale) {
    return isOurs(model) ? model.withResidualScale(scale) : model;
  }

  /** Weights to begin with: the champion's, if they have learnt more than the head knows. */
  private @Nullable Network start(Holdout.@Nullable Judgement before) {
    if (before == null || champion == null || !isOurs(champion)) {
      return null;
    }
    double lstm = Gate.relative(before.errors(), Expert.LSTM);
    double head = Gate.relative(before.errors(), Expert.LINEAR);
    return !settings.linear() || lstm < USEFUL * head ? champion.network() : null;
  }

  /** Adds the network's errors in the proportion that they had to the head's, or to naive's. */
  private void withNetwork(float[] errors, float[] judged) {
    int horizon = shape.horizon();
    Expert beside = settings.linear() ? Expert.LINEAR : Expert.NAIVE;
    for (int h = 0; h < horizon; h++) {
      float lstm = judged[Expert.LSTM.index() * horizon + h];
      float other = judged[beside.index() * horizon + h];
      float now = errors[beside.index() * horizon + h];
      errors[Expert.LSTM.index() * horizon + h] = other > 0 ? lstm / other * now : lstm;
    }
  }

  private boolean isCancelled() {
    return cancelled.getAsBoolean() || Thread.currentThread().isInterrupted();
  }

  private float[] unknownErrors() {
    float[] unknown = new float[Expert.COUNT * shape.horizon()];
    Arrays.fill(unknown, Float.NaN);
    return unknown;
  }

  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Parts(
      @Nullable LinearHeads heads,
      @Nullable Network network,
      int networkVersion,
      NetworkEncoding encoding,
      float[] residualScale) {}

  /** Weights that mean something else are no start for a network of ours. */
  private static boolean isOurs(Model champion) {
    return champion.encoding().equals(NetworkEncoding.Relative.ON_HEAD);
  }

  private Model model(Parts parts, float[] errors) {
    return new Model(
        job.group(),
        job.version(),
        parts.networkVersion(),
        shape,
        parts.heads(),
        parts.heads() == null ? Map.of() : job.learner().ownHeads(),
        parts.network(),
        parts.encoding(),
        parts.residualScale(),
        errors,
        Map.of());
  }

  private Map<String, String> provenance(Attempt attempt, Model challenger, double seconds) {
    long stepMillis = shape.stepMillis();
    GroupLearner data = job.learner();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trained.at", Instant.now().toString());
    facts.put("trained.seconds", decimal(seconds));
    facts.put("training.kind", job.kind().word());
    facts.put("training.outcome", attempt.outcome().word());
    facts.put("training.reason", attempt.reason());
    facts.put("training.loss", settings.loss().toString());
    facts.put("training.seed", Long.toString(settings.seed()));
    facts.put("data.steps", Long.toString(data.steps()));
    facts.put("data.from", Instant.ofEpochMilli(data.firstStep() * stepMillis).toString());
    facts.put("data.to", Instant.ofEpochMilli(data.endStep() * stepMillis).toString());
    facts.put("data.series", Integer.toString(data.series()));
    for (Expert expert : Expert.values()) {
      facts.put(
          "holdout.relative.mse." + expert.name().toLowerCase(Locale.ROOT),
          decimal(Gate.relative(challenger.expertErrors(), expert)));
    }
    if (champion != null && attempt.championErrors() != null) {
      facts.put("champion.version", Integer.toString(champion.version()));
      facts.put("champion.relative.mse", decimal(Gate.score(attempt.championErrors())));
    }
    facts.put("jvm", Runtime.version().toString());
    return facts;
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
