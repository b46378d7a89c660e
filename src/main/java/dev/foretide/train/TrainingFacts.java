package dev.foretide.train;

import dev.foretide.model.Model;
import dev.foretide.model.Provenance;
import dev.foretide.series.Expert;
import dev.foretide.train.history.GroupLearner;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a model says of its training, as text in its provenance. */
final class TrainingFacts {
  private static final String DATA_TO = "data.to";
  private static final String REASON = "training.reason";

  private TrainingFacts() {}

  /** The facts of a training that gave a challenger. */
  static Map<String, String> of(
      TrainingSettings settings,
      ModelTraining.Job job,
      Challenge challenge,
      Model challenger,
      double seconds) {
    long stepMillis = settings.shape().stepMillis();
    GroupLearner data = job.learner();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trained.at", Instant.now().toString());
    facts.put("trained.seconds", decimal(seconds));
    facts.put("training.kind", job.kind().word());
    facts.put(Provenance.OUTCOME, challenge.outcome().word());
    facts.put(REASON, challenge.reason());
    facts.put("training.loss", settings.network().loss().toString());
    facts.put("training.seed", Long.toString(settings.network().seed()));
    facts.put("data.steps", Long.toString(data.steps()));
    facts.put("data.from", Instant.ofEpochMilli(data.firstStep() * stepMillis).toString());
    facts.put(DATA_TO, Instant.ofEpochMilli(data.endStep() * stepMillis).toString());
    facts.put("data.series", Integer.toString(data.series()));
    for (Expert expert : Expert.values()) {
      facts.put(
          "holdout.relative.mse." + expert.word(),
          decimal(challenger.expertErrors().relative(expert)));
    }
    facts.putAll(challenge.facts());
    facts.put("jvm", Runtime.version().toString());
    return facts;
  }

  /** The facts of a training whose outcome has become another one. */
  static Map<String, String> judged(
      Map<String, String> facts, TrainingReport.Outcome outcome, String reason) {
    Map<String, String> changed = new LinkedHashMap<>(facts);
    changed.put(Provenance.OUTCOME, outcome.word());
    changed.put(REASON, reason);
    return changed;
  }

  /** The step behind the last that a model was trained on; the largest number if it is unknown. */
  static long endStep(Model model) {
    try {
      String end = model.provenance().getOrDefault(DATA_TO, "");
      return Instant.parse(end).toEpochMilli() / model.shape().stepMillis();
    } catch (DateTimeException e) {
      return Long.MAX_VALUE;
    }
  }

  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
