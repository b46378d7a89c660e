package dev.foretide.stream.trainer;

import dev.foretide.message.HistoryMessages;
import dev.foretide.series.Segment;
import dev.foretide.train.GroupTrainer;
import dev.foretide.train.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of the groups of a trainer's task, as messages in its store and as segments in the
 * hands of the groups' trainers. Keys are group, series and first step, with a zero between. Owned
 * by one stream thread.
 */
final class StoredHistory {
  private static final Logger LOG = LoggerFactory.getLogger(StoredHistory.class);

  private final KeyValueStore<String, byte[]> store;
  private final TrainingSettings settings;
  private final boolean infersStep;
  private final Trainers trainers;

  /** Who takes the history of a group. */
  interface Trainers {
    /** The trainer of a group whose steps are so many milliseconds long. */
    GroupTrainer of(String group, long stepMillis);
  }

  /**
   * @param infersStep whether the step of a group is that of its history; else it is configured
   */
  StoredHistory(
      KeyValueStore<String, byte[]> store,
      TrainingSettings settings,
      boolean infersStep,
      Trainers trainers) {
    this.store = store;
    this.settings = settings;
    this.infersStep = infersStep;
    this.trainers = trainers;
  }

  /**
   * Takes up the history from before the start. What was stored for other features, or is now too
   * old or too much, is deleted: a training on it would fail for ever.
   */
  void restore() {
    List<String> unfit = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        try {
          Segment segment = segmentOf(entry.value);
          String group = groupOf(entry.key);
          for (Segment dropped : trainers.of(group, stepOf(entry.value)).add(segment)) {
            unfit.add(key(group, dropped));
          }
        } catch (IllegalArgumentException e) {
          LOG.warn("Stored history {} deleted: {}", entry.key.replace('\0', ' '), e.getMessage());
          unfit.add(entry.key);
        }
      }
    }
    unfit.forEach(store::delete);
  }

  private long stepOf(byte[] value) {
    return infersStep ? HistoryMessages.stepMillisOf(value) : settings.grid().stepMillis();
  }

  private Segment segmentOf(byte[] value) {
    Segment segment = HistoryMessages.segmentOf(value, stepOf(value));
    int expected = settings.shape().features().size();
    if (segment.features() != expected) {
      throw new IllegalArgumentException(
          "segment of %s has %d features, must have %d"
              .formatted(segment.series(), segment.features(), expected));
    }
    return segment;
  }

  /**
   * Takes a segment, and lets go of what is no longer kept.
   *
   * @param value message of the history topic
   * @throws IllegalArgumentException naming what is wrong with it
   */
  void take(String group, byte[] value) {
    Segment segment = segmentOf(value);
    store.put(key(group, segment), value);
    for (Segment dropped : trainers.of(group, stepOf(value)).add(segment)) {
      store.delete(key(group, dropped));
    }
  }

  private static String groupOf(String key) {
    int end = key.indexOf('\0');
    if (end < 0) {
      throw new IllegalArgumentException("the key names no group");
    }
    return key.substring(0, end);
  }

  private static String key(String group, Segment segment) {
    return group + '\0' + segment.series() + '\0' + Long.toHexString(segment.firstStep());
  }
}
