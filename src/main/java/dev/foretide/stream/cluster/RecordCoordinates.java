package dev.foretide.stream.cluster;

import org.apache.kafka.streams.processor.api.ProcessingContext;

/** Where a record stands, in words for log lines. */
public final class RecordCoordinates {
  private RecordCoordinates() {}

  /** {@code TOPIC-PARTITION@OFFSET} of the record that a processor has before it. */
  public static String of(ProcessingContext context) {
    return context
        .recordMetadata()
        .map(at -> "%s-%d@%d".formatted(at.topic(), at.partition(), at.offset()))
        .orElse("an unknown place");
  }
}
