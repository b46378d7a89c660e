package dev.foretide.faults;

/** Kinds of faults. */
enum Fault {
  /** SIGKILL of one instance, which is started again at once. */
  KILL,
  /** SIGKILL of one instance two or three times in a row, also while it restores. */
  KILL_AGAIN,
  /** SIGKILL of all instances at once. */
  KILL_ALL,
  /** SIGSTOP of one instance for longer than its session, then SIGCONT. */
  PAUSE,
  /** The same, and SIGKILL of all others when the zombie comes back: its last word is restored. */
  PAUSE_AND_KILL,
  /** One of three brokers stops, and starts again within two seconds. */
  BOUNCE,
  /** SIGKILL of one instance while one of three brokers is away. */
  BOUNCE_AND_KILL
}
