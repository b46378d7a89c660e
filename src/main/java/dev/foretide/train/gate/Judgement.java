package dev.foretide.train.gate;

import dev.foretide.series.ExpertTable;

/**
 * What a model is worth on a {@link Holdout}.
 *
 * @param errors mean squared errors; NaN where nothing was judged
 * @param trust {@code [horizon]} share of the network's correction to the head
 * @param answers errors of the network where there is one, else of the head
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record Judgement(ExpertTable errors, float[] trust, BlockErrors answers) {}
