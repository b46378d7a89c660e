package dev.foretide.stream.cluster;

/**
 * Names of nodes and stores. They are durable: changelog topics, state directories and offsets hang
 * on them, so a change is a migration.
 */
public final class Names {
  public static final String READINGS_SOURCE = "readings-source";
  public static final String REKEY = "rekey-by-series";
  public static final String REKEYED_SINK = "readings-by-series-sink";
  public static final String REKEYED_SOURCE = "readings-by-series-source";
  public static final String EVALUATOR = "evaluator";
  public static final String SERIES_STORE = "series";
  public static final String FORECASTS_SINK = "forecasts-sink";
  public static final String SCORES_SINK = "scores-sink";
  public static final String HISTORY_SINK = "history-sink";
  public static final String DLQ_SINK = "dlq-sink";
  public static final String HISTORY_SOURCE = "history-source";
  public static final String TRAINER = "trainer";
  public static final String HISTORY_STORE = "history";
  public static final String TRAININGS_STORE = "trainings";
  public static final String MODELS_SINK = "models-sink";
  public static final String MODELS_SOURCE = "models-source";
  public static final String MODELS_PROCESSOR = "models";
  public static final String MODELS_STORE = "models";

  private Names() {}
}
