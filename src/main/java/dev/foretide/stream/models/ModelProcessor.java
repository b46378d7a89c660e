package dev.foretide.stream.models;

import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Model;
import dev.foretide.stream.cluster.Names;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of the models topic into the global store and the registry.
 *
 * <p>Runs on the global thread, which has no second chance: an exception here, or a poison message
 * met again at every start, would end the application. So every message is checked, and a bad one
 * is counted, logged and left out; the model before it goes on serving. Restoring uses an instance
 * of its own, so {@code init} also reads what the store holds already.
 */
public final class ModelProcessor implements Processor<String, byte[], Void, Void> {
  private final ServingModels models;
  private final ExpectedShape shape;
  private final ForetideMetrics metrics;
  private final Consumer<Model> onServing;
  private @Nullable ModelLoader loader;

  /**
   * @param shape what a model must have to serve here
   * @param onServing sees each version that begins to serve
   */
  public ModelProcessor(
      ServingModels models,
      ExpectedShape shape,
      ForetideMetrics metrics,
      Consumer<Model> onServing) {
    this.models = models;
    this.shape = shape;
    this.metrics = metrics;
    this.onServing = onServing;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    ModelLoader opened =
        new ModelLoader(
            context.getStateStore(Names.MODELS_STORE), models, shape, metrics, onServing);
    loader = opened;
    opened.restore();
  }

  @Override
  public void process(Record<String, byte[]> message) {
    if (message.key() != null) {
      Objects.requireNonNull(loader, "not initialized")
          .take(message.key(), message.value(), message.timestamp());
    }
  }
}
