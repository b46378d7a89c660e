package dev.foretide.train;

import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.model.Provenance;
import dev.foretide.nn.EpochReport;
import dev.foretide.nn.FitReport;
import dev.foretide.nn.Network;
import dev.foretide.nn.Workers;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.train.gate.Gate;
import dev.foretide.train.gate.Holdout;
import dev.foretide.train.gate.Judgement;
import dev.foretide.train.gate.PairedBootstrap;
import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.history.HistoryStretch;
import dev.foretide.train.network.NetworkTraining;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Heads solved anew and a network trained on what they leave over: from the champion's weights, and
 * from fresh ones where that gains nothing. The better of the two on the holdout is the
 * challenger's, unless the champion's own does as well on the new heads.
 */
final class FullTraining {
  /** Error relative to the head's from which on a network is worth going on with. */
  private static final double USEFUL = 0.995;

  private static final int MOST_LOSSES = 100;

  private final TrainingSettings settings;
  private final ModelShape shape;
  private final TrainingJob job;
  private final @Nullable Model champion;
  private final GroupLearner learner;
  private final NetworkTraining training;
  private final Holdout holdout;
  private final float[] scale;

  /**
   * @param champion the serving model, or null
   */
  FullTraining(
      TrainingSettings settings, TrainingJob job, @Nullable Model champion, Workers workers) {
    this.settings = settings;
    this.shape = settings.shape();
    this.job = job;
    this.champion = champion;
    this.learner = job.learner();
    List<HistoryStretch> stretches = learner.stretches();
    long boundary = boundary();
    this.training =
        new NetworkTraining(stretches, settings.network(), boundary, job.regimeFrom(), workers);
    this.holdout = new Holdout(stretches, shape, settings.grid(), boundary, learner.endStep());
    this.scale = training.residualScale();
  }

  /** Of a new regime half is trained on and half judges, where that is less than usual. */
  private long boundary() {
    long usual = learner.quantile(1 - settings.gate().holdout());
    long from = job.regimeFrom();
    long end = learner.endStep();
    return from >= end ? usual : Math.max(usual, from + (end - from) / 2);
  }

  /** A candidate and what it is worth. */
  private record Candidate(
      String start, ModelParts parts, Judgement judged, @Nullable FitReport fit) {

    double score() {
      double score = Gate.score(judged.errors());
      return Double.isNaN(score) ? Double.POSITIVE_INFINITY : score;
    }
  }

  /**
   * Trains and judges.
   *
   * @param stop asked between updates; of the time, the network from the champion's weights gets
   *     what it needs first
   */
  TrainingReport train(BooleanSupplier stop) {
    LinearHeads heads = learner.heads();
    Candidate kept = kept(heads);
    Candidate best = kept;
    Candidate trained = null;
    if (settings.network().hasNetwork() && (heads != null || !shape.linear())) {
      trained = trained(heads, kept, stop);
      best = kept == null || (trained != null && isBetter(trained, kept)) ? trained : kept;
    }
    if (best == null && heads == null) {
      return TrainingReport.nothingToFit(job);
    }
    if (best == null) {
      ModelParts parts = ModelParts.ofHeads(heads, shape.horizon());
      best = new Candidate("none", parts, holdout.judge(parts.model(job)), null);
    }
    return decide(best, trained);
  }

  /** The champion's network as it is, on the new heads. */
  private @Nullable Candidate kept(@Nullable LinearHeads heads) {
    if (champion == null || champion.network() == null || (heads == null && shape.linear())) {
      return null;
    }
    Model untrusted = untrusted(champion);
    ModelParts parts =
        new ModelParts(
            heads,
            champion.network(),
            champion.networkVersion(),
            champion.encoding(),
            untrusted.residualScale());
    return new Candidate("kept", parts, holdout.judge(parts.model(job)), null);
  }

  /**
   * A network from the champion's weights; where it is no better than those are, one from fresh
   * weights, or the better of the two.
   */
  private @Nullable Candidate trained(
      @Nullable LinearHeads heads, @Nullable Candidate kept, BooleanSupplier stop) {
    Network warm = warmStart(kept);
    Candidate first = warm == null ? null : candidate("champion", heads, warm, stop);
    if (first != null && kept != null && (isBetter(first, kept) || stop.getAsBoolean())) {
      return first;
    }
    Candidate fresh = candidate("fresh", heads, null, stop);
    boolean freshWins = first == null || (fresh != null && fresh.score() < first.score());
    return freshWins ? fresh : first;
  }

  private boolean isBetter(Candidate trained, Candidate kept) {
    double confidence =
        PairedBootstrap.confidence(trained.judged().answers(), kept.judged().answers(), 0);
    return confidence > settings.gate().confidence();
  }

  private @Nullable Candidate candidate(
      String start, @Nullable LinearHeads heads, @Nullable Network from, BooleanSupplier stop) {
    FitReport fit = training.train(scale, from, stop);
    if (fit == null) {
      return null;
    }
    NetworkEncoding encoding = NetworkEncoding.Relative.ON_HEAD;
    ModelParts parts = new ModelParts(heads, fit.network(), job.version(), encoding, scale);
    return new Candidate(start, parts, holdout.judge(parts.model(job)), fit);
  }

  private TrainingReport decide(Candidate best, @Nullable Candidate trained) {
    float[] trusted = best.parts().residualScale().clone();
    for (int h = 0; h < trusted.length; h++) {
      trusted[h] *= best.judged().trust()[h];
    }
    ExpertTable errors = learner.errors();
    Expert head = Expert.LSTM.standIn();
    Expert beside = shape.has(head) ? head : head.standIn();
    ModelParts.addNetwork(errors, best.judged().errors(), beside);
    Model challenger = best.parts().model(job, errors).withResidualScale(trusted);
    Map<String, String> facts = facts(best, trained);
    Gate.Champion beaten = champion == null ? null : beside(champion, challenger);
    if (beaten != null && champion != null) {
      facts.put("champion.version", Integer.toString(champion.version()));
      facts.put(
          "champion.relative.mse", TrainingFacts.decimal(Gate.score(beaten.newest().errors())));
      facts.put("older.relative.mse", TrainingFacts.decimal(beaten.older().challenger()));
      facts.put("champion.older.relative.mse", TrainingFacts.decimal(beaten.older().champion()));
    }
    Gate.Decision decision = new Gate(settings.gate()).decide(best.judged(), beaten);
    return TrainingReport.judged(job, decision, challenger.withProvenance(new Provenance(facts)));
  }

  private Gate.Champion beside(Model before, Model challenger) {
    Holdout older = Holdout.older(learner, shape, settings.grid());
    return new Gate.Champion(
        holdout.judgeChampion(before, TrainingFacts.endStep(before)),
        before.network() != null,
        new Gate.Older(
            older.judgeServed(before).answers().relative(),
            older.judgeServed(challenger).answers().relative()));
  }

  private Map<String, String> facts(Candidate best, @Nullable Candidate trained) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("training.start", best.start());
    FitReport fit = trained == null ? null : trained.fit();
    if (trained != null && fit != null) {
      facts.put("trained.start", trained.start());
      facts.put("trained.relative.mse", TrainingFacts.decimal(trained.score()));
      facts.put("training.ended", fit.reason().name().toLowerCase(Locale.ROOT));
      facts.put(
          Provenance.LOSSES,
          fit.epochs().stream()
              .limit(MOST_LOSSES)
              .map(EpochReport::trainingLoss)
              .map(TrainingFacts::decimal)
              .collect(Collectors.joining(" ")));
    }
    facts.put("challenger.relative.mse", TrainingFacts.decimal(best.score()));
    return facts;
  }

  /** A network of ours as it would be judged had it been trained now. */
  private Model untrusted(Model model) {
    return isOurs(model) ? model.withResidualScale(scale) : model;
  }

  /** Weights to begin with: the champion's, if they have learnt more than the head knows. */
  private @Nullable Network warmStart(@Nullable Candidate kept) {
    if (kept == null || champion == null || !isOurs(champion)) {
      return null;
    }
    double lstm = kept.judged().errors().relative(Expert.LSTM);
    double head = kept.judged().errors().relative(Expert.LINEAR);
    return !shape.linear() || lstm < USEFUL * head ? champion.network() : null;
  }

  /** Weights that mean something else are no start for a network of ours. */
  private static boolean isOurs(Model model) {
    return model.encoding().equals(NetworkEncoding.Relative.ON_HEAD);
  }
}
