package dev.foretide.demo;

import dev.foretide.config.ForetideConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directory of a demo or a benchmark, gone after it. */
public final class TemporaryDirectory {
  private TemporaryDirectory() {}

  /** Not in the system's temporary directory, which may be cleared at any time. */
  public static Path create(String name) throws IOException {
    Path base = ForetideConfig.defaultStateDirectory();
    return Files.createTempDirectory(Files.createDirectories(base), name + "-");
  }

  public static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
