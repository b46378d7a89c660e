package dev.foretide.stream.models;

import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.Provenance;
import dev.foretide.stream.cluster.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of the models topic into the global store and the registry.
 *
 * <p>Runs on the global thread, which has no second chance: an exception here, or a poison message
 * met again at every start, would end the application. So every message is checked (length, format
 * version, checksum, shapes, finite weights) and a bad one is counted, logged and left out; the
 * model before it goes on serving. Restoring uses an instance of its own, so {@code init} also
 * reads what the store holds already.
 */
public final class ModelProcessor implements Processor<String, byte[], Void, Void> {
  private static final Logger LOG = LoggerFactory.getLogger(ModelProcessor.class);

  private final ServingModels registry;
  private final ExpectedShape shape;
  private final ForetideMetrics metrics;
  private final Consumer<Model> onServing;
  private @Nullable KeyValueStore<String, byte[]> store;

  public ModelProcessor(
      ServingModels registry,
      ExpectedShape shape,
      ForetideMetrics metrics,
      Consumer<Model> onServing) {
    this.registry = registry;
    this.shape = shape;
    this.metrics = metrics;
    this.onServing = onServing;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    KeyValueStore<String, byte[]> models = context.getStateStore(Names.MODELS_STORE);
    store = models;
    List<KeyValue<String, byte[]>> pointers = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = models.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        if (ModelKey.parse(entry.key).isPointer()) {
          pointers.add(entry);
        } else {
          take(models, entry.key, entry.value, ServingModels.UNKNOWN);
        }
      }
    }
    pointers.forEach(pointer -> take(models, pointer.key, pointer.value, ServingModels.UNKNOWN));
  }

  @Override
  public void process(Record<String, byte[]> message) {
    KeyValueStore<String, byte[]> models = store;
    if (message.key() != null && models != null) {
      take(models, message.key(), message.value(), message.timestamp());
    }
  }

  private void take(
      KeyValueStore<String, byte[]> models, String text, byte @Nullable [] value, long at) {
    ModelKey key = ModelKey.parse(text);
    try {
      if (key.isPointer()) {
        takePointer(models, key, value, at);
      } else {
        takeVersion(models, key, value, at);
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

  private void takeVersion(
      KeyValueStore<String, byte[]> models, ModelKey key, byte @Nullable [] value, long at) {
    if (value == null) {
      models.delete(key.text());
      registry.removeVersion(key.group(), key.version());
      return;
    }
    Model model = ModelCodec.read(value);
    if (!model.group().equals(key.group()) || model.version() != key.version()) {
      throw new IllegalArgumentException(
          "it holds %s@%d".formatted(model.group(), model.version()));
    }
    models.put(key.text(), value);
    registry.putVersion(
        key.group(),
        key.version(),
        new ModelVersion(model.provenance(), shape.fault(key.group(), model.shape()).isEmpty()));
    byte[] pointer = models.get(key.group());
    if (pointer != null && ModelKey.versionOf(pointer) == key.version()) {
      serve(key.group(), model, at);
    }
  }

  private void takePointer(
      KeyValueStore<String, byte[]> models, ModelKey key, byte @Nullable [] value, long at) {
    if (value == null) {
      models.delete(key.text());
      registry.serve(key.group(), null, at);
      return;
    }
    int version = ModelKey.versionOf(value);
    models.put(key.text(), value);
    byte[] bytes = models.get(new ModelKey(key.group(), version).text());
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
    Model before = registry.serving(group);
    if (before != null && before.version() == model.version()) {
      return;
    }
    registry.serve(group, model, at);
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
