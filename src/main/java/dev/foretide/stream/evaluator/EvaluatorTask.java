package dev.foretide.stream.evaluator;

import dev.foretide.message.reading.RefusedReadingException;
import dev.foretide.metrics.RateLimitedLog;
import dev.foretide.series.Reading;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluator of one task from its start to its end: takes the readings of a record in, has them
 * evaluated, and evicts the series that must leave. A punctuator closes what dense series that have
 * gone silent left open. Owned by one stream thread.
 */
final class EvaluatorTask {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluatorTask.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final EvaluatorServices services;
  private final ProcessorContext<byte[], byte[]> context;
  private final ReadingIntake intake;
  private final SeriesEviction eviction;
  private final SeriesEvaluator evaluator;
  private final RateLimitedLog evictions = new RateLimitedLog(LOG);

  EvaluatorTask(
      EvaluatorSettings settings,
      EvaluatorServices services,
      ProcessorContext<byte[], byte[]> context) {
    this.services = services;
    this.context = context;
    this.intake =
        new ReadingIntake(services.formats().evaluatorDecoder(), services.metrics(), context);
    this.eviction = new SeriesEviction(services.bound());
    this.evaluator = new SeriesEvaluator(settings, services, context);
  }

  /** Takes up the stored series, and ticks from now on. */
  void start() {
    evaluator.restore(eviction::add);
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, evaluator::closeSilent);
  }

  void process(Record<byte[], byte[]> record) {
    long began = System.nanoTime();
    for (Reading reading : intake.readingsOf(record)) {
      try {
        evaluator.evaluate(record, reading);
      } catch (RefusedReadingException e) {
        intake.refuse(record, e);
        continue;
      }
      makeRoom(reading.series(), context.currentSystemTimeMs());
      services.metrics().evaluated(System.nanoTime() - began);
    }
  }

  /** Evicts the series that must leave now that this one was read, if there is one. */
  private void makeRoom(String series, long now) {
    String leaving = eviction.read(series);
    if (leaving == null) {
      return;
    }
    evaluator.evict(leaving, now);
    services.metrics().seriesForgotten();
    evictions.warn(
        now,
        "Series %s is forgotten: this instance has more than series.max=%d, and it was read least recently"
            .formatted(leaving, services.bound().max()));
  }

  /** The task leaves this instance. */
  void close() {
    evaluator.leave();
    eviction.forget();
  }
}
