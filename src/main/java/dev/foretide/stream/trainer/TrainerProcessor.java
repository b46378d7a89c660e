package dev.foretide.stream.trainer;

import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Buffers the history of its model groups, has them trained on the pool, and publishes what came of
 * it: every challenger as a version, and the pointer to those that the gate lets through.
 *
 * <p>A group's history is one key of the topic, so one task, so one trainer in the whole cluster. A
 * punctuator collects finished work and forwards it on the stream thread: publication is part of
 * the task's own output, also under exactly-once. Owned by one stream thread. Kafka Streams may
 * open and close the same processor several times; everything of one opening is a {@link
 * TrainerTask}.
 */
public final class TrainerProcessor implements Processor<byte[], byte[], String, byte[]> {
  private final TrainerTaskSettings settings;
  private final TrainerServices services;
  private @Nullable TrainerTask task;

  public TrainerProcessor(TrainerTaskSettings settings, TrainerServices services) {
    this.settings = settings;
    this.services = services;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    TrainerTask opened = new TrainerTask(settings, services, context);
    task = opened;
    opened.start();
  }

  @Override
  public void process(Record<byte[], byte[]> message) {
    Objects.requireNonNull(task, "not initialized").process(message);
  }

  @Override
  public void close() {
    if (task != null) {
      task.close();
    }
  }
}
