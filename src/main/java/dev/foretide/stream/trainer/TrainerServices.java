package dev.foretide.stream.trainer;

import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.stream.models.ServingModels;

/**
 * What the trainers of an instance share. Safe for any thread.
 *
 * @param models the models of the instance
 * @param pool threads of the trainings
 */
public record TrainerServices(ServingModels models, ForetideMetrics metrics, TrainingPool pool) {}
