package dev.foretide.peers;

import dev.foretide.nn.Workers;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Workers on threads of their own. */
final class ThreadWorkers implements Workers, AutoCloseable {
  private final int threads;
  private final ExecutorService pool;

  ThreadWorkers(int threads) {
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads);
  }

  @Override
  public int parallelism() {
    return threads;
  }

  @Override
  public void run(List<? extends Runnable> tasks) {
    try {
      List<Callable<Object>> calls = tasks.stream().map(Executors::callable).toList();
      for (Future<Object> done : pool.invokeAll(calls)) {
        done.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
