package dev.foretide.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The libraries beside a list of published vulnerabilities; needs no network. */
class AdvisoriesTest {
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.]*)(-\\w+)?\\.jar");

  record Advisory(String artifact, Version from, Version fixed, String id) {
    static Advisory of(String line) {
      String[] columns = line.split("\\s+");
      assertThat(columns).as(line).hasSize(4);
      return new Advisory(
          columns[0], Version.parse(columns[1]), Version.parse(columns[2]), columns[3]);
    }

    boolean hits(String name, Version version) {
      return artifact.equals(name) && version.compareTo(from) >= 0 && version.compareTo(fixed) < 0;
    }
  }

  @Test
  void shouldUseNoLibraryWithAKnownVulnerability() throws IOException {
    Map<String, Version> libraries = libraries();
    List<String> vulnerable = new ArrayList<>();
    for (Advisory advisory : advisories()) {
      libraries.forEach(
          (name, version) -> {
            if (advisory.hits(name, version)) {
              vulnerable.add("%s %s: %s".formatted(name, version, advisory.id()));
            }
          });
    }

    assertThat(libraries).containsKeys("kafka-clients", "jetty-server", "jackson-databind");
    assertThat(vulnerable).isEmpty();
  }

  @Test
  void shouldTellVersionsWithTheFixFromThoseBefore() {
    Advisory advisory = Advisory.of("snappy-java 1.1.0 1.1.10.4 CVE-2023-43642");

    assertThat(advisory.hits("snappy-java", Version.parse("1.1.9.1"))).isTrue();
    assertThat(advisory.hits("snappy-java", Version.parse("1.1.10.4"))).isFalse();
    assertThat(advisory.hits("snappy-java", Version.parse("1.0.5"))).isFalse();
    assertThat(advisory.hits("lz4-java", Version.parse("1.1.9.1"))).isFalse();
  }

  private static List<Advisory> advisories() throws IOException {
    try (var in = AdvisoriesTest.class.getResourceAsStream("advisories.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Advisory::of)
          .toList();
    }
  }

  /** Name and version of each jar on the class path. */
  private static Map<String, Version> libraries() {
    Map<String, Version> libraries = new TreeMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Matcher jar = JAR.matcher(String.valueOf(Path.of(entry).getFileName()));
      if (jar.matches()) {
        libraries.put(jar.group(1), Version.parse(jar.group(2)));
      }
    }
    return libraries;
  }
}
