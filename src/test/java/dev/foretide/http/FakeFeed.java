package dev.foretide.http;

import dev.foretide.model.Provenance;
import dev.foretide.series.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
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
  private final Map<String, List<GroupModels.Version>> versions = new ConcurrentSkipListMap<>();
  private final AtomicLong readings = new AtomicLong();
  private final LiveEvents live = new LiveEvents();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final long stepMillis;
  private final HttpServer server;
  private long nextStep;
  private int newest = 11;
  private volatile int version = newest;

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
    FakeSeries added = new FakeSeries(id, id, series.size(), stepMillis);
    for (long step = nextStep - WARM_UP; step < nextStep; step++) {
      added.advance(step, version);
    }
    series.put(id, added);
    return this;
  }

  private Backend backend() {
    return new Backend(
        Health::running,
        () -> "foretide_readings_total " + readings.get() + "\n",
        () -> new Totals(readings.get(), readings.get()),
        visitor -> series.values().forEach(each -> visitor.see(each.summary(), each.errors(true))),
        id -> Optional.ofNullable(series.get(id)).map(FakeSeries::detail),
        id -> Optional.empty(),
        () ->
            versions.entrySet().stream()
                .map(e -> new GroupModels(e.getKey(), version, e.getValue()))
                .toList(),
        group -> Optional.of("trains within a minute"),
        group -> Optional.of("serves version " + (version - 1)));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the feed lives no longer than its process
  FakeFeed start() {
    server.start();
    timer.scheduleAtFixedRate(this::step, stepMillis, stepMillis, TimeUnit.MILLISECONDS);
    timer.scheduleAtFixedRate(
        this::train, VERSION_MILLIS / 2, VERSION_MILLIS, TimeUnit.MILLISECONDS);
    return this;
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

  private void train() {
    if (series.isEmpty()) {
      return;
    }
    int next = ++newest;
    boolean promoted = next % 4 != 3;
    for (String group : List.of("host", "plant")) {
      double model = 0.5 + 0.3 / next + (group.equals("host") ? 0.07 : 0);
      List<GroupModels.Version> known = new ArrayList<>(versions.getOrDefault(group, List.of()));
      known.add(
          0,
          new GroupModels.Version(
              next,
              new Provenance(
                  Map.of(
                      "trained.at",
                      Instant.now().toString(),
                      "training.outcome",
                      promoted ? "promoted" : "rejected",
                      "holdout.relative.mse.lstm",
                      Double.toString(model),
                      "holdout.relative.mse.seasonal",
                      "1.31",
                      "holdout.relative.mse.linear",
                      "0.72"))));
      versions.put(group, List.copyOf(known.subList(0, Math.min(10, known.size()))));
      live.onModel(
          new ModelChange(
              group, next, nextStep * stepMillis, promoted ? "promoted" : "rejected", promoted));
    }
    version = promoted ? next : version;
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
    feed.start();
    System.out.println("http://127.0.0.1:" + feed.port());
  }
}
