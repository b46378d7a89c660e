package dev.foretide.stream;

import dev.foretide.config.ForetideConfig;
import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesPrelude;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.SeriesStateCodec;
import dev.foretide.forecast.SeriesStateException;
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
    return bytes == null ? Optional.empty() : Optional.ofNullable(new Reader().view(series, bytes));
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
          if (view != null) {
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
    private final Lanes lanes = new Lanes(config.forecast(), config.groups(), config.infersStep());

    /** The view of a series; null while nothing is known of its target, or of its step. */
    @Nullable SeriesView view(String series, byte[] bytes) {
      if (SeriesPrelude.isPrelude(bytes) || !SeriesStateCodec.isReadable(bytes)) {
        return null;
      }
      Lane lane = lanes.of(bytes);
      ForecastSettings settings = lane.settings;
      SeriesState state = lane.state;
      try {
        lane.codec.read(bytes, state);
      } catch (SeriesStateException e) {
        return null; // the next reading of the series says so
      }
      if (state.window().size() == 0) {
        return null;
      }
      String group = lanes.groupOf(series, lane);
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
          lane.forecaster.newest(state, series, group),
          errors(settings, state));
    }

    private List<SeriesView.LeadError> errors(ForecastSettings settings, SeriesState state) {
      double unit = state.scale().spread(settings.shape().targetIndex());
      List<SeriesView.LeadError> errors = new ArrayList<>();
      for (int lead : settings.scoredLeads()) {
        double mae = unit * state.intervals().meanAbsoluteError(lead);
        double naive = unit * state.intervals().naiveMeanAbsoluteError(lead);
        if (!Double.isNaN(mae)) {
          errors.add(new SeriesView.LeadError(lead, mae, naive, coverage(settings, state, lead)));
        }
      }
      return errors;
    }

    private SortedMap<Double, Double> coverage(
        ForecastSettings settings, SeriesState state, int lead) {
      SortedMap<Double, Double> coverage = new TreeMap<>();
      for (int l = 0; l < settings.intervals().size(); l++) {
        coverage.put(settings.intervals().get(l), (double) state.intervals().coverage(lead, l));
      }
      return coverage;
    }
  }
}
