package dev.foretide.stream.evaluator;

import dev.foretide.message.MessageFormats;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.stream.models.ServingModels;

/**
 * What the evaluators of an instance share. Safe for any thread.
 *
 * @param formats how readings are read and results are written
 * @param models the models of the instance
 * @param listener sees forecasts and scores as they are made
 * @param bound most series of the instance, and how many it has
 */
public record EvaluatorServices(
    MessageFormats formats,
    ServingModels models,
    ForetideMetrics metrics,
    StreamListener listener,
    SeriesEviction.Bound bound) {}
