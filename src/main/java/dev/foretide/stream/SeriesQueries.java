package dev.foretide.stream;

import dev.foretide.config.ForetideConfig;
import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.SeriesStateCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
import org.jspecify.annotations.Nullable;

/**
 * Reads the series of this instance from outside the stream threads. Thread-safe; throws Kafka's
 * {@code InvalidStateStoreException} while the store is not there or moves.
 */
public final class SeriesQueries {
  private final ForetideConfig config;
  private final KafkaStreams streams;

  SeriesQueries(ForetideConfig config, KafkaStreams streams) {
    this.config = config;
    this.streams = streams;
  }

  private ReadOnlyKeyValueStore<String, byte[]> store() {
    return streams.store(
        StoreQueryParameters.fromNameAndType(
            Names.SERIES_STORE, QueryableStoreTypes.<String, byte[]>keyValueStore()));
  }

  /** One series; empty when this instance does not know it, or no value of its target yet. */
  public Optional<SeriesView> find(String series) {
    byte[] bytes = store().get(series);
    return bytes == null
        ? Optional.empty()
        : Optional.of(new Reader().view(series, bytes)).filter(view -> !view.steps().isEmpty());
  }

  /**
   * Series by ascending id.
   *
   * @param after only ids greater than this one; null starts at the first
   */
  public List<SeriesView> list(@Nullable String after, int limit) {
    List<SeriesView> found = new ArrayList<>();
    Reader reader = new Reader();
    ReadOnlyKeyValueStore<String, byte[]> store = store();
    try (KeyValueIterator<String, byte[]> all =
        after == null ? store.all() : store.range(after, null)) {
      while (all.hasNext() && found.size() < limit) {
        KeyValue<String, byte[]> entry = all.next();
        if (!entry.key.equals(after)) {
          SeriesView view = reader.view(entry.key, entry.value);
          if (!view.steps().isEmpty()) {
            found.add(view);
          }
        }
      }
    }
    return found;
  }

  /** The other instance that owns a series; empty when it is this one. */
  public Optional<HostInfo> owner(String series, HostInfo self) {
    KeyQueryMetadata owner =
        streams.queryMetadataForKey(Names.SERIES_STORE, series, Serdes.String().serializer());
    if (owner == null || owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
      throw new InvalidStateStoreException("the owner of a series is not known yet");
    }
    return owner.activeHost().equals(self) ? Optional.empty() : Optional.of(owner.activeHost());
  }

  /** Turns stored bytes into views. Owned by one thread. */
  private final class Reader {
    private final ForecastSettings settings = config.forecast();
    private final SeriesState state = new SeriesState(settings);
    private final SeriesStateCodec codec = new SeriesStateCodec(settings);
    private final SeriesForecaster forecaster = new SeriesForecaster(settings);

    SeriesView view(String series, byte[] bytes) {
      codec.read(bytes, state);
      String group = config.groups().groupOf(series);
      int target = settings.shape().targetIndex();
      List<SeriesView.Step> steps = new ArrayList<>(state.window().size());
      for (int age = state.window().size() - 1; age >= 0; age--) {
        steps.add(
            new SeriesView.Step(
                settings.grid().startOf(state.step() - age),
                state.window().value(age, target),
                state.window().measured(age, target)));
      }
      return new SeriesView(
          series,
          settings.shape().target(),
          group,
          settings.grid().stepMillis(),
          steps,
          forecaster.newest(state, series, group),
          errors());
    }

    private List<SeriesView.LeadError> errors() {
      double unit = state.scale().spread(settings.shape().targetIndex());
      List<SeriesView.LeadError> errors = new ArrayList<>();
      for (int lead : settings.scoredLeads()) {
        double mae = unit * state.intervals().meanAbsoluteError(lead);
        double naive = unit * state.intervals().naiveMeanAbsoluteError(lead);
        if (!Double.isNaN(mae)) {
          errors.add(new SeriesView.LeadError(lead, mae, naive, coverage(lead)));
        }
      }
      return errors;
    }

    private SortedMap<Double, Double> coverage(int lead) {
      SortedMap<Double, Double> coverage = new TreeMap<>();
      for (int l = 0; l < settings.intervals().size(); l++) {
        coverage.put(settings.intervals().get(l), (double) state.intervals().coverage(lead, l));
      }
      return coverage;
    }
  }
}
