/**
 * From buffered history to a candidate model, and the gate in front of promotion.
 *
 * <p>Start with {@link dev.foretide.train.ModelTraining}: history is replayed through the gap
 * filler, scale and encoders of the live path ({@link dev.foretide.train.history.SeriesHistory}; a
 * test holds live window and replayed history equal, late readings and gaps included), the linear
 * heads are solved in closed form block by block, the network learns what the head left over at the
 * time, and a chronological holdout decides. Everything runs on one thread of a pool, never on a
 * stream thread, and works on a snapshot.
 */
@NullMarked
package dev.foretide.train;

import org.jspecify.annotations.NullMarked;
