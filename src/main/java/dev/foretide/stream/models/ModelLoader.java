package dev.foretide.stream.models;

import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.Provenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the messages of the models topic (length, format version, checksum, shapes, finite
 * weights) and takes them into the global store and into {@link ServingModels}. Owned by the global
 * thread.
 */
final class ModelLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

  private final KeyValueStore<String, byte[]> store;
  private final ServingModels models;
  private final ExpectedShape shape;
  private final ForetideMetrics metrics;
  private final Consumer<Model> onServing;

  ModelLoader(
      KeyValueStore<String, byte[]> store,
      ServingModels models,
      ExpectedShape shape,
      ForetideMetrics metrics,
      Consumer<Model> onServing) {
    this.store = store;
    this.models = models;
    this.shape = shape;
    this.metrics = metrics;
    this.onServing = onServing;
  }

  /** Takes what the store holds already: versions first, then the pointers to them. */
  void restore() {
    List<KeyValue<String, byte[]>> pointers = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        if (ModelKey.parse(entry.key).isPointer()) {
          pointers.add(entry);
        } else {
          take(entry.key, entry.value, ServingModels.UNKNOWN);
        }
      }
    }
    pointers.forEach(pointer -> take(pointer.key, pointer.value, ServingModels.UNKNOWN));
  }

  /**
   * Takes a message, or counts, logs and leaves it out.
   *
   * @param at its timestamp, or {@link ServingModels#UNKNOWN}
   */
  void take(String text, byte @Nullable [] value, long at) {
    ModelKey key = ModelKey.parse(text);
    try {
      if (key.isPointer()) {
        takePointer(key, value, at);
      } else {
        takeVersion(key, value, at);
      }
    } catch (RuntimeException e) {
      metrics.modelRefused("invalid");
      LOG.warn(
          "Model message {} of {} bytes refused, what served before goes on: {}",
          text,
          value == null ? 0 : value.length,
          e.getMessage());
    }
  }

  private void takeVersion(ModelKey key, byte @Nullable [] value, long at) {
    if (value == null) {
      store.delete(key.text());
      models.removeVersion(key.group(), key.version());
      return;
    }
    Model model = ModelCodec.read(value);
    if (!model.group().equals(key.group()) || model.version() != key.version()) {
      throw new IllegalArgumentException(
          "it holds %s@%d".formatted(model.group(), model.version()));
    }
    store.put(key.text(), value);
    models.putVersion(
        key.group(),
        key.version(),
        new ModelVersion(model.provenance(), shape.fault(key.group(), model.shape()).isEmpty()));
    byte[] pointer = store.get(key.group());
    if (pointer != null && ModelKey.versionOf(pointer) == key.version()) {
      serve(key.group(), model, at);
    }
  }

  private void takePointer(ModelKey key, byte @Nullable [] value, long at) {
    if (value == null) {
      store.delete(key.text());
      models.serve(key.group(), null, at);
      return;
    }
    int version = ModelKey.versionOf(value);
    store.put(key.text(), value);
    byte[] bytes = store.get(new ModelKey(key.group(), version).text());
    if (bytes != null) {
      serve(key.group(), ModelCodec.read(bytes), at);
    }
  }

  private void serve(String group, Model model, long at) {
    Optional<String> fault = shape.fault(group, model.shape());
    if (fault.isPresent()) {
      metrics.modelRefused("shape");
      LOG.warn(
          "Model {}@{} does not serve this configuration: {}", group, model.version(), fault.get());
      return;
    }
    Model before = models.serving(group);
    if (before != null && before.version() == model.version()) {
      return;
    }
    models.serve(group, model, at);
    Provenance provenance = model.provenance();
    metrics.model(
        group,
        model.version(),
        trainedAt(provenance),
        provenance.skill().orElse(Double.NaN),
        provenance.loss().orElse(Double.NaN));
    onServing.accept(model);
    LOG.info("Model {}@{} serves", group, model.version());
  }

  private static Instant trainedAt(Provenance provenance) {
    Instant trained = provenance.trainedAt();
    // All that is known of some networks.
    Instant known = trained == null ? provenance.importedAt() : trained;
    return known == null ? Instant.EPOCH : known;
  }
}
