package dev.foretide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What git tracks: nothing large gets in by mistake, for everybody who clones pays for ever. */
class RepositoryIT {
  private static final Path HOME = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  /** In bytes. */
  private static final long LARGEST = 300_000;

  /** Files that are larger on purpose, each with its reason; so far there is none. */
  private static final Set<String> LARGER = Set.of();

  /** Bytes of the larger tracked files by their path. */
  private static final TreeMap<String, Long> LARGE = new TreeMap<>();

  @BeforeAll
  static void findLargeFiles(@TempDir Path directory) throws Exception {
    List<String> tracked = trackedFiles(directory);
    assertThat(tracked).contains("pom.xml");
    for (String name : tracked) {
      Path file = HOME.resolve(name);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) > LARGEST) {
        LARGE.put(name, Files.size(file));
      }
    }
  }

  @Test
  void shouldTrackNoLargeFileThatIsNotListed() {
    TreeMap<String, Long> unlisted = new TreeMap<>(LARGE);
    unlisted.keySet().removeAll(LARGER);

    assertThat(unlisted)
        .as("tracked files over %,d bytes, list them or leave them out", LARGEST)
        .isEmpty();
  }

  @Test
  void shouldListNoFileThatIsGoneOrSmall() {
    Set<String> needless = new TreeSet<>(LARGER);
    needless.removeAll(LARGE.keySet());

    assertThat(needless).isEmpty();
  }

  private static List<String> trackedFiles(Path directory) throws Exception {
    assumeTrue(
        Files.exists(HOME.resolve(".git")),
        HOME + " is no git checkout: the size of tracked files is unchecked");
    Path names = directory.resolve("names");
    Path errors = directory.resolve("errors");
    Process git = null;
    try {
      git =
          new ProcessBuilder("git", "ls-files", "-z")
              .directory(HOME.toFile())
              .redirectOutput(names.toFile())
              .redirectError(errors.toFile())
              .start();
    } catch (IOException e) {
      abort("git cannot be run, the size of tracked files is unchecked: " + e.getMessage());
    }
    assertThat(git.waitFor(1, TimeUnit.MINUTES)).as("git ls-files ended").isTrue();
    assumeTrue(
        git.exitValue() == 0,
        "git ls-files failed, the size of tracked files is unchecked: " + Files.readString(errors));
    return List.of(Files.readString(names, UTF_8).split("\0"));
  }
}
