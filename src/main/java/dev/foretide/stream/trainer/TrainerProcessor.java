package dev.foretide.stream.trainer;

import dev.foretide.message.HistoryMessages;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.metrics.RateLimitedLog;
import dev.foretide.model.Model;
import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.cluster.RecordCoordinates;
import dev.foretide.stream.models.ModelPublisher;
import dev.foretide.stream.models.ServingModels;
import dev.foretide.train.GroupReport;
import dev.foretide.train.GroupTrainer;
import dev.foretide.train.Probation;
import dev.foretide.train.ProbationReport;
import dev.foretide.train.TrainerSettings;
import dev.foretide.train.TrainingReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buffers the history of its model groups, has them trained on the pool, and publishes what came of
 * it: every challenger as a version, and the pointer to those that the gate lets through.
 *
 * <p>A group's history is one key of the topic, so one task, so one trainer in the whole cluster. A
 * punctuator collects finished work and forwards it on the stream thread: publication is part of
 * the task's own output, also under exactly-once. Owned by one stream thread.
 */
public final class TrainerProcessor implements Processor<byte[], byte[], String, byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerProcessor.class);
  private static final Duration TICK = Duration.ofMillis(250);

  private final Settings settings;
  private final Collaborators with;
  private final RateLimitedLog log = new RateLimitedLog(LOG);
  private final TreeMap<String, RunningTraining> groups = new TreeMap<>();
  private @Nullable ProcessorContext<String, byte[]> context;
  private @Nullable StoredHistory history;
  private @Nullable TrainerCheckpoints records;
  private @Nullable ModelPublisher publisher;

  /**
   * What a trainer needs to know.
   *
   * @param keep versions kept per group
   * @param infersStep whether the step of a group is that of its history; else it is configured
   */
  public record Settings(TrainerSettings trainer, int keep, boolean infersStep) {}

  /** Whom a trainer works with. */
  public record Collaborators(ServingModels models, ForetideMetrics metrics, TrainingPool pool) {}

  public TrainerProcessor(Settings settings, Collaborators with) {
    this.settings = settings;
    this.with = with;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> processorContext) {
    context = processorContext;
    StoredHistory stored =
        new StoredHistory(
            processorContext.getStateStore(Names.HISTORY_STORE),
            settings.trainer().training(),
            settings.infersStep(),
            this::trainer);
    history = stored;
    records = new TrainerCheckpoints(processorContext.getStateStore(Names.TRAININGS_STORE));
    publisher = new ModelPublisher(processorContext, with.models(), settings.keep());
    stored.restore();
    processorContext.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
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
                    with.pool()))
        .trainer();
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
      if (HistoryMessages.isRequest(value)) {
        String reason = HistoryMessages.reason(value);
        LOG.info("Training of group {} requested: {}", group, reason);
        request(group, reason);
      } else {
        Objects.requireNonNull(history).take(group, value);
      }
    } catch (IllegalArgumentException e) {
      log.warn(
          here.currentSystemTimeMs(),
          "History message refused at %s: %s"
              .formatted(RecordCoordinates.of(here), e.getMessage()));
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
      if (noteServing(group.trainer())) {
        group.goOn();
      }
      GroupReport report = group.poll();
      boolean moved =
          (report instanceof TrainingReport training && conclude(training, group.trainer()))
              || (report instanceof ProbationReport watched && conclude(watched, group.trainer()));
      if (moved) {
        group.holdUntilServing(now);
      }
      group.startIfDue(now, lastVersion(group.trainer().group()) + 1);
    }
  }

  /** Sees promotions, whoever made them, and those of before a restart. */
  private boolean noteServing(GroupTrainer trainer) {
    Model serving = with.models().serving(trainer.group());
    if (serving == null) {
      return false; // not back yet after a start, or none
    }
    TrainerCheckpoints known = Objects.requireNonNull(records);
    if (trainer.serving() == null) {
      resume(trainer, known.of(trainer.group()));
    }
    if (!trainer.noteServing(serving)) {
      return false;
    }
    known.watches(trainer);
    Probation watch = trainer.watch();
    if (watch != null && watch.promoted().version() == serving.version()) {
      LOG.info(
          "Model {}@{} is watched beside version {}",
          trainer.group(),
          serving.version(),
          watch.trusted().version());
    }
    return true;
  }

  private void resume(GroupTrainer trainer, TrainerCheckpoint record) {
    ModelPublisher models = Objects.requireNonNull(publisher);
    Model watched = models.version(trainer.group(), record.watched());
    Model trusted = models.version(trainer.group(), record.trusted());
    trainer.resume(
        models.version(trainer.group(), record.serving()),
        watched == null || trusted == null
            ? null
            : new Probation(watched, trusted, record.fromStep()));
  }

  private int lastVersion(String group) {
    int own = Objects.requireNonNull(records).of(group).last();
    return Math.max(own, with.models().newest(group));
  }

  /** Returns whether the pointer was moved. */
  private boolean conclude(TrainingReport finished, GroupTrainer trainer) {
    TrainingReport report =
        unlessOvertaken(finished, trainer).asVersion(lastVersion(finished.group()) + 1);
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
    if (challenger == null) {
      return false;
    }
    boolean promoted = report.outcome() == TrainingReport.Outcome.PROMOTED;
    Objects.requireNonNull(records).published(report.group(), challenger.version());
    Objects.requireNonNull(publisher).publish(challenger, promoted, trainer.watch());
    return promoted;
  }

  /** Another model serves by now, with which the challenger was not compared. */
  private TrainingReport unlessOvertaken(TrainingReport report, GroupTrainer trainer) {
    int serving = trainer.servingVersion();
    return report.challenger() == null || serving == report.champion()
        ? report
        : report.rejected("version %d came to serve meanwhile".formatted(serving));
  }

  /** Returns whether the pointer was moved. */
  private boolean conclude(ProbationReport report, GroupTrainer trainer) {
    Probation watch = report.watch();
    LOG.info(
        "Watch of {}@{}: {}; {}",
        report.group(),
        watch.promoted().version(),
        report.verdict().word(),
        report.reason());
    Objects.requireNonNull(records).watches(trainer);
    if (report.rollsBack()) {
      LOG.warn(
          "Model {}@{} is rolled back to version {}: {}",
          report.group(),
          watch.promoted().version(),
          watch.trusted().version(),
          report.reason());
      with.metrics().rollback(report.group());
      Objects.requireNonNull(publisher).rollBack(watch, report.reason());
    }
    return report.rollsBack();
  }

  @Override
  public void close() {
    groups.values().forEach(RunningTraining::cancel);
  }
}
