package dev.foretide.stream;

import dev.foretide.message.MessageFormats;
import dev.foretide.metrics.ForetideMetrics;
import org.apache.kafka.streams.processor.api.Processor;

/** Makes the processor of one task that takes the place of the evaluator. */
@FunctionalInterface
public interface EvaluatorSupplier {
  /**
   * A new processor: it finds the store of series under its name and forwards to the evaluator's
   * sinks.
   *
   * @param formats how readings are read and results are written
   */
  Processor<byte[], byte[], byte[], byte[]> get(MessageFormats formats, ForetideMetrics metrics);
}
