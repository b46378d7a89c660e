package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.forecast.SeriesView;
import dev.foretide.http.Backend;
import dev.foretide.http.GroupModels;
import dev.foretide.http.Health;
import dev.foretide.http.NotQueryableException;
import dev.foretide.model.Model;
import dev.foretide.stream.ForetideStreams;
import dev.foretide.stream.evaluator.SeriesQueries;
import dev.foretide.stream.models.ModelControl;
import dev.foretide.stream.models.ServingModels;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;

/** Answers the HTTP server from a running topology. Thread-safe. */
final class StreamBackend {
  private final ForetideConfig config;
  private final ForetideStreams streams;
  private final HostInfo self;
  private final String scheme;

  /**
   * @param applicationServer {@code host:port} of this instance
   * @param scheme {@code http} or {@code https}, which all instances speak
   */
  StreamBackend(
      ForetideConfig config, ForetideStreams streams, String applicationServer, String scheme) {
    this.config = config;
    this.streams = streams;
    this.self = HostInfo.buildFromEndpoint(applicationServer);
    this.scheme = scheme;
  }

  Health health() {
    Optional<KafkaStreams.State> state = streams.state();
    if (state.isEmpty()) {
      return Health.starting("waiting for Kafka at " + config.stream().bootstrapServers());
    }
    return switch (state.get()) {
      case RUNNING -> Health.running();
      case CREATED, REBALANCING ->
          new Health(true, false, "rebalancing", "partitions are being assigned or restored");
      case PENDING_SHUTDOWN -> new Health(true, false, "stopping", "asked to end");
      case NOT_RUNNING, PENDING_ERROR, ERROR ->
          new Health(false, false, "failed", "Kafka Streams is " + state.get());
    };
  }

  private SeriesQueries queries() {
    return streams
        .queries()
        .orElseThrow(
            () -> new NotQueryableException("no series here: not started yet, or of role trainer"));
  }

  void forEach(Backend.SeriesVisitor visitor) {
    try {
      queries().forEach(visitor::see);
    } catch (InvalidStateStoreException e) {
      throw new NotQueryableException("the series are being moved or restored", e);
    }
  }

  Optional<SeriesView> find(String series) {
    try {
      return queries().find(series);
    } catch (InvalidStateStoreException e) {
      throw new NotQueryableException("the series are being moved or restored", e);
    }
  }

  Optional<URI> owner(String series) {
    try {
      return queries()
          .owner(series, self)
          .map(host -> URI.create(scheme + "://" + host.host() + ":" + host.port()));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw new NotQueryableException("the owner of the series is not known yet", e);
    }
  }

  List<GroupModels> models() {
    List<GroupModels> groups = new ArrayList<>();
    new TreeMap<>(streams.models().groups())
        .forEach((name, group) -> groups.add(models(name, group)));
    return groups;
  }

  private static GroupModels models(String name, ServingModels.Group group) {
    Model serving = group.serving();
    List<GroupModels.Version> versions = new ArrayList<>();
    group
        .versions()
        .descendingMap()
        .forEach(
            (number, version) ->
                versions.add(new GroupModels.Version(number, version.provenance())));
    return new GroupModels(name, serving == null ? 0 : serving.version(), versions);
  }

  Optional<String> retrain(ModelControl control, String group) {
    if (!streams.models().groups().containsKey(group)) {
      return Optional.empty();
    }
    control.retrain(group);
    return Optional.of("The trainer of group " + group + " is asked for a training.");
  }

  Optional<String> rollback(ModelControl control, String group) {
    if (!streams.models().groups().containsKey(group)) {
      return Optional.empty();
    }
    int version = control.rollback(group);
    return Optional.of("Version %d of group %s will serve.".formatted(version, group));
  }
}
