package dev.foretide.train;

import dev.foretide.linalg.SingularNormalEquationsException;
import dev.foretide.model.LinearHead;
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
   */
  public record Job(
      String group,
      TrainingKind kind,
      int version,
      List<Segment> history,
      @Nullable Model champion) {}

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
    TrainingData data = new TrainingData(shape, settings.grid(), job.history(), settings.holdout());
    Attempt attempt = attempt(data, stop);
    double seconds = (System.nanoTime() - began) / 1e9;
    Model challenger = attempt.challenger();
    return new TrainingReport(
        job.group(),
        job.kind(),
        attempt.outcome(),
        attempt.reason(),
        data.steps(),
        data.runs().stream().map(Run::series).distinct().count(),
        seconds,
        challenger == null
            ? null
            : challenger.withVersion(
                job.version(),
                challenger.networkVersion(),
                provenance(data, attempt, challenger, seconds)));
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

  private Attempt attempt(TrainingData data, BooleanSupplier stop) {
    try {
      Parts parts = train(data, stop);
      if (isCancelled()) {
        return Attempt.failed("cancelled");
      }
      if (parts.head() == null && parts.network() == null) {
        return Attempt.failed("too little unbroken history to fit anything");
      }
      Holdout holdout = new Holdout(data, shape);
      Model challenger = model(parts, unknownErrors());
      float[] errors = holdout.errors(challenger);
      float[] championErrors = champion == null ? null : holdout.errors(champion);
      Gate.Decision decision = new Gate(settings.margin()).decide(errors, championErrors);
      return new Attempt(
          decision.promoted() ? TrainingReport.Outcome.PROMOTED : TrainingReport.Outcome.REJECTED,
          decision.reason(),
          model(parts, errors),
          championErrors);
    } catch (DivergedException | SingularNormalEquationsException e) {
      return Attempt.failed(String.valueOf(e.getMessage()));
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
      @Nullable LinearHead head,
      @Nullable Network network,
      int networkVersion,
      NetworkEncoding encoding,
      float[] residualScale) {}

  private Parts train(TrainingData data, BooleanSupplier stop) {
    HeadTraining heads = settings.linear() ? new HeadTraining(data, shape) : null;
    LinearHead head = heads == null ? null : heads.solve();
    if (job.kind() == TrainingKind.LINEAR && champion != null) {
      return new Parts(
          head,
          champion.network(),
          champion.networkVersion(),
          champion.encoding(),
          champion.residualScale());
    }
    List<float[]> residuals =
        heads == null || head == null
            ? Residuals.ofLabels(data, shape.horizon())
            : heads.onlineResiduals();
    float[] scale = Residuals.rootMeanSquares(residuals, shape.horizon());
    Network start = champion != null && isOurs(champion) ? champion.network() : null;
    FitReport fit =
        new NetworkTraining(data, settings, workers).train(residuals, scale, start, stop);
    return fit == null
        ? new Parts(head, null, 0, NetworkEncoding.Relative.ON_HEAD, scale)
        : new Parts(head, fit.network(), job.version(), NetworkEncoding.Relative.ON_HEAD, scale);
  }

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
        parts.head(),
        parts.network(),
        parts.encoding(),
        parts.residualScale(),
        errors,
        Map.of());
  }

  private Map<String, String> provenance(
      TrainingData data, Attempt attempt, Model challenger, double seconds) {
    long stepMillis = shape.stepMillis();
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
    facts.put("holdout.from", Instant.ofEpochMilli(data.boundary() * stepMillis).toString());
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
