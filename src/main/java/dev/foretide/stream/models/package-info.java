/**
 * The models topic: its three kinds of keys, who reads it, who writes it.
 *
 * <p>Start with {@link dev.foretide.stream.models.ModelKey}; {@link
 * dev.foretide.stream.models.ModelProcessor} fills {@link dev.foretide.stream.models.ServingModels}
 * on every instance. A message that is damaged, too new or of another shape is refused and what
 * served before goes on serving: the global thread has no second chance. Knows neither evaluator
 * nor trainer.
 */
@NullMarked
package dev.foretide.stream.models;

import org.jspecify.annotations.NullMarked;
