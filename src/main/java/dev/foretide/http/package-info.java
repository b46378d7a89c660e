/**
 * The HTTP face of one instance: live page, JSON API, event stream, metrics and health.
 *
 * <p>Start with {@link dev.foretide.http.HttpServer}; what it shows comes through the functional
 * interfaces of {@link dev.foretide.http.Backend}, and what moves comes through {@link
 * dev.foretide.http.LiveEvents}. Four rules hold it together:
 *
 * <ul>
 *   <li>The server starts before the forecaster does and outlives its troubles: every answer says
 *       what is missing instead of hanging.
 *   <li>A reader never slows the stream threads down: they hand over references, a timer turns them
 *       into bytes, each connection writes on a thread of its own.
 *   <li>Nothing is fetched from elsewhere: page, styles and chart library are in the jar.
 *   <li>A forecast or a score is printed by the writer of its topic, so that it is one message.
 * </ul>
 *
 * It must not know Kafka, the topology, the commands or the demo.
 */
@NullMarked
package dev.foretide.http;

import org.jspecify.annotations.NullMarked;
