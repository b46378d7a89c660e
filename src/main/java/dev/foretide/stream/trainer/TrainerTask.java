package dev.foretide.stream.trainer;

import dev.foretide.message.HistoryMessages;
import dev.foretide.metrics.RateLimitedLog;
import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.cluster.RecordCoordinates;
import dev.foretide.stream.models.ModelPublisher;
import dev.foretide.train.GroupReport;
import dev.foretide.train.GroupTrainer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer of one task from its start to its end: hands history and requests to the trainers of
 * the groups, starts what is due and has concluded what is done. Owned by one stream thread.
 */
final class TrainerTask {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerTask.class);
  private static final Duration TICK = Duration.ofMillis(250);

  private final TrainerTaskSettings settings;
  private final TrainingPool pool;
  private final ProcessorContext<String, byte[]> context;
  private final StoredHistory history;
  private final TrainingConclusions conclusions;
  private final RateLimitedLog log = new RateLimitedLog(LOG);
  private final TreeMap<String, RunningTraining> groups = new TreeMap<>();

  TrainerTask(
      TrainerTaskSettings settings,
      TrainerServices services,
      ProcessorContext<String, byte[]> context) {
    this.settings = settings;
    this.pool = services.pool();
    this.context = context;
    this.history =
        new StoredHistory(
            context.getStateStore(Names.HISTORY_STORE),
            settings.trainer().training(),
            settings.infersStep(),
            this::trainer);
    this.conclusions =
        new TrainingConclusions(
            services.models(),
            services.metrics(),
            new TrainerCheckpoints(context.getStateStore(Names.TRAININGS_STORE)),
            new ModelPublisher(context, services.models(), settings.keep()));
  }

  /** Takes up the stored history, and ticks from now on. */
  void start() {
    history.restore();
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  private GroupTrainer trainer(String group, long stepMillis) {
    return groups
        .computeIfAbsent(
            group,
            name ->
                new RunningTraining(
                    new GroupTrainer(
                        name,
                        settings.infersStep()
                            ? settings.trainer().withStep(stepMillis)
                            : settings.trainer()),
                    pool))
        .trainer();
  }

  void process(Record<byte[], byte[]> message) {
    try {
      byte[] key = message.key();
      byte[] value = message.value();
      if (key == null || value == null) {
        throw new IllegalArgumentException(
            "history message without %s".formatted(key == null ? "a key" : "a value"));
      }
      String group = new String(key, StandardCharsets.UTF_8);
      if (HistoryMessages.isRequest(value)) {
        String reason = HistoryMessages.reason(value);
        LOG.info("Training of group {} requested: {}", group, reason);
        request(group, reason);
      } else {
        history.take(group, value);
      }
    } catch (IllegalArgumentException e) {
      log.warn(
          context.currentSystemTimeMs(),
          "History message refused at %s: %s"
              .formatted(RecordCoordinates.of(context), e.getMessage()));
    }
  }

  /** Without history there is neither an inferred step nor anything to train on. */
  private void request(String group, String reason) {
    RunningTraining known = groups.get(group);
    if (known == null && settings.infersStep()) {
      return;
    }
    GroupTrainer trainer = trainer(group, settings.trainer().training().grid().stepMillis());
    if (reason.equals(HistoryMessages.DRIFT)) {
      trainer.drifted();
    } else {
      trainer.request();
    }
  }

  /** Starts what is due, publishes what is done. Never waits. */
  private void tick(long now) {
    for (RunningTraining group : groups.values()) {
      GroupTrainer trainer = group.trainer();
      if (conclusions.noteServing(trainer)) {
        group.goOn();
      }
      GroupReport report = group.poll();
      if (report != null && conclusions.conclude(report, trainer)) {
        group.holdUntilServing(now);
      }
      group.startIfDue(now, conclusions.lastVersion(trainer.group()) + 1);
    }
  }

  /** The task leaves this instance. */
  void close() {
    groups.values().forEach(RunningTraining::cancel);
  }
}
