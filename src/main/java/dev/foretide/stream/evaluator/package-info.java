/**
 * From a record of the readings topic to forecast and score, inside one call of {@code process()}.
 *
 * <p>Start with {@link dev.foretide.stream.evaluator.EvaluatorProcessor}. State is read, the
 * reading is processed, results are forwarded, state is written: nothing waits between, because
 * offsets are committed before the stores are. {@link dev.foretide.stream.evaluator.SeriesQueries}
 * reads the same store for HTTP. Does not know the trainer: the two meet in the history topic and
 * in the models topic.
 */
@NullMarked
package dev.foretide.stream.evaluator;

import org.jspecify.annotations.NullMarked;
