package dev.foretide.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README promises by machine: its table of keys, its commands, and the files it names. */
class ReadmeTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  private static final String TABLE = "<!-- config table -->\n";
  private static final String END_OF_TABLE = "<!-- end of config table -->\n";
  private static final String TEST_COMMAND = "<!-- test command -->\n```sh\n./mvnw verify\n```\n";
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  @Test
  void shouldShowTheTableOfKeysAsItIs() throws IOException {
    String readme = readme();
    assertThat(readme).containsOnlyOnce(TABLE).containsOnlyOnce(END_OF_TABLE);

    String table =
        readme.substring(readme.indexOf(TABLE) + TABLE.length(), readme.lastIndexOf(END_OF_TABLE));

    assertThat(table)
        .as(
            "the table in README.md between %s and %s; put there what this prints: bin/foretide config --markdown",
            TABLE.strip(), END_OF_TABLE.strip())
        .isEqualTo(ConfigTable.markdown());
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
