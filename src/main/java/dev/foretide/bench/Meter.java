package dev.foretide.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.foretide.stream.ForetideStreams;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;

/** Looks at what this process does while readings are taken in. Owned by one thread. */
final class Meter {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ForetideStreams streams;
  private final long began = System.nanoTime();
  private final long readings;
  private final long cpu = PROCESS.getProcessCpuTime();
  private final long allocated = allocated();

  private Meter(ForetideStreams streams) {
    this.streams = streams;
    this.readings = streams.metrics().totalReadings();
  }

  /** Measures for some time. */
  static Turn measure(ForetideStreams streams, Duration length) throws InterruptedException {
    Meter meter = new Meter(streams);
    Thread.sleep(length.toMillis());
    return meter.read();
  }

  private Turn read() {
    double seconds = (System.nanoTime() - began) / 1e9;
    double count = streams.metrics().totalReadings() - readings;
    return new Turn(
        count / seconds,
        (PROCESS.getProcessCpuTime() - cpu) / 1e3 / count,
        (allocated() - allocated) / count);
  }

  private static long allocated() {
    long sum = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains("-StreamThread-")) {
        sum += THREADS.getThreadAllocatedBytes(thread.getThreadId());
      }
    }
    return sum;
  }
}
