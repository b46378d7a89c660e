package dev.foretide.message.reading;

import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.series.Reading;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the topic of re-keyed readings. What an earlier release has put there is the message of a
 * user, and is decoded as such. Owned by one thread.
 */
final class RekeyedDecoder implements ReadingDecoder {
  private final int features;
  private final Supplier<ReadingDecoder> earlier;
  private final DecodedRecord decoded = new DecodedRecord();
  private @Nullable ReadingDecoder messages;

  /**
   * @param features how many a reading of a series must have
   * @param earlier makes a decoder of messages of users
   */
  RekeyedDecoder(int features, Supplier<ReadingDecoder> earlier) {
    this.features = features;
    this.earlier = earlier;
  }

  @Override
  public DecodedRecord decode(SourceRecord record, long now) {
    byte[] key = record.key();
    byte[] value = record.value();
    if (key == null || value == null || !RekeyedReading.isRekeyed(value)) {
      messages = messages == null ? earlier.get() : messages;
      return messages.decode(record, now);
    }
    decoded.clear();
    try {
      Reading reading = RekeyedReading.read(key, value);
      if (reading.features().length != features) {
        throw new IllegalArgumentException(
            "a re-keyed reading has %d features, must have %d: readings.features was changed"
                .formatted(reading.features().length, features));
      }
      decoded.add(reading);
    } catch (IllegalArgumentException e) {
      throw new RefusedReadingException(Reason.NOT_REKEYED, String.valueOf(e.getMessage()));
    }
    return decoded;
  }
}
