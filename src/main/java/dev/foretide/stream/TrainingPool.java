package dev.foretide.stream;

import dev.foretide.nn.Workers;
import dev.foretide.train.ModelTraining;
import dev.foretide.train.TrainingReport;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Low-priority threads for trainings, shared by all tasks of the process.
 *
 * <p>A training has one thread from beginning to end. The tasks it is made of are done by that
 * thread itself and by those of the others that are free, so that a training never waits for a
 * thread: with every thread in a training, each does its own tasks. Safe for any thread.
 */
public final class TrainingPool implements Workers, AutoCloseable {
  private final ThreadPoolExecutor threads;

  /**
   * @param size threads in all, at least 1
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint, so that evaluation wins where cores are few
  public TrainingPool(int size) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = Executors.defaultThreadFactory().newThread(work);
              thread.setName("foretide-training-" + number.incrementAndGet());
              thread.setDaemon(true);
              thread.setPriority(Thread.MIN_PRIORITY);
              return thread;
            });
  }

  Future<TrainingReport> submit(ModelTraining training) {
    return threads.submit(training);
  }

  @Override
  public int parallelism() {
    return threads.getCorePoolSize();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The caller is one of those who work. An interrupt does not end the tasks, which write to the
   * caller's arrays: it stays set on the caller, who decides.
   */
  @Override
  public void run(List<? extends Runnable> tasks) {
    SharedTasks shared = new SharedTasks(tasks);
    int helpers = Math.min(tasks.size(), threads.getCorePoolSize()) - 1;
    for (int i = 0; i < helpers; i++) {
      try {
        threads.execute(shared);
      } catch (RejectedExecutionException e) {
        break; // closed: the caller ends alone what it began
      }
    }
    shared.run();
    for (int i = 0; i < helpers; i++) {
      threads.remove(shared); // who comes now finds nothing to do; a busy pool would collect them
    }
    shared.awaitEnd();
  }

  /** Begins nothing more; trainings under way see the interrupt before their next batch. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
