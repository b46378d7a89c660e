package dev.foretide.stream.evaluator;

import dev.foretide.message.MessageFormats;
import dev.foretide.message.RekeyedReading;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.series.Reading;
import dev.foretide.stream.cluster.Names;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends each reading of a record through a topic keyed by its series, so that one task sees all
 * readings of a series, and each of them has an offset of its own. What is sent is the reading, not
 * the message again. Owned by one stream thread.
 */
public final class RekeyProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final MessageFormats formats;
  private final ForetideMetrics metrics;
  private @Nullable ReadingIntake intake;
  private @Nullable ProcessorContext<byte[], byte[]> context;

  public RekeyProcessor(MessageFormats formats, ForetideMetrics metrics) {
    this.formats = formats;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    intake = new ReadingIntake(formats.decoder(), metrics, processorContext);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProcessorContext<byte[], byte[]> out = Objects.requireNonNull(context);
    for (Reading reading : Objects.requireNonNull(intake).readingsOf(record)) {
      byte[] key = reading.series().getBytes(StandardCharsets.UTF_8);
      out.forward(
          new Record<>(key, RekeyedReading.write(reading), Math.max(0, record.timestamp())),
          Names.REKEYED_SINK);
    }
  }
}
