package dev.foretide.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.metrics.MetricsReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the README promises by machine: its tables of keys and metrics, its commands, and the files
 * it names.
 */
class ReadmeTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  private static final String TEST_COMMAND = "<!-- test command -->\n```sh\n./mvnw verify\n```\n";
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  @Test
  void shouldShowTheTableOfKeysAsItIs() throws IOException {
    assertThat(table("config"))
        .as("put there what this prints: bin/foretide config --markdown")
        .isEqualTo(ConfigTable.markdown());
  }

  @Test
  void shouldShowTheTableOfMetricsAsItIs() throws IOException {
    assertThat(table("metrics"))
        .as("put there what is expected here")
        .isEqualTo(MetricsReference.markdown());
  }

  /** What stands between the two comments round a table of the README. */
  private static String table(String name) throws IOException {
    String begin = "<!-- %s table -->\n".formatted(name);
    String end = "<!-- end of %s table -->\n".formatted(name);
    String readme = readme();
    assertThat(readme).containsOnlyOnce(begin).containsOnlyOnce(end);
    return readme.substring(readme.indexOf(begin) + begin.length(), readme.indexOf(end));
  }

  @Test
  void shouldNameTheTwoCommands() throws IOException {
    assertThat(readme()).containsOnlyOnce(TEST_COMMAND).contains("```sh\nbin/foretide demo\n```");
  }

  @Test
  void shouldLinkOnlyToFilesThatExist() throws IOException {
    List<String> links = LINK.matcher(readme()).results().map(hit -> hit.group(1)).toList();

    assertThat(links)
        .isNotEmpty()
        .allSatisfy(link -> assertThat(ROOT.resolve(link)).as(link).exists());
  }

  @Test
  void shouldSetOnlyKeysThatExistInItsExamples() throws IOException {
    Matcher blocks = Pattern.compile("(?ms)^ *```properties\n(.*?)^ *```").matcher(readme());
    List<String> keys =
        blocks
            .results()
            .flatMap(block -> block.group(1).lines())
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(line -> line.substring(0, line.indexOf('=')))
            .toList();

    assertThat(keys).isNotEmpty().isSubsetOf(Keys.definition().names());
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }
}
