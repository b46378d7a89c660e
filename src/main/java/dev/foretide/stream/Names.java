package dev.foretide.stream;

/**
 * Names of nodes and stores. They are durable: changelog topics, state directories and offsets hang
 * on them, so a change is a migration.
 */
final class Names {
  static final String READINGS_SOURCE = "readings-source";
  static final String REKEY = "rekey-by-series";
  static final String REKEYED_SINK = "readings-by-series-sink";
  static final String REKEYED_SOURCE = "readings-by-series-source";
  static final String EVALUATOR = "evaluator";
  static final String SERIES_STORE = "series";
  static final String FORECASTS_SINK = "forecasts-sink";
  static final String SCORES_SINK = "scores-sink";
  static final String HISTORY_SINK = "history-sink";
  static final String DLQ_SINK = "dlq-sink";
  static final String HISTORY_SOURCE = "history-source";
  static final String TRAINER = "trainer";
  static final String HISTORY_STORE = "history";
  static final String TRAININGS_STORE = "trainings";
  static final String MODELS_SINK = "models-sink";
  static final String MODELS_SOURCE = "models-source";
  static final String MODELS_PROCESSOR = "models";
  static final String MODELS_STORE = "models";

  private Names() {}
}
