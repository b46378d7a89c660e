/**
 * From buffered history to a candidate model, and the gate in front of promotion.
 *
 * <p>Start with {@link dev.foretide.train.ModelTraining}: history is replayed through the grid, the
 * scale and the encoders of the live path ({@link dev.foretide.train.history.GroupLearner}), the linear
 * heads are solved in closed form block by block, the network learns what the head left over at the
 * time, and a chronological holdout decides. Everything runs on one thread of a pool, never on a
 * stream thread, and works on a snapshot.
 *
 * <p>The walk over the grid and the filling of gaps are coded twice: {@link
 * dev.foretide.train.history.SeriesHistory} has its own, beside that of {@code forecast.GridWindow}. A change of
 * one must be made in the other.
 */
@NullMarked
package dev.foretide.train;

import org.jspecify.annotations.NullMarked;
