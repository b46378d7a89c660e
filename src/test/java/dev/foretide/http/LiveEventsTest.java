package dev.foretide.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveEventsTest {
  private static final Totals TOTALS = new Totals(5, 4);
  private final LiveEvents live = new LiveEvents();

  @Test
  void shouldKeepNothingWhileNobodyListens() throws Exception {
    live.onForecast(forecast("a", 1), 1f);
    live.onScore(score("a"));
    LiveListener listener = live.listen(null).orElseThrow();

    live.pulse(Health.running(), TOTALS);

    assertThat(next(listener)).startsWith("event: status").contains("\"readings\":5");
    assertThat(listener.waiting()).isZero();
  }

  @Test
  void shouldReturnFastWhileNobodyListens() {
    Forecast forecast = forecast("a", 1);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long began = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < 20_000_000; i++) {
      live.onForecast(forecast, 1f); // 100 ns each would still pass
    }

    Duration work = Duration.ofNanos(threads.getCurrentThreadCpuTime() - began);
    assertThat(work).as("processor time").isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void shouldSendOnlyNewestReadingOfEachChangedSeries() throws Exception {
    LiveListener listener = listener("");
    live.onForecast(forecast("a", 1), 1f);
    live.onForecast(forecast("b", 1), 2f);
    live.onForecast(forecast("a", 2), 3f);

    live.pulse(Health.running(), TOTALS);

    assertThat(next(listener))
        .startsWith("event: reading\ndata: [")
        .containsOnlyOnce("\"id\":\"a\"")
        .contains("\"origin\":\"1970-01-01T00:02:00Z\",\"actual\":3,")
        .containsOnlyOnce("\"id\":\"b\"");
    live.pulse(Health.running(), TOTALS);
    assertThat(listener.waiting()).as("nothing changed since").isZero();
  }

  @Test
  void shouldTakeTurnsWhenMoreSeriesChangeThanOnePulseSends() throws Exception {
    LiveListener listener = listener("");
    for (int i = 0; i < LiveEvents.MAX_READINGS + 1; i++) {
      live.onForecast(forecast("s" + i, 1), 1f);
    }
    live.pulse(Health.running(), TOTALS);
    assertThat(next(listener)).contains("\"s0\"").doesNotContain("\"s500\"");

    live.onForecast(forecast("s0", 2), 1f);
    live.pulse(Health.running(), TOTALS);

    assertThat(next(listener).split("\"id\":")).hasSize(3).anyMatch(s -> s.contains("s500"));
  }

  @Test
  void shouldSendDetailOfWatchedSeriesOnly() throws Exception {
    LiveListener watches = listener("a");
    LiveListener none = listener("");
    next(watches); // told again, for the newcomer
    LiveListener all = listener(null);
    next(watches);
    next(none);
    live.onScore(score("a"));
    live.onForecast(forecast("a", 1), 1f);
    live.onForecast(forecast("b", 1), 1f);

    live.pulse(Health.running(), TOTALS);

    next(watches);
    assertThat(next(watches))
        .contains("event: score", "\"anomaly\":true", "\"covered\":{\"80\":true,\"99.5\":false}")
        .contains("event: forecast", "\"series\":\"a\"", "\"mean\":[1.23457,2]")
        .contains("\"lower\":{\"80\":[0.5,null],\"99.5\":[0.1,0.2]}")
        .doesNotContain("\"series\":\"b\"");
    next(none);
    assertThat(none.waiting()).isZero();
    next(all);
    assertThat(next(all)).contains("\"series\":\"a\"", "\"series\":\"b\"");
  }

  @Test
  void shouldDropSlowListenerAndNeverWaitForIt() throws Exception {
    LiveListener slow = listener("a");
    Forecast forecast = forecast("a", 1);

    assertTimeoutPreemptively(
        Duration.ofMinutes(1), // it would wait for ever
        () -> {
          for (int pulse = 0; pulse < LiveListener.MAX_FRAMES + 1; pulse++) {
            for (int i = 0; i < 2 * LiveListener.MAX_DETAILS; i++) {
              live.onForecast(forecast, 1f);
            }
            assertThat(slow.waiting())
                .isLessThanOrEqualTo(LiveListener.MAX_FRAMES + LiveListener.MAX_DETAILS);
            live.pulse(Health.running(), TOTALS);
          }
        });

    assertThat(slow.closed()).isTrue();
    assertThat(next(slow)).as("its queue is emptied").isEqualTo(": end\n\n");
  }

  @Test
  void shouldSendCommentWhileNothingHappens() throws Exception {
    LiveListener listener = listener("");
    ByteArrayOutputStream sent =
        new ByteArrayOutputStream() {
          @Override
          public void flush() {
            if (toString(StandardCharsets.UTF_8).endsWith(": still here\n\n")) {
              live.leave(listener);
            }
          }
        };

    EventStream.write(listener, sent, Duration.ofMillis(10));

    assertThat(sent.toString(StandardCharsets.UTF_8)).isEqualTo("retry: 2000\n\n: still here\n\n");
  }

  @Test
  void shouldRefuseMoreListenersThanItServes() {
    for (int i = 0; i < LiveEvents.MAX_LISTENERS; i++) {
      assertThat(live.listen("a")).isPresent();
    }
    assertThat(live.listen("a")).isEmpty();
  }

  @Test
  void shouldRememberNewestModelChangesAndSendThem() throws Exception {
    LiveListener listener = listener("");
    for (int version = 1; version <= LiveEvents.MAX_CHANGES + 5; version++) {
      live.onModel(new ModelChange("plant", version, 0, "promoted", true));
    }

    live.pulse(Health.running(), TOTALS);

    assertThat(live.recentChanges("plant"))
        .hasSize(LiveEvents.MAX_CHANGES)
        .first()
        .extracting(ModelChange::version)
        .isEqualTo(LiveEvents.MAX_CHANGES + 5);
    assertThat(next(listener))
        .isEqualTo(
            "event: model\ndata: {\"group\":\"plant\",\"version\":1,"
                + "\"at\":\"1970-01-01T00:00:00Z\",\"outcome\":\"promoted\",\"serving\":true}\n\n");
  }

  /** A listener that has already been told the status. */
  private LiveListener listener(String series) throws InterruptedException {
    LiveListener listener = live.listen(series).orElseThrow();
    live.pulse(Health.running(), TOTALS);
    assertThat(next(listener)).startsWith("event: status");
    return listener;
  }

  private static String next(LiveListener listener) throws InterruptedException {
    byte[] frame = listener.take(Duration.ZERO);
    assertThat(frame).as("next frame").isNotNull();
    return new String(frame, StandardCharsets.UTF_8);
  }

  static Forecast forecast(String series, int minute) {
    return new Forecast(
        series,
        "value",
        minute * 60_000L,
        60_000,
        "plant",
        7,
        Source.LSTM,
        Status.READY,
        new float[] {1.2345678f, 2},
        new double[] {0.8, 0.995},
        new float[][] {{0.5f, Float.NaN}, {0.1f, 0.2f}},
        new float[][] {{2, 3}, {4, 1_234_567}});
  }

  private static Score score(String series) {
    return new Score(
        series,
        "plant",
        "value",
        60_000,
        1f,
        2f,
        1,
        new double[] {0.8, 0.995},
        List.of(new Score.Lead(1, 1.5f, 2f, new boolean[] {true, false}, 7)),
        true);
  }
}
