package dev.foretide.http;

import dev.foretide.series.Score;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One listener: what waits for it, bounded at both ends.
 *
 * <p>Stream threads add details, the pulse turns them into frames, the connection's own thread
 * takes the frames. Details that come faster than {@value #MAX_DETAILS} a pulse are left out. A
 * listener that leaves {@value #MAX_FRAMES} frames untaken is closed: a browser connects again and
 * reads the state afresh, which is cheaper than catching up.
 */
final class LiveListener {
  static final int MAX_DETAILS = 256;
  static final int MAX_FRAMES = 64;

  private final @Nullable String series;
  private final Queue<Object> details = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingDetails = new AtomicInteger();
  private final BlockingQueue<byte[]> frames = new ArrayBlockingQueue<>(MAX_FRAMES);
  private volatile boolean closed;

  LiveListener(@Nullable String series) {
    this.series = series;
  }

  boolean watches(String id) {
    return series == null || series.equals(id);
  }

  void detail(LiveReading forecast) {
    add(forecast);
  }

  void detail(Score score) {
    add(score);
  }

  private void add(Object detail) {
    if (waitingDetails.incrementAndGet() > MAX_DETAILS) {
      waitingDetails.decrementAndGet();
      return;
    }
    details.add(detail);
  }

  /** Turns the details into one frame. */
  void flushDetails() {
    List<Object> taken = new ArrayList<>();
    for (Object detail = details.poll(); detail != null; detail = details.poll()) {
      waitingDetails.decrementAndGet();
      taken.add(detail);
      if (taken.size() == MAX_DETAILS) {
        break; // stream threads go on adding; the rest is for the next pulse
      }
    }
    if (!taken.isEmpty()) {
      offer(LiveFrames.details(taken));
    }
  }

  void offer(byte[] frame) {
    if (!closed && !frames.offer(frame)) {
      close();
    }
  }

  /** Next frame, null when none came within the time. */
  byte @Nullable [] take(Duration wait) throws InterruptedException {
    return frames.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean closed() {
    return closed;
  }

  int waiting() {
    return frames.size() + waitingDetails.get();
  }

  void close() {
    closed = true;
    frames.clear();
    frames.offer(LiveFrames.END); // wakes the connection's thread
  }
}
