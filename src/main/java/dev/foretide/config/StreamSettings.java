package dev.foretide.config;

/**
 * How this instance runs on Kafka.
 *
 * @param bootstrapServers {@code host:port} of some brokers, separated by commas
 * @param exactlyOnce whether results and states are written in transactions
 * @param threads stream threads
 * @param stateDir directory of the stores
 * @param statesInMemory whether the stores are kept in memory, and not in RocksDB
 * @param maxSeries most series of this instance
 */
public record StreamSettings(
    String bootstrapServers,
    boolean exactlyOnce,
    int threads,
    String stateDir,
    boolean statesInMemory,
    int maxSeries) {
  /** Checks each field. */
  public StreamSettings {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrap.servers is blank, must be host:port");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
    }
    if (maxSeries < 1) {
      throw new IllegalArgumentException("series.max is " + maxSeries + ", must be at least 1");
    }
  }
}
