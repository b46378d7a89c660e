/**
 * From the bytes of a user's record to readings: what is a reading, which series it is of, when it
 * was taken, and what is wrong with it.
 *
 * <p>Start with {@link dev.foretide.message.reading.ReadingFormats}, which chooses the decoder.
 * JSON with one reading a record is read in passing ({@link
 * dev.foretide.message.reading.JsonReadingDecoder}), flat Avro likewise; all else is a tree ({@link
 * dev.foretide.message.reading.TreeFormat}) in which the references of the configuration are looked
 * up. Every way ends in the one {@link dev.foretide.message.reading.ReadingBuilder}, which has the
 * rules. Bytes come from outside: a record is read, skipped or refused, whatever is in it.
 */
@NullMarked
package dev.foretide.message.reading;

import org.jspecify.annotations.NullMarked;
