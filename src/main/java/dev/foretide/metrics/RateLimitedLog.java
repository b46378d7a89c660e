package dev.foretide.metrics;

import org.slf4j.Logger;

/**
 * WARN lines at a bounded rate: at most one in ten seconds, which says how many were left out.
 * Owned by one thread.
 */
public final class RateLimitedLog {
  private static final long QUIET_MILLIS = 10_000;

  private final Logger log;
  private long quietUntil = Long.MIN_VALUE;
  private long leftOut;

  public RateLimitedLog(Logger log) {
    this.log = log;
  }

  public void warn(long nowMillis, String message) {
    if (nowMillis < quietUntil) {
      leftOut++;
      return;
    }
    if (leftOut > 0) {
      log.warn("{} (and {} more since the last such line)", message, leftOut);
    } else {
      log.warn("{}", message);
    }
    leftOut = 0;
    quietUntil = nowMillis + QUIET_MILLIS;
  }
}
