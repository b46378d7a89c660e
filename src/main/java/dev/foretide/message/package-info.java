/**
 * Every format of a message: bytes of records to readings, and forecasts, scores and history to
 * bytes.
 *
 * <p>Start with {@link dev.foretide.message.MessageFormats}, which makes decoder and writer as
 * configured; then {@link dev.foretide.message.reading.ReadingFormats} and {@link
 * dev.foretide.message.JsonMessageWriter}. A format has one writer here, so that topic, HTTP and
 * page print a forecast alike. Knows records as bytes with headers, and neither topology nor
 * consumer.
 */
@NullMarked
package dev.foretide.message;

import org.jspecify.annotations.NullMarked;
