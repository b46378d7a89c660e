package dev.foretide.http;

import dev.foretide.model.Provenance;
import dev.foretide.series.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server with simulated series behind it, to look at the page without a forecaster.
 *
 * <p>{@code main [PORT] [SERIES] [STEP_MILLIS]}
 */
final class FakeFeed implements AutoCloseable {
  private static final int WARM_UP = 120;
  private static final long VERSION_MILLIS = 20_000;
  private static final String[] PLANT = {
    "boiler1-temperature",
    "boiler1-pressure",
    "boiler2-temperature",
    "boiler2-pressure",
    "chiller-flow",
    "chiller-power",
    "hall-humidity",
    "hall-temperature",
    "line1-speed",
    "line1-current",
    "line2-speed",
    "pump-vibration"
  };
  private static final String[] HOST = {
    "cpu-load", "cpu-temperature", "memory-used", "disk-read", "disk-write", "net-received",
    "net-sent", "processes", "threads", "interrupts", "swap-used", "fan-speed"
  };

  private final ConcurrentSkipListMap<String, FakeSeries> series = new ConcurrentSkipListMap<>();
  private final Map<String, FakeSeries> elsewhere = new ConcurrentSkipListMap<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final Map<String, List<GroupModels.Version>> versions = new ConcurrentSkipListMap<>();
  private final AtomicLong readings = new AtomicLong();
  private final LiveEvents live = new LiveEvents();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final long stepMillis;
  private final HttpServer server;
  private long nextStep;
  private int newest = 11;
  private volatile int version = newest;
  private volatile Health health = Health.running();

  FakeFeed(int port, int count, long stepMillis) {
    this.stepMillis = stepMillis;
    long now = System.currentTimeMillis() / stepMillis;
    for (int i = 0; i < count; i++) {
      String group = i % 2 == 0 ? "plant" : "host";
      String[] names = i % 2 == 0 ? PLANT : HOST;
      int unit = i / 2 / names.length;
      String id = group + "/" + names[i / 2 % names.length] + (unit == 0 ? "" : "-" + unit);
      series.put(id, new FakeSeries(id, group, i, stepMillis));
    }
    for (long step = now - WARM_UP; step < now; step++) {
      for (FakeSeries each : series.values()) {
        each.advance(step, version);
      }
    }
    nextStep = now;
    server =
        new HttpServer(HttpSettings.local(port, new Access("secret", null, null)), backend(), live);
    if (count > 0) {
      train();
    }
  }

  /** One series more, of any id. */
  FakeFeed withSeries(String id) {
    series.put(id, warm(id));
    return this;
  }

  /** A series that one can ask for, but that is not in the list: another instance has it. */
  FakeFeed withElsewhere(String id) {
    elsewhere.put(id, warm(id));
    return this;
  }

  private FakeSeries warm(String id) {
    FakeSeries added = new FakeSeries(id, id, series.size(), stepMillis);
    for (long step = nextStep - WARM_UP; step < nextStep; step++) {
      added.advance(step, version);
    }
    return added;
  }

  /** Says so of its health from now on. */
  FakeFeed withHealth(Health now) {
    health = now;
    return this;
  }

  /** What was asked for, in order. */
  List<String> commands() {
    return List.copyOf(commands);
  }

  private Backend backend() {
    return new Backend(
        () -> health,
        () -> "foretide_readings_total " + readings.get() + "\n",
        () -> new Totals(readings.get(), readings.get()),
        visitor ->
            readable().values().forEach(each -> visitor.see(each.summary(), each.errors(true))),
        id -> Optional.ofNullable(series.getOrDefault(id, elsewhere.get(id))).map(FakeSeries::view),
        id -> Optional.empty(),
        () ->
            versions.entrySet().stream()
                .map(e -> new GroupModels(e.getKey(), version, e.getValue()))
                .toList(),
        group -> {
          commands.add("retrain " + group);
          train();
          return Optional.of("trains within a minute");
        },
        group -> {
          commands.add("rollback " + group);
          return Optional.of("serves version " + rollBack());
        });
  }

  private Map<String, FakeSeries> readable() {
    if (!health.ready()) {
      throw new NotQueryableException("no series before the start");
    }
    return series;
  }

  private synchronized int rollBack() {
    int before = version - 1;
    version = before;
    return before;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the feed lives no longer than its process
  FakeFeed start() {
    server.start();
    timer.scheduleAtFixedRate(this::step, stepMillis, stepMillis, TimeUnit.MILLISECONDS);
    return this;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // as above
  private void trainNowAndThen() {
    timer.scheduleAtFixedRate(
        this::train, VERSION_MILLIS / 2, VERSION_MILLIS, TimeUnit.MILLISECONDS);
  }

  HttpServer server() {
    return server;
  }

  int port() {
    return server.port();
  }

  private void step() {
    for (FakeSeries each : series.values()) {
      Score score = each.advance(nextStep, version);
      live.onScore(score);
      live.onForecast(each.forecast(), each.actual());
      readings.incrementAndGet();
    }
    nextStep++;
  }

  /** A training ends: three of four are promoted. */
  synchronized void train() {
    if (series.isEmpty()) {
      return;
    }
    int next = ++newest;
    boolean promoted = next % 4 != 3;
    for (String group : List.of("host", "plant")) {
      double model = 0.5 + 0.3 / next + (group.equals("host") ? 0.07 : 0);
      List<GroupModels.Version> known = new ArrayList<>(versions.getOrDefault(group, List.of()));
      known.add(0, new GroupModels.Version(next, new Provenance(facts(next, promoted, model))));
      versions.put(group, List.copyOf(known.subList(0, Math.min(10, known.size()))));
      live.onModel(
          new ModelChange(
              group, next, nextStep * stepMillis, promoted ? "promoted" : "rejected", promoted));
    }
    version = promoted ? next : version;
  }

  private static Map<String, String> facts(int version, boolean promoted, double error) {
    return Map.ofEntries(
        Map.entry("trained.at", Instant.now().toString()),
        Map.entry("trained.seconds", "3.42"),
        Map.entry("training.kind", "full"),
        Map.entry("training.outcome", promoted ? "promoted" : "rejected"),
        Map.entry(
            "training.reason",
            "error relative to naive is %.4f, champion %.4f; better by %s with a confidence of %s"
                .formatted(
                    error, error + 0.07, promoted ? "0.07" : "-0.01", promoted ? "0.93" : "0.31")),
        Map.entry("training.start", "champion"),
        Map.entry("training.losses", "0.412 0.301 0.262 0.241 0.233 0.229 0.2265 0.2259"),
        Map.entry("data.steps", "14400"),
        Map.entry("data.series", "12"),
        Map.entry("data.from", "2026-11-22T11:00:00Z"),
        Map.entry("data.to", "2026-11-22T23:00:00Z"),
        Map.entry("champion.version", Integer.toString(version - 1)),
        Map.entry("champion.relative.mse", Double.toString(error + 0.07)),
        Map.entry("holdout.relative.mse.lstm", Double.toString(error)),
        Map.entry("holdout.relative.mse.seasonal", "1.31"),
        Map.entry("holdout.relative.mse.linear", "0.72"));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    server.close();
  }

  public static void main(String[] args) {
    FakeFeed feed =
        new FakeFeed(
            args.length > 0 ? Integer.parseInt(args[0]) : 8080,
            args.length > 1 ? Integer.parseInt(args[1]) : 24,
            args.length > 2 ? Long.parseLong(args[2]) : 1_000);
    feed.start().trainNowAndThen();
    System.out.println("http://127.0.0.1:" + feed.port());
  }
}
