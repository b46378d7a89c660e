package dev.foretide.stream.trainer;

import dev.foretide.nn.Workers;
import dev.foretide.train.GroupReport;
import java.util.List;
import java.util.TreeSet;
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
  /** Work that may stand ready per thread, so that none idles until its owner looks again. */
  static final int SUBMITTED_PER_THREAD = 16;

  /** Part of the heap that learners of groups without work may hold. */
  private static final int LEARNER_SHARE = 5;

  private final ThreadPoolExecutor threads;
  private final TreeSet<QueuePosition> queue = new TreeSet<>(); // guards itself and what follows
  private int working;
  private final IdleMemoryBudget<QueuePosition> learners =
      new IdleMemoryBudget<>(Runtime.getRuntime().maxMemory() / LEARNER_SHARE);

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

  Future<GroupReport> submit(GroupReport.Work work) {
    return threads.submit(work);
  }

  /** The position of a group in the queue. */
  QueuePosition queuePosition(String group) {
    return new QueuePosition(group);
  }

  /**
   * The position of one group in the queue for the pool: whoever has waited longest is next,
   * whichever task it belongs to. Used by its owner; what is shared between groups is guarded by
   * the pool.
   */
  final class QueuePosition implements Comparable<QueuePosition> {
    private final String group;
    private long since;
    private boolean waits;
    private boolean works;

    private QueuePosition(String group) {
      this.group = group;
    }

    /**
     * Asks for a thread.
     *
     * @return whether the work may be submitted now
     */
    boolean take(long now) {
      synchronized (queue) {
        if (!waits) {
          since = now;
          waits = true;
          queue.add(this);
        }
        int free = threads.getCorePoolSize() * SUBMITTED_PER_THREAD - working;
        if (queue.headSet(this).size() >= free) {
          return false;
        }
        queue.remove(this);
        waits = false;
        works = true;
        working++;
        return true;
      }
    }

    /** No longer asks. */
    void leave() {
      synchronized (queue) {
        if (waits) {
          queue.remove(this);
          waits = false;
        }
      }
    }

    /** The work has ended. */
    void done() {
      synchronized (queue) {
        if (works) {
          works = false;
          working--;
        }
      }
    }

    void close() {
      leave();
      done();
      learners.forget(this);
    }

    /**
     * Whether what the group's learner holds must be given up.
     *
     * @param bytes that it holds
     */
    boolean mustFree(long bytes) {
      return learners.mustFree(this, bytes);
    }

    @Override
    public int compareTo(QueuePosition other) {
      int order = Long.compare(since, other.since);
      return order != 0 ? order : group.compareTo(other.group);
    }
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
    TaskBatch shared = new TaskBatch(tasks);
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
