/**
 * Whether a challenger may serve: errors on a holdout, and how sure the difference is.
 *
 * <p>Start with {@link dev.foretide.train.gate.Gate}; {@link dev.foretide.train.gate.Holdout}
 * forecasts with each model as it would serve. Decides and does not train.
 */
@NullMarked
package dev.foretide.train.gate;

import org.jspecify.annotations.NullMarked;
