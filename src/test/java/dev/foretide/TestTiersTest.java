package dev.foretide;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.annotation.Annotation;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A {@code *Test} needs no socket, no process and no browser; what does is an {@code *IT}. Looked
 * at are the classes of tests and all classes of {@code src/test} that they use, however far. What
 * the product itself opens is met by {@link NoSockets}, which refuses it where it runs.
 */
class TestTiersTest {
  /** Parts of the product that listen, connect or start processes as soon as they are used. */
  private static final Set<String> PARTS =
      Set.of(
          "dev.foretide.demo.EmbeddedBroker",
          "dev.foretide.bench.BenchBroker",
          "dev.foretide.http.HttpServer",
          "dev.foretide.stream.ForetideStreams",
          "dev.foretide.schema.SchemaRegistry",
          "dev.foretide.cli.Application",
          "org.apache.kafka.clients.admin.Admin",
          "org.apache.kafka.clients.consumer.KafkaConsumer",
          "org.apache.kafka.clients.producer.KafkaProducer",
          "org.apache.kafka.streams.KafkaStreams",
          "java.lang.Process",
          "java.lang.ProcessBuilder");

  private static final Pattern SOCKETS =
      Pattern.compile(
          "java\\.net\\.http\\..*|com\\.sun\\.net\\.httpserver\\..*"
              + "|java\\.net\\.(Multicast|Server|Datagram)?Socket|java\\.net\\.\\w*URLConnection"
              + "|javax\\.net\\..*|java\\.nio\\.channels\\.\\w*(Socket|Datagram)Channel"
              + "|com\\.microsoft\\.playwright\\..*|org\\.testcontainers\\..*");

  /** Those that say of themselves what is refused. */
  private static final Set<String> CHECKS =
      Set.of(TestTiersTest.class.getName(), NoSockets.class.getName());

  private static final List<Class<? extends Annotation>> TEST_ANNOTATIONS =
      List.of(Test.class, ParameterizedTest.class, RepeatedTest.class, TestFactory.class);

  /** Names of what they use are enough: to read the libraries as well takes many times as long. */
  private static final JavaClasses TESTS =
      ArchConfiguration.withThreadLocalScope(
          configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .importPackages("dev.foretide");
          });

  @Test
  void shouldUseNeitherSocketNorProcessNorBrowserInTheFastTier() {
    List<JavaClass> fast =
        TESTS.stream()
            .filter(type -> type.getSimpleName().endsWith("Test"))
            .filter(type -> !CHECKS.contains(type.getName()))
            .toList();

    assertThat(fast).hasSizeGreaterThan(100);
    assertThat(fast.stream().flatMap(type -> waysOut(type).stream()))
        .as("what needs a socket, a process or a browser is an *IT")
        .isEmpty();
  }

  /** The search itself finds what it is for: through a helper, through a parent, and directly. */
  @ParameterizedTest
  @CsvSource({
    "deploy.ComposeIT, deploy.ExternalTool uses java.lang.ProcessBuilder",
    "backtest.ReportHtmlIT, http.Browser uses com.microsoft.playwright.Playwright",
    "stream.AvroLoopIT, stream.AvroLoopContract uses dev.foretide.demo.EmbeddedBroker",
    "http.HttpSecurityIT, http.HttpSecurityIT uses java.net.Socket"
  })
  void shouldFindThatIntegrationTestsUseThem(String test, String way) {
    assertThat(waysOut(TESTS.get("dev.foretide." + test)))
        .contains("dev.foretide.%s: dev.foretide.%s".formatted(test, way));
  }

  @Test
  void shouldRefuseSocketsWhereTheFastTierRuns() {
    assertThatThrownBy(SocketChannel::open)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(NoSockets.REFUSAL);
  }

  /** A suffix that no plug-in looks for would be a test that never runs. */
  @Test
  void shouldNameTestsBySuffixesThatAreRun() {
    classes()
        .that(
            DescribedPredicate.describe(
                "have tests",
                type ->
                    !type.getModifiers().contains(JavaModifier.ABSTRACT)
                        && type.getAllMethods().stream().anyMatch(TestTiersTest::isTest)))
        .should()
        .haveNameMatching(".*(Test|IT|Marathon)")
        .check(TESTS);
  }

  /** What is used of sockets, processes and browsers by a test and the classes that it uses. */
  private static Set<String> waysOut(JavaClass test) {
    Set<String> ways = new TreeSet<>();
    Set<JavaClass> seen = new HashSet<>(Set.of(test));
    Deque<JavaClass> next = new ArrayDeque<>(seen);
    while (!next.isEmpty()) {
      JavaClass user = next.pop();
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        JavaClass used = dependency.getTargetClass().getBaseComponentType();
        if (isOfOutside(used)) {
          ways.add("%s: %s uses %s".formatted(test.getName(), user.getName(), used.getName()));
        } else if (TESTS.contain(used.getName()) && seen.add(used)) {
          next.add(TESTS.get(used.getName()));
        }
      }
    }
    return ways;
  }

  private static boolean isTest(JavaMethod method) {
    return TEST_ANNOTATIONS.stream().anyMatch(method::isAnnotatedWith);
  }

  private static boolean isOfOutside(JavaClass type) {
    return PARTS.contains(type.getName()) || SOCKETS.matcher(type.getName()).matches();
  }
}
