package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.ServerSettings;
import dev.foretide.http.Access;
import dev.foretide.http.Backend;
import dev.foretide.http.HttpServer;
import dev.foretide.http.HttpSettings;
import dev.foretide.http.HttpTls;
import dev.foretide.http.LiveEvents;
import dev.foretide.http.Totals;
import dev.foretide.linalg.Kernels;
import dev.foretide.stream.ForetideStreams;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.models.ModelControl;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A forecaster with its page: metrics, topology and HTTP put together. The page answers before
 * Kafka does.
 */
final class Application implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Application.class);

  private final ForetideConfig config;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
  private final LiveEvents live;
  private final ForetideStreams streams;
  private final ModelControl control;
  private final HttpSettings httpSettings;
  private final HttpServer http;

  Application(ForetideConfig config, Role role) {
    this.config = config;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    gcMetrics.bindTo(registry);
    this.live = new LiveEvents();
    this.streams =
        new ForetideStreams(
            config,
            role,
            applicationServer(config.server()),
            registry,
            new LiveStreamListener(live));
    this.control = new ModelControl(config, streams.models());
    this.httpSettings = httpSettings(config.server());
    this.http = new HttpServer(httpSettings, backend(), live);
  }

  private static HttpSettings httpSettings(ServerSettings server) {
    String keystore = server.keystore();
    String password = server.keystorePassword();
    return new HttpSettings(
        server.bind(),
        server.port(),
        server.maxRate(),
        new Access(server.token(), server.user(), server.password()),
        keystore == null || password == null ? null : new HttpTls(Path.of(keystore), password));
  }

  private static String applicationServer(ServerSettings server) {
    return server.advertised().isEmpty()
        ? reachable(server.bind()) + ":" + Math.max(1, server.port())
        : server.advertised();
  }

  /** Others cannot ask a wildcard address. */
  private static String reachable(String bind) {
    try {
      return bind.equals("0.0.0.0") || bind.equals("::")
          ? InetAddress.getLocalHost().getHostName()
          : bind;
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private Backend backend() {
    StreamBackend source =
        new StreamBackend(
            config, streams, applicationServer(config.server()), httpSettings.scheme());
    return new Backend(
        source::health,
        registry::scrape,
        () -> new Totals(streams.metrics().totalReadings(), streams.metrics().totalForecasts()),
        source::forEach,
        source::find,
        source::owner,
        source::models,
        group -> source.retrain(control, group),
        group -> source.rollback(control, group));
  }

  /** Opens the page, then waits for Kafka and starts. */
  void start() throws InterruptedException {
    LOG.info(Kernels.choice());
    http.start();
    streams.start();
  }

  int port() {
    return http.port();
  }

  /** Address of the live page. */
  String page() {
    return "%s://%s:%d/".formatted(httpSettings.scheme(), httpSettings.bind(), port());
  }

  ForetideStreams streams() {
    return streams;
  }

  @Override
  public void close() {
    streams.close();
    control.close();
    http.close();
    gcMetrics.close();
  }
}
