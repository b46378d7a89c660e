package dev.foretide.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class BacktestProgressTest {
  private final StringWriter text = new StringWriter();
  private long now;

  @Test
  void shouldPrintALineEveryFiveSecondsWithoutAConsole() {
    BacktestProgress progress = progress(false);

    for (int second = 1; second <= 11; second++) {
      now = second * 1_000_000_000L;
      progress.progress(second * 1000L, 20_000, "a.csv");
    }
    progress.end();

    assertThat(text.toString().lines())
        .containsExactly(
            " 25 %  5,000 of 20,000 readings  1,000/s  15 s left  a.csv",
            " 50 %  10,000 of 20,000 readings  1,000/s  10 s left  a.csv");
  }

  @Test
  void shouldDrawABarOnAConsoleAndRemoveIt() {
    BacktestProgress progress = progress(true);

    now = 100_000_000_000L;
    progress.progress(5000, 20_000, "a.csv");
    progress.end();

    assertThat(text.toString())
        .startsWith("\r[######------------------]  25 %  5,000 of 20,000 readings  50/s  5:00 min")
        .endsWith(" \r")
        .doesNotContain("\n");
  }

  @Test
  void shouldCountOnOverRuns() {
    BacktestProgress progress = progress(false);

    progress.endRun(10_000);
    now = 10_000_000_000L;
    progress.progress(5000, 10_000, "b.csv");

    assertThat(text.toString()).startsWith(" 75 %  15,000 of 20,000 readings  1,500/s  3 s left");
  }

  private BacktestProgress progress(boolean console) {
    return new BacktestProgress(new PrintWriter(text), console, 20_000, () -> now);
  }
}
