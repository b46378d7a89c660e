package dev.foretide.cli;

/** What a command tells the shell; 2 is a usage error, as picocli has it. */
final class ExitCode {
  static final int OK = 0;

  /** The input or the configuration is wrong. */
  static final int WRONG_INPUT = 1;

  static final int BUG = 70;

  private ExitCode() {}
}
