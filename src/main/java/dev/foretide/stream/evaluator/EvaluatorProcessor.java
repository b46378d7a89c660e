package dev.foretide.stream.evaluator;

import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Processes every reading inside {@code process()}: state in, forecast and score out, state back.
 *
 * <p>Owned by one stream thread. Kafka Streams may open and close the same processor several times;
 * everything of one opening is an {@link EvaluatorTask}.
 */
public final class EvaluatorProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final EvaluatorSettings settings;
  private final EvaluatorServices services;
  private @Nullable EvaluatorTask task;

  public EvaluatorProcessor(EvaluatorSettings settings, EvaluatorServices services) {
    this.settings = settings;
    this.services = services;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    EvaluatorTask opened = new EvaluatorTask(settings, services, context);
    task = opened;
    opened.start();
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Objects.requireNonNull(task, "not initialized").process(record);
  }

  @Override
  public void close() {
    if (task != null) {
      task.close();
    }
  }
}
