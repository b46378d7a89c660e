package dev.foretide.http;

/**
 * How the forecaster is.
 *
 * @param alive false asks the platform to restart the process
 * @param ready false asks the platform to send no work yet
 * @param status one word, such as starting, running, rebalancing
 * @param reason why, in a sentence
 */
public record Health(boolean alive, boolean ready, String status, String reason) {

  public static Health starting(String reason) {
    return new Health(true, false, "starting", reason);
  }

  public static Health running() {
    return new Health(true, true, "running", "reading and forecasting");
  }
}
