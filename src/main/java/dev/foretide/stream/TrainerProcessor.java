package dev.foretide.stream;

import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.series.Segment;
import dev.foretide.train.History;
import dev.foretide.train.TrainingReport;
import dev.foretide.train.TrainingSchedule;
import dev.foretide.train.TrainingSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buffers the history of its model groups, has them trained on the pool, and publishes what the
 * gate lets through.
 *
 * <p>A group's history is one key of the topic, so one task, so one trainer in the whole cluster. A
 * punctuator collects finished trainings and forwards them on the stream thread: publication is
 * part of the task's own output, also under exactly-once. Owned by one stream thread.
 */
final class TrainerProcessor implements Processor<byte[], byte[], String, byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerProcessor.class);
  private static final Duration TICK = Duration.ofMillis(250);

  private final Settings settings;
  private final Collaborators with;
  private final RateLimitedLog log = new RateLimitedLog(LOG);
  private final TreeMap<String, GroupTraining> groups = new TreeMap<>();
  private @Nullable ProcessorContext<String, byte[]> context;
  private @Nullable KeyValueStore<String, byte[]> history;
  private @Nullable KeyValueStore<String, byte[]> trainings;

  /**
   * What a trainer needs to know.
   *
   * @param historyAge age of the history kept
   * @param historyValues most values kept per group
   * @param keep versions kept per group
   * @param infersStep whether the step of a group is that of its history; else it is configured
   */
  record Settings(
      TrainingSettings training,
      Duration interval,
      Duration linearInterval,
      Duration historyAge,
      long historyValues,
      int keep,
      boolean infersStep) {

    Settings(
        TrainingSettings training,
        Duration interval,
        Duration linearInterval,
        Duration historyAge,
        long historyValues,
        int keep) {
      this(training, interval, linearInterval, historyAge, historyValues, keep, false);
    }
  }

  /** Whom a trainer works with. */
  record Collaborators(ModelRegistry models, ForetideMetrics metrics, TrainingPool pool) {}

  TrainerProcessor(Settings settings, Collaborators with) {
    this.settings = settings;
    this.with = with;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> processorContext) {
    context = processorContext;
    KeyValueStore<String, byte[]> stored = processorContext.getStateStore(Names.HISTORY_STORE);
    history = stored;
    trainings = processorContext.getStateStore(Names.TRAININGS_STORE);
    restore(stored);
    processorContext.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  /**
   * Takes up the history from before the start. What was stored for other features, or is now too
   * old or too much, is deleted: a training on it would fail for ever.
   */
  private void restore(KeyValueStore<String, byte[]> stored) {
    List<String> unfit = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = stored.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        try {
          Segment segment = segmentOf(entry.value);
          String group = entry.key.substring(0, entry.key.indexOf('\0'));
          for (Segment dropped : groupTraining(group, stepOf(entry.value)).add(segment)) {
            unfit.add(key(group, dropped));
          }
        } catch (IllegalArgumentException e) {
          LOG.warn("Stored history {} deleted: {}", entry.key.replace('\0', ' '), e.getMessage());
          unfit.add(entry.key);
        }
      }
    }
    unfit.forEach(stored::delete);
  }

  private GroupTraining groupTraining(String group, long stepMillis) {
    return groups.computeIfAbsent(
        group,
        name ->
            new GroupTraining(
                name,
                settings.infersStep()
                    ? settings.training().withStep(stepMillis)
                    : settings.training(),
                new History(
                    settings.historyAge().toMillis() / stepMillis, settings.historyValues()),
                new TrainingSchedule(
                    settings.interval(),
                    settings.linearInterval(),
                    settings.training().linear(),
                    settings.training().growth())));
  }

  @Override
  public void process(Record<byte[], byte[]> message) {
    ProcessorContext<String, byte[]> here = Objects.requireNonNull(context);
    try {
      byte[] key = message.key();
      byte[] value = message.value();
      if (key == null || value == null) {
        throw new IllegalArgumentException(
            "history message without %s".formatted(key == null ? "a key" : "a value"));
      }
      String group = new String(key, StandardCharsets.UTF_8);
      if (HistoryCodec.isRequest(value)) {
        String reason = HistoryCodec.reason(value);
        LOG.info("Training of group {} requested: {}", group, reason);
        request(group, reason);
      } else {
        take(group, value);
      }
    } catch (IllegalArgumentException e) {
      log.warn(
          here.currentSystemTimeMs(),
          "History message refused at %s: %s"
              .formatted(Refusals.coordinates(here.recordMetadata().orElse(null)), e.getMessage()));
    }
  }

  /** Without history there is neither an inferred step nor anything to train on. */
  private void request(String group, String reason) {
    GroupTraining training = groups.get(group);
    if (training == null && !settings.infersStep()) {
      training = groupTraining(group, settings.training().grid().stepMillis());
    }
    if (training == null) {
      return;
    }
    if (reason.equals(HistoryCodec.DRIFT)) {
      training.drifted();
    } else {
      training.request();
    }
  }

  private long stepOf(byte[] value) {
    return settings.infersStep()
        ? HistoryCodec.stepMillisOf(value)
        : settings.training().grid().stepMillis();
  }

  private Segment segmentOf(byte[] value) {
    Segment segment = HistoryCodec.segmentOf(value, stepOf(value));
    int expected = settings.training().shape().features().size();
    if (segment.features() != expected) {
      throw new IllegalArgumentException(
          "segment of %s has %d features, must have %d"
              .formatted(segment.series(), segment.features(), expected));
    }
    return segment;
  }

  private void take(String group, byte[] value) {
    Segment segment = segmentOf(value);
    KeyValueStore<String, byte[]> stored = Objects.requireNonNull(history);
    stored.put(key(group, segment), value);
    for (Segment dropped : groupTraining(group, stepOf(value)).add(segment)) {
      stored.delete(key(group, dropped));
    }
  }

  private static String key(String group, Segment segment) {
    return group + '\0' + segment.series() + '\0' + Long.toHexString(segment.firstStep());
  }

  /** Starts what is due, publishes what is done. Never waits. */
  private void tick(long now) {
    for (GroupTraining training : groups.values()) {
      TrainingReport report = training.poll();
      if (report != null) {
        conclude(report);
      }
      training.startIfDue(now, lastVersion(training.group()) + 1, with.models(), with.pool());
    }
  }

  private int lastVersion(String group) {
    byte[] stored = Objects.requireNonNull(trainings).get(group);
    int own = stored == null ? 0 : ByteBuffer.wrap(stored).getInt(1);
    return Math.max(own, with.models().newest(group));
  }

  private void conclude(TrainingReport finished) {
    TrainingReport report = unlessOvertaken(finished);
    with.metrics().training(report.group(), report.outcome().word(), report.seconds());
    Model challenger = report.challenger();
    LOG.info(
        "Training of group {} ({}) {} as version {}: {}; {} steps of {} series in {} s",
        report.group(),
        report.kind().word(),
        report.outcome().word(),
        challenger == null ? "-" : challenger.version(),
        report.reason(),
        report.steps(),
        report.series(),
        "%.2f".formatted(report.seconds()));
    if (challenger != null && report.outcome() == TrainingReport.Outcome.PROMOTED) {
      publish(challenger);
    }
  }

  /** A version that came from outside meanwhile has the number, and was not compared with. */
  private TrainingReport unlessOvertaken(TrainingReport report) {
    Model challenger = report.challenger();
    int newest = with.models().newest(report.group());
    if (challenger == null || challenger.version() > newest) {
      return report;
    }
    return new TrainingReport(
        report.group(),
        report.kind(),
        TrainingReport.Outcome.REJECTED,
        "version %d was published while version %d was trained"
            .formatted(newest, challenger.version()),
        report.steps(),
        report.series(),
        report.seconds(),
        challenger);
  }

  private void publish(Model model) {
    ProcessorContext<String, byte[]> out = Objects.requireNonNull(context);
    long now = out.currentSystemTimeMs();
    String group = model.group();
    Objects.requireNonNull(trainings)
        .put(group, ByteBuffer.allocate(5).put((byte) 1).putInt(model.version()).array());
    String key = new ModelKey(group, model.version()).text();
    out.forward(new Record<>(key, ModelCodec.write(model), now));
    out.forward(new Record<>(group, ModelKey.pointer(model.version()), now));
    List<Integer> versions = with.models().versions(group);
    Model serving = with.models().serving(group);
    for (int i = 0; i < versions.size() + 1 - settings.keep(); i++) {
      int version = versions.get(i);
      if (serving == null || serving.version() != version) {
        out.forward(new Record<>(new ModelKey(group, version).text(), null, now));
      }
    }
    out.commit();
  }

  @Override
  public void close() {
    groups.values().forEach(GroupTraining::cancel);
  }
}
