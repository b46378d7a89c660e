package dev.foretide.stream.evaluator;

import dev.foretide.message.MessageFormats;
import dev.foretide.message.ReadingDecoder;
import dev.foretide.message.RefusedReadingException;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.stream.cluster.Names;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends readings whose series id stands in the value through a topic keyed by it, so that one task
 * sees all readings of a series. Value, time and headers stay as they are.
 */
public final class RekeyProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
  private final ReadingDecoder decoder;
  private final Refusals refusals;

  public RekeyProcessor(MessageFormats formats, ForetideMetrics metrics) {
    this.decoder = formats.decoder();
    this.refusals = new Refusals(metrics);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProcessorContext<byte[], byte[]> out = context();
    try {
      String series =
          decoder
              .decode(record.key(), record.value(), record.timestamp(), out.currentSystemTimeMs())
              .series();
      out.forward(record.withKey(series.getBytes(StandardCharsets.UTF_8)), Names.REKEYED_SINK);
    } catch (RefusedReadingException e) {
      out.forward(refusals.refuse(record, e, out), Names.DLQ_SINK);
    }
  }
}
