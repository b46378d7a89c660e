/**
 * The network of a group: which sequences it is trained on, its labels, the training.
 *
 * <p>Start with {@link dev.foretide.train.network.NetworkTraining}. Knows the history, and no gate:
 * what a network is worth is judged elsewhere, on steps that it has not seen.
 */
@NullMarked
package dev.foretide.train.network;

import org.jspecify.annotations.NullMarked;
