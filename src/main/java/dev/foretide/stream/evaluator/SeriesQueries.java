package dev.foretide.stream.evaluator;

import dev.foretide.config.ForetideConfig;
import dev.foretide.forecast.SeriesSummary;
import dev.foretide.forecast.SeriesView;
import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.models.ServingModels;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads the series of this instance from outside the stream threads. Thread-safe; throws Kafka's
 * {@code InvalidStateStoreException} while the store is not there or moves.
 */
public final class SeriesQueries {
  private final ForetideConfig config;
  private final KafkaStreams streams;
  private final ServingModels models;

  public SeriesQueries(ForetideConfig config, KafkaStreams streams, ServingModels models) {
    this.config = config;
    this.streams = streams;
    this.models = models;
  }

  private static StoreQueryParameters<ReadOnlyKeyValueStore<String, byte[]>> stores() {
    return StoreQueryParameters.fromNameAndType(
        Names.SERIES_STORE, QueryableStoreTypes.<String, byte[]>keyValueStore());
  }

  /**
   * One series; empty when this instance does not know it, or no value of its target yet. Looks
   * into its partition alone: while that one is being restored, the id is not unknown.
   */
  public Optional<SeriesView> find(String series) {
    int partition = place(series).partition();
    byte[] bytes = streams.store(stores().withPartition(partition)).get(series);
    return bytes == null
        ? Optional.empty()
        : Optional.ofNullable(new SeriesViews(config, models).view(series, bytes));
  }

  /**
   * All series of this instance that have a value of their target, partition by partition. Reads
   * every state: not for each request.
   *
   * @param visitor takes each of them, and its realised errors in units of its scale
   */
  public void forEach(BiConsumer<SeriesSummary, List<SeriesView.LeadError>> visitor) {
    SeriesViews stored = new SeriesViews(config, models);
    try (KeyValueIterator<String, byte[]> all = streams.store(stores()).all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        stored.summary(entry.key, entry.value, visitor);
      }
    }
  }

  /** The other instance that owns a series; empty when it is this one. */
  public Optional<HostInfo> owner(String series, HostInfo self) {
    HostInfo active = place(series).activeHost();
    return active.equals(self) ? Optional.empty() : Optional.of(active);
  }

  private KeyQueryMetadata place(String series) {
    KeyQueryMetadata place =
        streams.queryMetadataForKey(Names.SERIES_STORE, series, Serdes.String().serializer());
    if (place == null || place.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
      throw new InvalidStateStoreException("the owner of a series is not known yet");
    }
    return place;
  }
}
