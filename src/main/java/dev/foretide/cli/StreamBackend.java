package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import dev.foretide.forecast.SeriesView;
import dev.foretide.http.Backend;
import dev.foretide.http.GroupModels;
import dev.foretide.http.Health;
import dev.foretide.http.NotQueryableException;
import dev.foretide.http.SeriesDetail;
import dev.foretide.http.SeriesSummary;
import dev.foretide.model.Model;
import dev.foretide.series.Forecast;
import dev.foretide.series.Status;
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
import org.jspecify.annotations.Nullable;

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
      return Health.starting("waiting for Kafka at " + config.text(Keys.BOOTSTRAP_SERVERS));
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
      queries()
          .forEach(series -> visitor.see(summary(series), errors(series.errors(), series.unit())));
    } catch (InvalidStateStoreException e) {
      throw new NotQueryableException("the series are being moved or restored", e);
    }
  }

  Optional<SeriesDetail> detail(String series) {
    try {
      return queries().find(series).map(StreamBackend::detail);
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

  private static SeriesSummary summary(SeriesView.Summary series) {
    Forecast forecast = series.forecast();
    SeriesView.LeadError first = series.errors().isEmpty() ? null : series.errors().get(0);
    return new SeriesSummary(
        series.series(),
        series.group(),
        forecast == null ? Status.COLD : forecast.status(),
        forecast == null ? null : forecast.source(),
        forecast == null ? 0 : forecast.version(),
        series.origin(),
        series.actual(),
        first == null || first.naiveMae() == 0 ? null : first.mae() / first.naiveMae(),
        forecast == null ? null : band(forecast, series.unit()),
        outside(first));
  }

  /** Share of the newest values outside the widest interval; null where there is none. */
  private static @Nullable Double outside(SeriesView.@Nullable LeadError error) {
    if (error == null || error.coverage().isEmpty()) {
      return null;
    }
    Double inside = error.coverage().get(error.coverage().lastKey());
    return inside == null ? null : 1 - inside;
  }

  /** Mean width of the widest interval; null without one. */
  private static @Nullable Double band(Forecast forecast, double unit) {
    int widest = forecast.levels().length - 1;
    if (widest < 0 || !(unit > 0)) {
      return null;
    }
    double sum = 0;
    for (int i = 0; i < forecast.horizon(); i++) {
      sum += (double) forecast.upper()[widest][i] - forecast.lower()[widest][i];
    }
    return sum / forecast.horizon() / unit;
  }

  private static List<SeriesDetail.LeadError> errors(
      List<SeriesView.LeadError> errors, double unit) {
    return errors.stream()
        .map(
            error ->
                new SeriesDetail.LeadError(
                    error.lead(), error.mae() / unit, error.naiveMae() / unit, error.coverage()))
        .toList();
  }

  private static SeriesDetail detail(SeriesView view) {
    Forecast forecast = view.forecast();
    return new SeriesDetail(
        view.series(),
        view.group(),
        forecast == null ? Status.COLD : forecast.status(),
        view.target(),
        view.stepMillis(),
        view.steps().stream()
            .map(step -> new SeriesDetail.Step(step.at(), step.value(), step.measured()))
            .toList(),
        forecast,
        errors(view.errors(), 1),
        view.weights());
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
