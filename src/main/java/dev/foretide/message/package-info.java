/**
 * Every format of a message: bytes of readings to values, and forecasts, scores and history to
 * bytes.
 *
 * <p>Start with {@link dev.foretide.message.MessageFormats}, which makes decoder and writer as
 * configured; then {@link dev.foretide.message.JsonReadingDecoder} and {@link
 * dev.foretide.message.JsonMessageWriter}. A format has one writer here, so that topic, HTTP and
 * page print a forecast alike. Knows records as bytes with headers, and neither topology nor
 * consumer; what cannot be read is a {@link dev.foretide.message.RefusedReadingException} with its
 * reason.
 */
@NullMarked
package dev.foretide.message;

import org.jspecify.annotations.NullMarked;
