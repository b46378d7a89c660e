package dev.foretide.cli;

/** What happens at Ctrl-C or SIGTERM. */
final class Shutdown {
  private Shutdown() {}

  static void onSignal(Runnable end) {
    Runtime.getRuntime().addShutdownHook(new Thread(end, "foretide-shutdown"));
  }
}
