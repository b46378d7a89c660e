package dev.foretide.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of one instance.
 *
 * <p>Start it before the forecaster: {@code /livez} then answers 200 and {@code /readyz} 503 while
 * the state is restored. Closing it ends all event streams.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** Twice a second: smooth to the eye, and all that a list of thousands of series can show. */
  private static final long PULSE_MILLIS = 500;

  /** Each event stream holds a thread; the rest is for everything else. */
  private static final int MAX_THREADS = LiveEvents.MAX_LISTENERS + 36;

  /** How long a reader should wait while series move between instances. */
  private static final String RETRY_SECONDS = "2";

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final HttpSettings settings;
  private final Backend backend;
  private final LiveEvents live;
  private final SeriesIndex index;
  private final Javalin javalin;
  private boolean pulseFails; // of the pulse's thread
  private final ScheduledExecutorService pulse =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "foretide-http-pulse");
            thread.setDaemon(true);
            return thread;
          });

  public HttpServer(HttpSettings settings, Backend backend, LiveEvents live) {
    this.settings = settings;
    this.backend = backend;
    this.live = live;
    this.index = new SeriesIndex(backend.series());
    this.javalin = Javalin.create(this::configure);
  }

  void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.router.ignoreTrailingSlashes = false; // an id may end in one
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
    threads.setName("foretide-http");
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(HttpServer::http);
    config.jetty.modifyServer(server -> Limits.addTo(server, settings.maxRate()));
    if (settings.tls() != null) {
      SslContextFactory.Server tls = settings.tls().server();
      config.jetty.addConnector((server, http) -> secured(server, http, tls));
    }
    // Ids of series may hold what the servlet API calls ambiguous, such as a leading slash.
    config.jetty.modifyServletContextHandler(
        handler -> handler.getServletHandler().setDecodeAmbiguousURIs(true));
    routes(config.routes);
    failures(config.routes);
  }

  private static void http(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "FORETIDE",
            UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
  }

  private Connector secured(Server server, HttpConfiguration http, SslContextFactory.Server tls) {
    HttpConfiguration secure = new HttpConfiguration(http);
    // Instances are asked by address too, and a certificate may be of another of their names.
    secure.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(secure));
    connector.setHost(settings.bind());
    connector.setPort(settings.port());
    return connector;
  }

  private void routes(RoutesConfig routes) {
    routes.before(
        ctx -> {
          ctx.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
          ctx.header("Cross-Origin-Resource-Policy", "same-origin");
          ctx.header("X-Content-Type-Options", "nosniff");
          ctx.header("Referrer-Policy", "no-referrer");
          settings.access().requireReader(ctx);
        });
    PageFiles.addTo(routes);
    ApiFiles.addTo(routes);
    routes.get("/metrics", this::metrics);
    routes.get("/livez", ctx -> health(ctx, backend.health().get(), Health::alive));
    routes.get("/readyz", ctx -> health(ctx, backend.health().get(), Health::ready));
    SeriesApi series = new SeriesApi(backend, new Forwarder(settings.tls()), index);
    routes.get("/api/overview", series::overview);
    routes.get("/api/series", series::list);
    routes.get("/api/series/<id>", series::detail);
    ModelsApi models = new ModelsApi(backend, live, settings.access());
    routes.get("/api/models", models::list);
    routes.post("/api/models/<group>/retrain", models.command(backend.retrain()));
    routes.post("/api/models/<group>/rollback", models.command(backend.rollback()));
    routes.get("/api/events", new EventStream(live));
  }

  private static void failures(RoutesConfig routes) {
    routes.exception(
        ApiException.class,
        (e, ctx) -> {
          if (e.status() == 502 || e.status() == 503) {
            ctx.header("Retry-After", RETRY_SECONDS);
          }
          Json.send(ctx, e.status(), Json.error(e.getMessage()));
        });
    routes.exception(
        NotQueryableException.class,
        (e, ctx) -> {
          ctx.header("Retry-After", RETRY_SECONDS);
          Json.send(ctx, 503, Json.error(e.getMessage()));
        });
    routes.exception(
        EventStream.StreamEndedException.class,
        (e, ctx) -> LOG.debug("event stream ended: {}", e.getMessage()));
    routes.exception(
        HttpResponseException.class,
        (e, ctx) ->
            Json.send(
                ctx,
                e.getStatus(),
                Json.error("%s %s: %s".formatted(ctx.method(), ctx.path(), e.getMessage()))));
    routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
          Json.send(ctx, 500, Json.error("%s failed; the log says why".formatted(ctx.path())));
        });
  }

  private void metrics(Context ctx) {
    ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(backend.metrics().get());
  }

  private static void health(Context ctx, Health health, Predicate<Health> good) {
    Json.send(
        ctx,
        good.test(health) ? 200 : 503,
        Json.object(
            json -> {
              json.writeStringField("status", health.status());
              json.writeStringField("reason", health.reason());
            }));
  }

  /**
   * Begins to answer.
   *
   * @throws HttpBindException the port is taken or the address is not one of this machine
   */
  @SuppressWarnings("FutureReturnValueIgnored") // pulse() lets nothing through
  public void start() {
    warnOfReadableSecrets();
    try {
      javalin.start(settings.bind(), settings.port());
    } catch (JavalinBindException e) {
      close();
      throw new HttpBindException(settings, e);
    }
    pulse.scheduleAtFixedRate(this::pulse, PULSE_MILLIS, PULSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void warnOfReadableSecrets() {
    if (settings.tls() == null && settings.access().hasSecrets() && !settings.isLocal()) {
      LOG.warn(
          "http.bind={} without http.tls.keystore: token and password cross the network readable",
          settings.bind());
    }
  }

  private void pulse() {
    try {
      if (live.heard()) {
        live.pulse(backend.health().get(), backend.totals().get());
      }
      pulseFails = false;
    } catch (RuntimeException e) {
      // A timer task that throws is never run again; one line says enough twice a second.
      if (!pulseFails) {
        LOG.warn("live events are not sent", e);
      }
      pulseFails = true;
    }
  }

  /** The port in use, also when the settings say 0. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    pulse.shutdownNow();
    index.close();
    live.close();
    javalin.stop();
  }
}
