/**
 * From the history topic to new versions on the models topic.
 *
 * <p>Start with {@link dev.foretide.stream.trainer.TrainerProcessor}. Training runs on a pool of
 * its own; a punctuator starts what is due and publishes what is done, so that publication is
 * output of the task. Does not know the evaluator.
 */
@NullMarked
package dev.foretide.stream.trainer;

import org.jspecify.annotations.NullMarked;
