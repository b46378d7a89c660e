package dev.foretide.train;

import dev.foretide.linalg.SingularNormalEquationsException;
import dev.foretide.model.LinearHead;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.nn.DivergedException;
import dev.foretide.nn.FitReport;
import dev.foretide.nn.Network;
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
  private final String group;
  private final TrainingKind kind;
  private final int version;
  private final List<Segment> history;
  private final @Nullable Model champion;
  private final BooleanSupplier cancelled;

  /**
   * @param version version that the challenger gets
   * @param champion the serving model, or null
   * @param cancelled asked between updates; a cancelled training fails
   */
  public ModelTraining(
      TrainingSettings settings,
      String group,
      TrainingKind kind,
      int version,
      List<Segment> history,
      @Nullable Model champion,
      BooleanSupplier cancelled) {
    this.settings = settings;
    this.shape = settings.shape();
    this.group = group;
    this.kind = kind;
    this.version = version;
    this.history = history;
    this.champion = champion != null && champion.shape().equals(shape) ? champion : null;
    this.cancelled = cancelled;
  }

  @Override
  public TrainingReport call() {
    long began = System.nanoTime();
    long deadline = began + settings.budget().toNanos();
    BooleanSupplier stop = () -> cancelled.getAsBoolean() || System.nanoTime() - deadline > 0;
    TrainingData data = new TrainingData(shape, settings.grid(), history, settings.holdout());
    Attempt attempt = attempt(data, stop);
    double seconds = (System.nanoTime() - began) / 1e9;
    Model challenger = attempt.challenger();
    return new TrainingReport(
        group,
        kind,
        attempt.outcome(),
        attempt.reason(),
        data.steps(),
        data.runs().stream().map(Run::series).distinct().count(),
        seconds,
        challenger == null
            ? null
            : challenger.withVersion(
                version,
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
      if (cancelled.getAsBoolean()) {
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
    if (kind == TrainingKind.LINEAR && champion != null) {
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
    FitReport fit = new NetworkTraining(data, settings).train(residuals, scale, start, stop);
    return fit == null
        ? new Parts(head, null, 0, NetworkEncoding.Relative.ON_HEAD, scale)
        : new Parts(head, fit.network(), version, NetworkEncoding.Relative.ON_HEAD, scale);
  }

  /** Weights that mean something else are no start for a network of ours. */
  private static boolean isOurs(Model champion) {
    return champion.encoding().equals(NetworkEncoding.Relative.ON_HEAD);
  }

  private Model model(Parts parts, float[] errors) {
    return new Model(
        group,
        version,
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
    facts.put("training.kind", kind.word());
    facts.put("training.outcome", attempt.outcome().word());
    facts.put("training.reason", attempt.reason());
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
