/**
 * The buffered history of a model group, and what is learnt from it in one pass: replayed series,
 * linear heads, errors of the experts.
 *
 * <p>Start with {@link dev.foretide.train.history.GroupLearner}. Within a block of time every
 * series is forecast by heads from before it, so that each forecast kept here is one that was made
 * without its label. Knows neither network nor gate.
 */
@NullMarked
package dev.foretide.train.history;

import org.jspecify.annotations.NullMarked;
