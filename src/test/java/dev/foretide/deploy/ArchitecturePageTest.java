package dev.foretide.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that newcomers read names what is there. */
class ArchitecturePageTest {
  private static final Path PAGE = Path.of("docs/ARCHITECTURE.md");
  private static final Path SOURCES = Path.of("src/main/java/dev/foretide");

  /** A path below the sources, as in {@code stream/trainer/TrainerProcessor}. */
  private static final Pattern PLACE = Pattern.compile("\\b([a-z]+(?:/[a-z]+)*/[A-Z]\\w+)");

  /** A class by its name alone, in the drawings: two capitals at least, so no plain word. */
  private static final Pattern NAME = Pattern.compile("\\b([A-Z][a-z]+(?:[A-Z][a-z]+)+)\\b");

  @Test
  void shouldNameOnlyClassesThatExistAtTheirPlace() throws IOException {
    List<String> places = found(PLACE, Files.readString(PAGE));

    assertThat(places).hasSizeGreaterThan(20);
    assertThat(places).allSatisfy(place -> assertThat(SOURCES.resolve(place + ".java")).exists());
  }

  @Test
  void shouldNameOnlyClassesThatExistInItsDrawings() throws IOException {
    String page = Files.readString(PAGE);
    String drawings =
        Pattern.compile("```.*?```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.joining());
    Set<String> classes = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      files.forEach(file -> classes.add(file.getFileName().toString().replace(".java", "")));
    }

    assertThat(found(NAME, drawings)).hasSizeGreaterThan(30).isSubsetOf(classes);
  }

  @Test
  void shouldHaveALineForEveryPackage() throws IOException {
    String page = Files.readString(PAGE);
    try (Stream<Path> all = Files.walk(SOURCES)) {
      List<String> packages =
          all.filter(Files::isDirectory)
              .filter(directory -> Files.exists(directory.resolve("package-info.java")))
              .map(directory -> SOURCES.relativize(directory).toString().replace('/', '.'))
              .toList();

      assertThat(packages).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).distinct().toList();
  }
}
