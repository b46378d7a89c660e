/**
 * Everything that lets Foretide be tried without a Kafka cluster and without sensors of one's own:
 * a real broker inside the JVM, live telemetry of this host, a simulated plant whose law is known,
 * and the replay of a CSV file to a topic.
 *
 * <p>Start with {@link dev.foretide.demo.EmbeddedBroker}; then {@link
 * dev.foretide.demo.SimulatedPlant} and {@link dev.foretide.demo.HostTelemetry}, which both answer
 * {@code read(Instant)} with a list of {@link dev.foretide.demo.Sample}; then {@link
 * dev.foretide.demo.CsvReplay}.
 *
 * <p>Why so: the broker is Kafka's own server and not a stand-in, so that what a user sees in the
 * demo is what a cluster does. The plant is a pure function of time and seed, so that a forecaster
 * can be compared with the best one possible. Sources only answer what they read and when; whoever
 * wires them decides on threads, pace and topic.
 *
 * <p>Nothing here knows the command line, the HTTP server or the forecaster: readings are all that
 * passes from this package to the rest, and they pass through Kafka.
 */
@NullMarked
package dev.foretide.demo;

import org.jspecify.annotations.NullMarked;
