package dev.foretide.bench;

import dev.foretide.forecast.Outcome;
import dev.foretide.message.MessageFormats;
import dev.foretide.message.MessageWriter;
import dev.foretide.message.reading.ReadingDecoder;
import dev.foretide.message.reading.SourceRecord;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.series.Reading;
import dev.foretide.stream.cluster.Names;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluator that forecasts nothing would cost, for benchmarks: each reading is decoded, the
 * state of its series is read and written, and a forecast and a score go out, of the same size as
 * the evaluator's. Owned by one stream thread.
 */
public final class NoopEvaluator implements Processor<byte[], byte[], byte[], byte[]> {
  private final ReadingDecoder decoder;
  private final MessageWriter writer;
  private final NoopMessages template;
  private final ForetideMetrics metrics;
  private @Nullable Task task;

  /** Everything of one opening of the processor. */
  private record Task(ProcessorContext<byte[], byte[]> out, KeyValueStore<String, byte[]> states) {}

  public NoopEvaluator(MessageFormats formats, NoopMessages template, ForetideMetrics metrics) {
    this.decoder = formats.decoder();
    this.writer = formats.writer();
    this.template = template;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    task = new Task(context, context.getStateStore(Names.SERIES_STORE));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Task here = Objects.requireNonNull(task, "not initialized");
    ProcessorContext<byte[], byte[]> out = here.out();
    KeyValueStore<String, byte[]> states = here.states();
    Reading reading =
        decoder
            .decode(
                new SourceRecord("", record.key(), record.value(), record.timestamp()),
                out.currentSystemTimeMs())
            .readings()
            .get(0);
    byte[] before = states.get(reading.series());
    byte[] after = (before == null ? template.state() : before).clone();
    ByteBuffer.wrap(after).putLong(0, reading.timestamp());
    states.put(reading.series(), after);
    byte[] key = reading.series().getBytes(StandardCharsets.UTF_8);
    long time = Math.max(0, reading.timestamp());
    byte[] score = writer.score(template.scoreFor(reading));
    byte[] forecast = writer.forecast(template.forecastFor(reading));
    out.forward(new Record<>(key, score, time), Names.SCORES_SINK);
    out.forward(new Record<>(key, forecast, time), Names.FORECASTS_SINK);
    metrics.reading(Outcome.ACCEPTED.word());
  }
}
