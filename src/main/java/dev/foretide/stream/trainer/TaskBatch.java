package dev.foretide.stream.trainer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that several threads take one by one, each through {@link #run}, until none is left or one
 * has failed. Safe for any thread.
 */
final class TaskBatch implements Runnable {
  private final List<? extends Runnable> tasks;
  private final Object lock = new Object();
  private int next;
  private int running;
  private @Nullable Throwable failure;

  TaskBatch(List<? extends Runnable> tasks) {
    this.tasks = List.copyOf(tasks);
  }

  /** Does tasks as long as there are any. What they throw is kept for {@link #awaitEnd}. */
  @Override
  public void run() {
    for (Runnable task = take(); task != null; task = take()) {
      Throwable thrown = null;
      try {
        task.run();
      } catch (Throwable e) {
        thrown = e;
      }
      ended(thrown);
    }
  }

  private @Nullable Runnable take() {
    synchronized (lock) {
      if (failure != null || next == tasks.size()) {
        return null;
      }
      running++;
      return tasks.get(next++);
    }
  }

  private void ended(@Nullable Throwable thrown) {
    synchronized (lock) {
      running--;
      if (failure == null) {
        failure = thrown;
      } else if (thrown != null && thrown != failure) {
        failure.addSuppressed(thrown);
      }
      lock.notifyAll();
    }
  }

  /**
   * Waits until no task is running, interrupted or not, and throws what the first one that failed
   * threw. To be called after {@link #run}, by the thread whose tasks they are.
   */
  void awaitEnd() {
    boolean interrupted = false;
    Throwable thrown;
    synchronized (lock) {
      while (running > 0) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      thrown = failure;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw new IllegalStateException(thrown); // a checked one, thrown past the compiler
    }
  }
}
