/**
 * Measurements of the running forecaster on an embedded broker, programs with a {@code main}: what
 * a training costs the readings beside it ({@link dev.foretide.live.TrainingBesideReadings}), what
 * many model groups cost ({@link dev.foretide.live.ManyGroups}). docs/PERFORMANCE.md has commands
 * and figures.
 */
@NullMarked
package dev.foretide.live;

import org.jspecify.annotations.NullMarked;
