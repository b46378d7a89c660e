package dev.foretide.stream.trainer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds the bytes that idle holders keep between two uses: those that have been idle longest give
 * theirs up first. A holder asks for itself, so nothing is taken from under it. Thread-safe.
 *
 * @param <T> holders, told apart by identity or equality
 */
final class IdleMemoryBudget<T> {
  private final long limit;
  private final Map<T, Long> held = new LinkedHashMap<>(); // longest idle first
  private long sum;

  IdleMemoryBudget(long limit) {
    this.limit = limit;
  }

  /**
   * Notes what an idle holder keeps, and whether it must give it up.
   *
   * @param bytes that it keeps; another number than before makes it the last to have been idle
   */
  synchronized boolean mustFree(T holder, long bytes) {
    Long before = held.get(holder);
    if (before == null || before != bytes) {
      forget(holder);
      if (bytes > 0) {
        held.put(holder, bytes);
        sum += bytes;
      }
    }
    if (sum <= limit || bytes == 0) {
      return false;
    }
    long over = sum - limit;
    for (Map.Entry<T, Long> each : held.entrySet()) {
      if (each.getKey().equals(holder)) {
        forget(holder);
        return true;
      }
      over -= each.getValue();
      if (over <= 0) {
        return false; // those that have been idle longer are enough
      }
    }
    return false;
  }

  synchronized void forget(T holder) {
    Long bytes = held.remove(holder);
    sum -= bytes == null ? 0 : bytes;
  }
}
