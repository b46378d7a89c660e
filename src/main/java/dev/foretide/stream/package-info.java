/**
 * The topology: evaluator and trainer as two sub-topologies of one Kafka Streams application,
 * joined by the history topic, with the models in a global store.
 *
 * <p>Start with {@link dev.foretide.stream.ForetideTopology}, which names every node, store and
 * topic; then {@link dev.foretide.stream.evaluator.EvaluatorProcessor} and {@link
 * dev.foretide.stream.trainer.TrainerProcessor}. Nothing slow happens on a stream thread, and a
 * reading is processed inside {@code process()}: what waits in a buffer at a commit would be lost
 * by a crash after it. Knows nothing of HTTP or commands; who wants to see forecasts as they are
 * made passes a {@link dev.foretide.stream.evaluator.StreamListener}.
 */
@NullMarked
package dev.foretide.stream;

import org.jspecify.annotations.NullMarked;
