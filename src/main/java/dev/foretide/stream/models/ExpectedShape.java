package dev.foretide.stream.models;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.ModelShape;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What the models of a group must have been made for.
 *
 * @param configured shape of the configuration
 * @param infersStep whether the step is that of each group, which its name ends in
 */
public record ExpectedShape(ModelShape configured, boolean infersStep) {

  public ExpectedShape(ForetideConfig config) {
    this(config.forecast().shape(), config.infersStep());
  }

  /** The shape of a group; empty where its name should end in a step and does not. */
  public Optional<ModelShape> of(String group) {
    if (!infersStep) {
      return Optional.of(configured);
    }
    try {
      Duration step = Duration.parse(group.substring(group.lastIndexOf('-') + 1));
      return Optional.of(step.toMillis())
          .filter(millis -> millis > 0)
          .map(millis -> configured.withStep(millis));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Why a model for a shape cannot serve a group, in words; empty when it can. */
  public Optional<String> fault(String group, ModelShape model) {
    return of(group)
        .map(shape -> model.differenceFrom(shape))
        .map(difference -> difference.isEmpty() ? "" : "it was made for " + difference)
        .or(
            () ->
                Optional.of("its group does not end in a step, such as %s-PT10M".formatted(group)))
        .filter(fault -> !fault.isEmpty());
  }
}
