package dev.foretide.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that somebody wants the results in. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Fails if it could not be written, before any work is done.
   *
   * @throws WrongInputException naming it
   */
  static void check(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new WrongInputException(file + " is a directory: a file is needed");
    }
    if (parent != null && !Files.isDirectory(parent)) {
      throw new WrongInputException(file + ": there is no directory " + parent);
    }
  }
}
