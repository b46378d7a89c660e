/**
 * What a reading costs, end to end on a real broker: {@code foretide bench}.
 *
 * <p>Start with {@link dev.foretide.bench.Bench}, which lets a forecaster and the same topology
 * without an evaluator take turns on the same readings ({@link dev.foretide.bench.TakingTurns}),
 * then measures how long a start, a restore and a take-over take and how long readings wait for
 * their forecast ({@link dev.foretide.bench.Latency}). All series are warm from the start ({@link
 * dev.foretide.bench.WarmStates}).
 *
 * <p>Why so: on a machine that others use too, only what is measured in turns within one run can be
 * compared. The broker is a process of its own, so that the processor time of this one is what
 * Kafka Streams and the forecaster need. Readings are there before the clock starts: whoever makes
 * them costs nothing then.
 */
@NullMarked
package dev.foretide.bench;

import org.jspecify.annotations.NullMarked;
