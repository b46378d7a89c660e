package dev.foretide.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The newest {@link SeriesSnapshot}, for as many readers as there are.
 *
 * <p>To look at every series costs time that grows with their number: seconds for a hundred
 * thousand. So one thread does it, only when somebody asks, and not before ten times as long has
 * passed as it took, or {@value #LEAST_AGE_MILLIS} ms: a tenth of a core at most. A reader waits
 * for a new one for a moment, and else gets the one before. Thread-safe.
 */
final class SeriesIndex implements AutoCloseable {
  static final long LEAST_AGE_MILLIS = 1_000;
  private static final int REST = 10; // times as long as it took
  private static final long WAIT_MILLIS = 300;
  private static final long FIRST_WAIT_MILLIS = 5_000;

  private final Backend.SeriesScan scan;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "foretide-http-series");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable SeriesSnapshot newest;
  private long freshUntil; // System.nanoTime
  private @Nullable CompletableFuture<SeriesSnapshot> coming;

  SeriesIndex(Backend.SeriesScan scan) {
    this.scan = scan;
  }

  /**
   * The series now, or a moment ago.
   *
   * @throws NotQueryableException they cannot be read, or are still being looked at for the first
   *     time
   */
  SeriesSnapshot now() {
    SeriesSnapshot known;
    CompletableFuture<SeriesSnapshot> next;
    synchronized (this) {
      known = newest;
      if (known != null && System.nanoTime() - freshUntil < 0) {
        return known;
      }
      next = coming;
      if (next == null || next.isDone()) {
        next = begin();
        coming = next;
      }
    }
    try {
      return next.get(known == null ? FIRST_WAIT_MILLIS : WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (known != null) {
        return known;
      }
      throw new NotQueryableException("the series are being counted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotQueryableException("the server stops", e);
    }
  }

  private CompletableFuture<SeriesSnapshot> begin() {
    try {
      return CompletableFuture.supplyAsync(this::look, reader);
    } catch (RejectedExecutionException e) {
      throw new NotQueryableException("the server stops", e);
    }
  }

  private SeriesSnapshot look() {
    long began = System.nanoTime();
    SeriesSnapshot seen = SeriesSnapshot.of(scan, System.currentTimeMillis());
    long ended = System.nanoTime();
    long rest = Math.max(REST * (ended - began), TimeUnit.MILLISECONDS.toNanos(LEAST_AGE_MILLIS));
    synchronized (this) {
      newest = seen;
      freshUntil = ended + rest;
    }
    return seen;
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
