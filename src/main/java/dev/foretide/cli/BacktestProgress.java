package dev.foretide.cli;

import dev.foretide.backtest.BacktestListener;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows how far a backtest is: on a console a bar that is drawn anew, elsewhere a line every few
 * seconds. Owned by the thread of the backtest.
 */
final class BacktestProgress implements BacktestListener {
  private static final long BAR_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int CELLS = 24;
  private static final int WIDTH = 100;

  private final PrintWriter err;
  private final boolean console;
  private final long all;
  private final LongSupplier nanoTime;
  private final long start;
  private long shown;
  private long before;
  private long done;

  /**
   * Starts the clock.
   *
   * @param all readings of the whole backtest
   * @param nanoTime monotonic clock
   */
  BacktestProgress(PrintWriter err, boolean console, long all, LongSupplier nanoTime) {
    this.err = err;
    this.console = console;
    this.all = all;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.shown = start;
  }

  /** Whether somebody watches: before JDK 22 a console is a terminal, since then one must ask. */
  @SuppressWarnings("SystemConsoleNull")
  static boolean isOnConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  @Override
  public void progress(long readings, long ofRun, String file) {
    done = before + readings;
    long now = nanoTime.getAsLong();
    if (now - shown >= (console ? BAR_NANOS : LINE_NANOS)) {
      shown = now;
      show(file, now);
    }
  }

  /** A run over some of the files has ended: the next one counts from where this one is. */
  void endRun(long readings) {
    before += readings;
    done = before;
  }

  /** Removes the bar. */
  void end() {
    if (console) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
    }
  }

  private void show(String file, long now) {
    double share = all == 0 ? 1 : Math.min(1, (double) done / all);
    double seconds = (now - start) / 1e9;
    double rate = done / seconds;
    String text =
        String.format(
            Locale.ROOT,
            "%3.0f %%  %,d of %,d readings  %,.0f/s  %s left  %s",
            100 * share,
            done,
            all,
            rate,
            done == 0 ? "?" : remaining((all - done) / rate),
            file);
    if (console) {
      int full = (int) (CELLS * share);
      String line = "[" + "#".repeat(full) + "-".repeat(CELLS - full) + "] " + text;
      String cut = line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line;
      err.print("\r" + cut + " ".repeat(WIDTH - cut.length()));
    } else {
      err.println(text);
    }
    err.flush();
  }

  private static String remaining(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
            : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole % 3600 / 60);
  }
}
