package dev.foretide.stream.evaluator;

import dev.foretide.message.MessageFormats;
import dev.foretide.message.reading.RekeyedReading;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.series.Reading;
import dev.foretide.stream.cluster.Names;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends each reading of a record through a topic keyed by its series, so that one task sees all
 * readings of a series, and each of them has an offset of its own. What is sent is the reading, not
 * the message again; time and headers stay as they are. Owned by one stream thread.
 */
public final class RekeyProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
  private final MessageFormats formats;
  private final ForetideMetrics metrics;
  private @Nullable ReadingIntake intake;

  public RekeyProcessor(MessageFormats formats, ForetideMetrics metrics) {
    this.formats = formats;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    intake = new ReadingIntake(formats.decoder(), metrics, context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    for (Reading reading : Objects.requireNonNull(intake).readingsOf(record)) {
      byte[] key = reading.series().getBytes(StandardCharsets.UTF_8);
      context()
          .forward(
              record.withKey(key).withValue(RekeyedReading.write(reading)), Names.REKEYED_SINK);
    }
  }
}
