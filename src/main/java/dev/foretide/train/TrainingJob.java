package dev.foretide.train;

import dev.foretide.model.Model;
import dev.foretide.series.Segment;
import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.history.Regime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be trained, from what.
 *
 * @param group model group
 * @param kind the linear head alone, or all of the model
 * @param version version that the challenger gets
 * @param history snapshot of the group's history
 * @param regimeFrom first step of a regime that is trained for, or {@link #NO_REGIME}
 * @param champion the serving model, or null
 * @param learner what earlier trainings of the group have learnt; this one learns on with it
 */
public record TrainingJob(
    String group,
    TrainingKind kind,
    int version,
    List<Segment> history,
    long regimeFrom,
    @Nullable Model champion,
    GroupLearner learner) {

  /** The whole history is one regime. */
  public static final long NO_REGIME = Regime.NONE;
}
