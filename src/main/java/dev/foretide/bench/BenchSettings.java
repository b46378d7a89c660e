package dev.foretide.bench;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is measured.
 *
 * @param series how many
 * @param store value of {@code state.store}
 * @param guarantee value of {@code processing.guarantee}
 * @param threads stream threads
 * @param warmUp turns of each, at most, before the first that is measured
 * @param rounds turns of each that are measured
 * @param turn length of a turn
 * @param loads shares of the throughput at which latency is measured; none skips that
 * @param given settings of the forecaster
 */
public record BenchSettings(
    int series,
    String store,
    String guarantee,
    int threads,
    int warmUp,
    int rounds,
    Duration turn,
    List<Double> loads,
    Map<String, String> given) {

  /**
   * Reports faults before anything is started.
   *
   * @throws dev.foretide.config.ConfigFaultsException naming each
   */
  public void check() {
    config("localhost:1", "bench", "readings", "bench", Map.of());
  }

  /** As it is printed and written. */
  public String name() {
    return "%d series, %s, %s, %d %s"
        .formatted(series, store, guarantee, threads, threads == 1 ? "thread" : "threads");
  }

  /**
   * Configuration of an application of this run.
   *
   * @param application its id; a reading topic of its own hangs on {@code readings}
   * @param stateDir directory of its states
   * @param more settings for this application alone
   */
  ForetideConfig config(
      String servers,
      String application,
      String readings,
      String stateDir,
      Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put(Keys.STEP, "1s");
    settings.put(Keys.INTERVALS, "0.8");
    settings.put(Keys.READINGS_PAST_MAX, "36500d");
    settings.put(Keys.SERIES_MAX, Integer.toString(Math.max(series, 1)));
    settings.putAll(given);
    settings.put(Keys.BOOTSTRAP_SERVERS, servers);
    settings.put(Keys.APPLICATION_ID, application);
    settings.put(Keys.READINGS_TOPIC, readings);
    settings.put(Keys.STATE_DIR, stateDir);
    settings.put(Keys.STATE_STORE, store);
    settings.put(Keys.PROCESSING_GUARANTEE, guarantee);
    settings.put(Keys.THREADS, Integer.toString(threads));
    settings.putAll(more);
    return new ForetideConfig(settings);
  }
}
