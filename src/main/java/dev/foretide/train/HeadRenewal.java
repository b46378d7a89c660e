package dev.foretide.train;

import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.Provenance;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.train.gate.BlockErrors;
import dev.foretide.train.gate.Gate;
import dev.foretide.train.gate.Holdout;
import dev.foretide.train.history.GroupLearner;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Heads solved anew, under the champion's network if there is one.
 *
 * <p>They need no holdout: each block of the history was forecast by heads from before it. On
 * labels that are new to the champion as well, those are compared with the champion's.
 */
final class HeadRenewal {
  private final TrainingSettings settings;
  private final TrainingJob job;
  private final @Nullable Model champion;

  /**
   * @param champion the serving model, or null
   */
  HeadRenewal(TrainingSettings settings, TrainingJob job, @Nullable Model champion) {
    this.settings = settings;
    this.job = job;
    this.champion = champion;
  }

  TrainingReport train() {
    GroupLearner learner = job.learner();
    LinearHeads heads = learner.heads();
    if (heads == null) {
      return TrainingReport.nothingToFit(job);
    }
    ExpertTable errors = learner.errors();
    double online = errors.relative(Expert.LINEAR);
    if (champion == null) {
      ModelParts parts = ModelParts.ofHeads(heads, settings.shape().horizon());
      return TrainingReport.judged(job, Gate.decideHeads(online), parts.model(job, errors));
    }
    ModelParts.addNetwork(errors, champion.expertErrors(), Expert.LINEAR);
    Model challenger = ModelParts.ofHeads(heads, champion).model(job, errors);
    if (champion.heads() == null) {
      return TrainingReport.judged(job, Gate.decideHeads(online), challenger);
    }
    long newest =
        Math.max(TrainingFacts.endStep(champion), learner.quantile(1 - settings.gate().holdout()));
    Holdout holdout =
        new Holdout(
            learner.stretches(), settings.shape(), settings.grid(), newest, learner.endStep());
    BlockErrors renewed = holdout.judgeHeads().answers();
    BlockErrors frozen = holdout.judgeHeads(champion).answers();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("new.labels.relative.mse", TrainingFacts.decimal(renewed.relative()));
    facts.put("champion.version", Integer.toString(champion.version()));
    facts.put("champion.relative.mse", TrainingFacts.decimal(frozen.relative()));
    return TrainingReport.judged(
        job,
        Gate.decideHeads(online, renewed, frozen, () -> older(champion, challenger)),
        challenger.withProvenance(new Provenance(facts)));
  }

  private Gate.Older older(Model before, Model challenger) {
    Holdout older = Holdout.older(job.learner(), settings.shape(), settings.grid());
    return new Gate.Older(
        older.judgeHeads(before).answers().relative(),
        older.judgeHeads(challenger).answers().relative());
  }
}
