package dev.foretide.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links of the documents lead somewhere: to files that are there, and to headings within them. */
class LinksTest {
  private static final Path HOME = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\n]*`");

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(HOME.resolve("docs"));
        Stream<Path> deploy = Files.walk(HOME.resolve("deploy"));
        Stream<Path> root = Files.list(HOME)) {
      return Stream.of(docs, deploy, root)
          .flatMap(each -> each)
          .filter(file -> file.toString().endsWith(".md"))
          .map(HOME::relativize)
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldLeadSomewhere(Path document) {
    List<String> dead = new ArrayList<>();
    for (String link : links(HOME.resolve(document))) {
      URI target = URI.create(link);
      if (target.getScheme() != null) {
        assertThat(target.getHost()).as(link).isNotNull();
        continue;
      }
      Path file =
          target.getPath().isEmpty()
              ? HOME.resolve(document)
              : HOME.resolve(document).resolveSibling(target.getPath()).normalize();
      boolean there =
          Files.exists(file)
              && (target.getFragment() == null || anchors(file).contains(target.getFragment()));
      if (!there) {
        dead.add(link);
      }
    }
    assertThat(dead).as("dead links of %s", document).isEmpty();
  }

  @Test
  void shouldNameMetricsAndAlertsThatThereAre() {
    String operations = text(HOME.resolve("docs/OPERATIONS.md"));
    String alerts = text(HOME.resolve("deploy/prometheus/alerts.yml"));
    String readme = text(HOME.resolve("README.md"));

    assertThat(names(operations, "\\bForetide[A-Z]\\w+"))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(alerts).contains("alert: " + name + "\n"));
    assertThat(names(operations, "\\bforetide_\\w+"))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
  }

  private static Set<String> names(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  private static List<String> links(Path document) {
    return LINK.matcher(CODE.matcher(text(document)).replaceAll("code"))
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  /** Headings as GitHub names them. */
  private static Set<String> anchors(Path document) {
    return HEADING
        .matcher(text(document))
        .results()
        .map(MatchResult::group)
        .map(heading -> heading.replaceFirst("#+ +", "").strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static String text(Path document) {
    try {
      return Files.readString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
