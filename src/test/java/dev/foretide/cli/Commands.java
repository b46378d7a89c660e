package dev.foretide.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** Runs a command in this JVM and keeps what it prints. */
final class Commands {
  private Commands() {}

  /** What came of a command. */
  record Result(int exit, String out, String err) {
    List<String> errLines() {
      return err.lines().toList();
    }
  }

  static Result run(String... arguments) {
    return run(Main.commandLine(), arguments);
  }

  static Result run(CommandLine command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    return new Result(exit, out.toString(), err.toString());
  }
}
