package dev.foretide.stream;

import dev.foretide.train.ModelTraining;
import dev.foretide.train.TrainingReport;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Low-priority threads for trainings, shared by all tasks of the process. */
public final class TrainingPool implements AutoCloseable {
  private final ExecutorService threads;

  @SuppressWarnings("ThreadPriorityCheck") // a hint, so that evaluation wins where cores are few
  public TrainingPool(int size) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            size,
            work -> {
              Thread thread = new Thread(work, "foretide-training-" + number.incrementAndGet());
              thread.setDaemon(true);
              thread.setPriority(Thread.MIN_PRIORITY);
              return thread;
            });
  }

  Future<TrainingReport> submit(ModelTraining training) {
    return threads.submit(training);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
