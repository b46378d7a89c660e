/**
 * From buffered history to a candidate model, and the gate in front of promotion.
 *
 * <p>Start with {@link dev.foretide.train.ModelTraining}: history is replayed through the very
 * window, scale and encoders of the live path ({@link dev.foretide.train.history.GroupLearner}),
 * the linear heads are solved in closed form block by block, the network learns what the head left
 * over at the time, and a chronological holdout decides. Everything runs on one thread of a pool,
 * never on a stream thread, and works on a snapshot.
 */
@NullMarked
package dev.foretide.train;

import org.jspecify.annotations.NullMarked;
