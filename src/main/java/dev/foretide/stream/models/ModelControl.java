package dev.foretide.stream.models;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.Model;

/**
 * Steers the models of a running cluster from one of its instances, through its topics: a request
 * on the history topic, a pointer on the models topic. Thread-safe.
 */
public final class ModelControl implements AutoCloseable {
  private final ServingModels models;
  private final ModelCommands messages;

  public ModelControl(ForetideConfig config, ServingModels models) {
    this.models = models;
    this.messages = new ModelCommands(config);
  }

  /** Asks the group's trainer for a full training. */
  public void retrain(String group) {
    messages.requestTraining(group);
  }

  /**
   * Lets the version before the serving one serve again; rejected ones and those of another shape
   * are passed over.
   *
   * @return that version
   * @throws IllegalStateException when there is none
   */
  public int rollback(String group) {
    Model serving = models.serving(group);
    ServingModels.Group known = models.groups().get(group);
    if (serving == null || known == null) {
      throw new IllegalStateException("no version serves");
    }
    int before = ModelVersion.before(serving.version(), known.versions());
    messages.serve(group, before);
    return before;
  }

  @Override
  public void close() {
    messages.close();
  }
}
