package dev.foretide.stream.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.Provenance;
import dev.foretide.nn.Workers;
import dev.foretide.series.Segment;
import dev.foretide.stream.TopologyHarness;
import dev.foretide.train.GroupReport;
import dev.foretide.train.ModelTraining;
import dev.foretide.train.TrainingJob;
import dev.foretide.train.TrainingKind;
import dev.foretide.train.TrainingReport;
import dev.foretide.train.TrainingSettings;
import dev.foretide.train.history.GroupLearner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrainingPoolTest {
  /** Each task ends only when as many are running as there should be threads. */
  @Test
  void shouldRunTasksOnCallerAndFreeThreadsAtOnce() {
    CountDownLatch together = new CountDownLatch(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (TrainingPool pool = new TrainingPool(3)) {
      pool.run(
          Collections.nCopies(
              3,
              () -> {
                threads.add(Thread.currentThread());
                together.countDown();
                await(together);
              }));
    }

    assertThat(threads).hasSize(3).contains(Thread.currentThread());
    threads.remove(Thread.currentThread());
    assertThat(threads)
        .allSatisfy(
            thread -> {
              assertThat(thread.getName()).startsWith("foretide-training-");
              assertThat(thread.isDaemon()).isTrue();
              assertThat(thread.getPriority()).isEqualTo(Thread.MIN_PRIORITY);
            });
  }

  @Test
  void shouldUseNoMoreThreadsThanItsSizeAndDoEveryTaskOnce() {
    int count = 500;
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    int[] done = new int[count]; // seen by the caller when run returns
    List<Runnable> tasks =
        IntStream.range(0, count)
            .<Runnable>mapToObj(
                i ->
                    () -> {
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      done[i]++;
                      running.decrementAndGet();
                    })
            .toList();

    try (TrainingPool pool = new TrainingPool(2)) {
      pool.run(tasks);
    }

    assertThat(done).containsOnly(1);
    assertThat(most.get()).isBetween(1, 2);
  }

  /** Two callers and both threads of the pool: nobody is free to help, each does its own. */
  @Test
  void shouldNotDeadlockWhenEveryThreadIsInTraining() throws InterruptedException {
    CountDownLatch allBusy = new CountDownLatch(4);
    AtomicInteger done = new AtomicInteger();
    try (TrainingPool pool = new TrainingPool(2)) {
      Runnable training =
          () -> {
            allBusy.countDown();
            await(allBusy);
            for (int batch = 0; batch < 50; batch++) {
              pool.run(Collections.nCopies(4, done::incrementAndGet));
            }
          };
      Thread other = new Thread(() -> pool.run(List.of(training, training)));
      other.start();

      pool.run(List.of(training, training));

      other.join();
      assertThat(done).hasValue(4 * 50 * 4);
    }
  }

  @Test
  void shouldThrowWhatTaskThrewOnceNoTaskRuns() {
    CountDownLatch failed = new CountDownLatch(1);
    CountDownLatch bothBegun = new CountDownLatch(2);
    AtomicInteger ended = new AtomicInteger();
    AtomicInteger later = new AtomicInteger();
    Runnable failing =
        () -> {
          bothBegun.countDown();
          await(bothBegun);
          failed.countDown();
          throw new IllegalStateException("no more");
        };
    Runnable slow =
        () -> {
          bothBegun.countDown();
          await(bothBegun);
          await(failed);
          ended.incrementAndGet();
        };

    try (TrainingPool pool = new TrainingPool(2)) {
      assertThatThrownBy(() -> pool.run(List.of(failing, slow)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no more");
      assertThat(ended).hasValue(1);
      pool.run(List.of(later::incrementAndGet)); // the pool is none the worse
      assertThat(later).hasValue(1);
    }
  }

  @Test
  void shouldDoTasksAloneAndKeepInterruptWhenClosed() {
    AtomicInteger done = new AtomicInteger();
    TrainingPool pool = new TrainingPool(3);
    pool.close();
    Thread.currentThread().interrupt();

    pool.run(Collections.nCopies(5, done::incrementAndGet));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(done).hasValue(5);
  }

  @Test
  void shouldEndTrainingUnderWayWhenClosed() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    TrainingPool pool = new TrainingPool(2);
    TrainingSettings endless =
        TopologyHarness.config(Path.of("unused"), Map.of("train.epochs", "100000000")).training();
    GroupLearner learner = new GroupLearner(endless.shape(), endless.grid());
    Future<GroupReport> training =
        pool.submit(
            new ModelTraining(
                endless,
                new TrainingJob(
                    "g", TrainingKind.FULL, 1, sine(), TrainingJob.NO_REGIME, null, learner),
                pool,
                () -> {
                  begun.countDown();
                  return false;
                }));
    await(begun);

    pool.close();

    TrainingReport report = (TrainingReport) training.get();
    assertThat(report.outcome()).isEqualTo(TrainingReport.Outcome.FAILED);
    assertThat(report.reason()).isEqualTo("cancelled");
  }

  @Test
  void shouldGiveSameModelWhateverItsThreads() throws Exception {
    byte[] alone = modelBytes(1, false);

    assertThat(modelBytes(3, true)).isEqualTo(alone);
  }

  @Test
  void shouldLetThoseWhoHaveWaitedLongestBeginFirst() {
    try (TrainingPool pool = new TrainingPool(1)) {
      List<TrainingPool.QueuePosition> running = fill(pool);
      TrainingPool.QueuePosition first = waiting(pool, "z", 1);
      TrainingPool.QueuePosition second = waiting(pool, "a", 2);

      running.get(0).done();

      assertThat(second.take(3)).as("one place, and another group was before it").isFalse();
      assertThat(first.take(3)).isTrue();
      running.get(1).done();
      assertThat(second.take(3)).isTrue();
    }
  }

  @Test
  void shouldGiveTheTurnOfThoseWhoLeaveToOthers() {
    try (TrainingPool pool = new TrainingPool(1)) {
      List<TrainingPool.QueuePosition> running = fill(pool);
      TrainingPool.QueuePosition first = waiting(pool, "z", 1);
      TrainingPool.QueuePosition second = waiting(pool, "a", 2);

      first.close();
      running.get(0).close();

      assertThat(second.take(3)).isTrue();
    }
  }

  private static List<TrainingPool.QueuePosition> fill(TrainingPool pool) {
    List<TrainingPool.QueuePosition> running = new ArrayList<>();
    for (int i = 0; i < TrainingPool.SUBMITTED_PER_THREAD; i++) {
      TrainingPool.QueuePosition position = pool.queuePosition("running-" + i);
      assertThat(position.take(0)).isTrue();
      running.add(position);
    }
    return running;
  }

  private static TrainingPool.QueuePosition waiting(TrainingPool pool, String group, long since) {
    TrainingPool.QueuePosition position = pool.queuePosition(group);
    assertThat(position.take(since)).isFalse();
    return position;
  }

  private static byte[] modelBytes(int threads, boolean onPool) throws Exception {
    TrainingSettings settings = TopologyHarness.config(Path.of("unused"), Map.of()).training();
    GroupLearner learner = new GroupLearner(settings.shape(), settings.grid());
    TrainingJob job =
        new TrainingJob("g", TrainingKind.FULL, 1, sine(), TrainingJob.NO_REGIME, null, learner);
    try (TrainingPool pool = new TrainingPool(threads)) {
      Workers workers = onPool ? pool : Workers.SERIAL;
      Future<GroupReport> training =
          pool.submit(new ModelTraining(settings, job, workers, () -> false));
      TrainingReport report = (TrainingReport) training.get();
      Model model = Objects.requireNonNull(report.challenger());
      assertThat(model.shape().evaluation()).isEqualTo(Evaluation.STATEFUL);
      return ModelCodec.write(model.withVersion(1, 1, Provenance.NONE));
    }
  }

  private static List<Segment> sine() {
    List<Segment> segments = new ArrayList<>();
    for (int from = 0; from < 320; from += 16) {
      float[] values = new float[16];
      for (int i = 0; i < 16; i++) {
        values[i] = (float) Math.sin((from + i) * 0.5) + 0.1f * ((from + i) % 7);
      }
      segments.add(new Segment("s", from, 1, values));
    }
    return segments;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
