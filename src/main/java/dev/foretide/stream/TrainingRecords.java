package dev.foretide.stream;

import dev.foretide.train.GroupTrainer;
import dev.foretide.train.Watch;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored {@link TrainingRecord} of each group of a task. Owned by one stream thread. */
final class TrainingRecords {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRecords.class);

  private final KeyValueStore<String, byte[]> store;

  TrainingRecords(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  TrainingRecord of(String group) {
    byte[] stored = store.get(group);
    if (stored == null) {
      return TrainingRecord.NONE;
    }
    try {
      return TrainingRecord.read(stored);
    } catch (IllegalArgumentException e) {
      LOG.warn("What was known of the trainings of group {} is lost: {}", group, e.getMessage());
      return TrainingRecord.NONE;
    }
  }

  /** A version was published. */
  void published(String group, int version) {
    TrainingRecord known = of(group);
    store.put(
        group,
        new TrainingRecord(
                version, known.serving(), known.watched(), known.trusted(), known.fromStep())
            .write());
  }

  /** Another version serves, or a watch has begun or ended. */
  void watches(GroupTrainer trainer) {
    Watch watch = trainer.watch();
    TrainingRecord known = of(trainer.group());
    store.put(
        trainer.group(),
        new TrainingRecord(
                known.last(),
                trainer.servingVersion(),
                watch == null ? 0 : watch.promoted().version(),
                watch == null ? 0 : watch.trusted().version(),
                watch == null ? 0 : watch.fromStep())
            .write());
  }
}
