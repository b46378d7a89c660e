package dev.foretide.train;

import dev.foretide.model.Model;
import dev.foretide.model.Provenance;
import dev.foretide.series.Expert;
import dev.foretide.train.history.GroupLearner;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The facts of a training, as texts for the provenance of its model. */
final class TrainingFacts {
  private TrainingFacts() {}

  /** The facts of a training that gave a challenger, those that the challenger has included. */
  static Map<String, String> of(
      TrainingSettings settings, TrainingJob job, TrainingReport report, Model challenger) {
    long stepMillis = settings.shape().stepMillis();
    GroupLearner data = job.learner();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(Provenance.TRAINED_AT, Instant.now().toString());
    facts.put("trained.seconds", decimal(report.seconds()));
    facts.put("training.kind", job.kind().word());
    facts.put(Provenance.OUTCOME, report.outcome().word());
    facts.put(Provenance.REASON, report.reason());
    facts.put("training.loss", settings.network().loss().toString());
    facts.put("training.seed", Long.toString(settings.network().seed()));
    facts.put("data.steps", Long.toString(data.steps()));
    facts.put("data.from", Instant.ofEpochMilli(data.firstStep() * stepMillis).toString());
    facts.put(Provenance.DATA_TO, Instant.ofEpochMilli(data.endStep() * stepMillis).toString());
    facts.put("data.series", Integer.toString(data.series()));
    for (Expert expert : Expert.values()) {
      facts.put(
          Provenance.HOLDOUT + expert.word(), decimal(challenger.expertErrors().relative(expert)));
    }
    facts.putAll(challenger.provenance().facts());
    facts.put("jvm", Runtime.version().toString());
    return facts;
  }

  /** The step behind the last that a model was trained on; the largest number if it is unknown. */
  static long endStep(Model model) {
    Instant end = model.provenance().dataTo();
    return end == null ? Long.MAX_VALUE : end.toEpochMilli() / model.shape().stepMillis();
  }

  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
