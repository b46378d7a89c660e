package dev.foretide.stream.trainer;

import dev.foretide.train.GroupTrainer;
import dev.foretide.train.Probation;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored {@link TrainerCheckpoint} of each group of a task. Owned by one stream thread. */
final class TrainerCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerCheckpoints.class);

  private final KeyValueStore<String, byte[]> store;

  TrainerCheckpoints(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  TrainerCheckpoint of(String group) {
    byte[] stored = store.get(group);
    if (stored == null) {
      return TrainerCheckpoint.NONE;
    }
    try {
      return TrainerCheckpoint.read(stored);
    } catch (IllegalArgumentException e) {
      LOG.warn("What was known of the trainings of group {} is lost: {}", group, e.getMessage());
      return TrainerCheckpoint.NONE;
    }
  }

  /** A version was published. */
  void published(String group, int version) {
    TrainerCheckpoint known = of(group);
    store.put(
        group,
        new TrainerCheckpoint(
                version, known.serving(), known.watched(), known.trusted(), known.fromStep())
            .write());
  }

  /** Another version serves, or a watch has begun or ended. */
  void watches(GroupTrainer trainer) {
    Probation watch = trainer.watch();
    TrainerCheckpoint known = of(trainer.group());
    store.put(
        trainer.group(),
        new TrainerCheckpoint(
                known.last(),
                trainer.servingVersion(),
                watch == null ? 0 : watch.promoted().version(),
                watch == null ? 0 : watch.trusted().version(),
                watch == null ? 0 : watch.fromStep())
            .write());
  }
}
