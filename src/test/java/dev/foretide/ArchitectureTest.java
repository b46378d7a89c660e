package dev.foretide;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The floors of the packages: an arrow points down only, third parties stay where they belong, and
 * the lower floors know neither clock nor thread nor Kafka.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.foretide";

  /** What every package may use. */
  private static final List<String> EVERYWHERE = List.of("java..", "org.jspecify.annotations..");

  /** Bottom first; packages of one floor do not know each other. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("linalg", "series"),
          List.of("nn", "csv"),
          List.of("model"),
          List.of("score", "exchange"),
          List.of("forecast"),
          List.of("train"),
          List.of("config", "metrics", "backtest", "schema"),
          List.of("message"),
          List.of("stream", "http"),
          List.of("demo"),
          List.of("bench"),
          List.of("cli"));

  /**
   * The rooms of the floors that have some: each with the rooms of its floor that it may know. The
   * floor's own package, its face, may know all of them, and none of them knows the face.
   */
  private static final Map<String, Map<String, Set<String>>> ROOMS =
      Map.of(
          "message",
          Map.of("reading", Set.of()),
          "stream",
          Map.of(
              "cluster", Set.of(),
              "delivery", Set.of(),
              "models", Set.of("cluster"),
              "evaluator", Set.of("cluster", "models"),
              "trainer", Set.of("cluster", "models")),
          "train",
          Map.of(
              "history", Set.of(),
              "network", Set.of("history"),
              "gate", Set.of("history", "network")));

  private static final int MOST_CLASSES = 35;

  /** Classes that know themselves through others of their package. */
  private static final int MOST_IN_KNOTS = 40;

  /** Floors where time is the record's and randomness a seed. */
  private static final List<String> PURE =
      List.of("linalg", "series", "nn", "csv", "model", "score", "exchange", "forecast");

  private static final Map<String, List<String>> THIRD_PARTIES =
      Map.ofEntries(
          Map.entry(
              "linalg",
              List.of("org.ejml..", "jdk.incubator.vector..", "com.sun.management..")), // its C2
          Map.entry("series", List.of()),
          Map.entry("nn", List.of()),
          Map.entry("csv", List.of("de.siegmar.fastcsv..")),
          Map.entry("model", List.of("com.fasterxml.jackson.core..")), // header of safetensors
          Map.entry("score", List.of()),
          Map.entry(
              "exchange", List.of("com.google.protobuf..", "io.jhdf..", "com.fasterxml.jackson..")),
          Map.entry("forecast", List.of()),
          Map.entry("train", List.of("org.slf4j..")),
          Map.entry(
              "config",
              List.of(
                  "org.apache.kafka.common.config..", "com.fasterxml.jackson.core..")), // pointers
          Map.entry("backtest", List.of("com.fasterxml.jackson.core..")),
          Map.entry("metrics", List.of("io.micrometer..", "org.slf4j..")), // rate-limited lines
          Map.entry(
              "message",
              List.of(
                  "org.apache.kafka.common..",
                  "org.apache.kafka.streams.errors..", // a task that is given up
                  "org.apache.avro..",
                  "com.google.protobuf..", // OTLP
                  "com.fasterxml.jackson..")),
          Map.entry(
              "schema",
              List.of(
                  "org.apache.avro..", "io.apicurio..", "com.fasterxml.jackson..", "org.slf4j..")),
          Map.entry(
              "stream",
              List.of(
                  "org.apache.kafka.clients..",
                  "org.apache.kafka.common..",
                  "org.apache.kafka.streams..",
                  "org.apache.avro..",
                  "com.fasterxml.jackson..",
                  "io.micrometer.core.instrument..",
                  "org.slf4j..")),
          Map.entry(
              "http",
              List.of(
                  "io.javalin..",
                  "org.eclipse.jetty..",
                  "jakarta.servlet..",
                  "javax.net.ssl..",
                  "com.fasterxml.jackson..",
                  "org.slf4j..")),
          Map.entry(
              "bench",
              List.of(
                  "org.apache.kafka.clients..",
                  "org.apache.kafka.common..",
                  "org.apache.kafka.streams..",
                  "io.micrometer.core.instrument..",
                  "com.fasterxml.jackson.core..",
                  "com.sun.management..")), // processor time and allocation
          Map.entry(
              "demo",
              List.of(
                  "org.apache.kafka..",
                  "kafka..",
                  "scala..",
                  "oshi..",
                  "com.fasterxml.jackson..",
                  "org.slf4j..",
                  "ch.qos.logback.."))); // a filter for what the broker says of itself

  /** Only the commands wire parts together, so only they have none of their own to keep out. */
  private static final String TOP = "cli";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  static Stream<String> packages() {
    return FLOORS.stream().flatMap(List::stream);
  }

  /** Floors and rooms, such as {@code stream} and {@code stream.models}. */
  static Stream<String> packagesAndRooms() {
    return packages()
        .flatMap(
            floor ->
                Stream.concat(
                    Stream.of(floor),
                    ROOMS.getOrDefault(floor, Map.of()).keySet().stream()
                        .map(room -> floor + "." + room)));
  }

  static Stream<String> rooms() {
    return packagesAndRooms().filter(name -> name.contains("."));
  }

  static Stream<String> purePackages() {
    return PURE.stream();
  }

  @Test
  void shouldHaveAFloorOrARoomForEveryPackage() {
    Set<String> found =
        MAIN.stream()
            .map(type -> type.getPackageName().substring(ROOT.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(found).containsExactlyInAnyOrderElementsOf(packagesAndRooms().toList());
    assertThat(THIRD_PARTIES.keySet())
        .containsExactlyInAnyOrderElementsOf(packages().filter(p -> !p.equals(TOP)).toList());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void shouldKnowOnlyLowerFloors(String name) {
    List<String> higherOrBeside = new ArrayList<>(packages().toList());
    higherOrBeside.remove(name);
    for (List<String> floor : FLOORS) {
      if (floor.contains(name)) {
        break;
      }
      higherOrBeside.removeAll(floor);
    }
    if (higherOrBeside.isEmpty()) {
      assertThat(name).isEqualTo(TOP);
      return;
    }

    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            higherOrBeside.stream().map(other -> ROOT + "." + other + "..").toArray(String[]::new))
        .because("an arrow points down only")
        .check(MAIN);
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void shouldKnowOnlyTheRoomsThatItMay(String name) {
    String floor = name.substring(0, name.indexOf('.'));
    Map<String, Set<String>> rooms = ROOMS.get(floor);
    List<String> forbidden = new ArrayList<>();
    forbidden.add(ROOT + "." + floor);
    for (String other : rooms.keySet()) {
      String room = floor + "." + other;
      if (!room.equals(name) && !rooms.get(name.substring(floor.length() + 1)).contains(other)) {
        forbidden.add(ROOT + "." + room);
      }
    }

    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .because("a room knows those named in ROOMS, and never the face of its floor")
        .check(MAIN);
  }

  @ParameterizedTest
  @MethodSource("packagesAndRooms")
  void shouldBeARoomOfFewClasses(String name) {
    List<String> classes = classesOf(name).map(JavaClass::getSimpleName).toList();

    assertThat(classes).as("classes of %s", name).hasSizeLessThanOrEqualTo(MOST_CLASSES);
  }

  @Test
  void shouldHaveFewClassesInKnots() {
    List<String> knotted =
        packagesAndRooms()
            .flatMap(name -> Knots.of(classesOf(name).toList()).stream())
            .sorted()
            .toList();

    assertThat(knotted).hasSizeLessThan(MOST_IN_KNOTS);
  }

  /** Classes with a file of their own. */
  private static Stream<JavaClass> classesOf(String name) {
    return MAIN.getPackage(ROOT + "." + name).getClasses().stream()
        .filter(type -> !type.isNestedClass() && !type.isArray())
        .filter(type -> !type.getSimpleName().equals("package-info"));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void shouldUseOnlyItsThirdParties(String name) {
    if (name.equals(TOP)) {
      return;
    }
    List<String> allowed = new ArrayList<>(EVERYWHERE);
    allowed.add(ROOT + "..");
    allowed.addAll(THIRD_PARTIES.get(name));

    classes()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .because("each third party has its floor")
        .check(MAIN);
  }

  @Test
  void shouldUseTheCommandLineLibraryInTheCommandsAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "." + TOP)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(MAIN);
  }

  @ParameterizedTest
  @MethodSource("purePackages")
  void shouldKnowNeitherClockNorThreadNorLoggerNorKafka(String name) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are clocks, threads, loggers or Kafka", ArchitectureTest::isOfTheOuterWorld))
        .because("time is the record's, and an object has one owner thread")
        .check(MAIN);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "reads a clock or unseeded randomness", ArchitectureTest::readsClockOrChance))
        .orShould()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "makes unseeded randomness", ArchitectureTest::readsClockOrChance))
        .because("the same readings and seed give the same forecasts")
        .check(MAIN);
  }

  private static boolean isOfTheOuterWorld(JavaClass type) {
    return type.isAssignableTo(Thread.class)
        || type.isAssignableTo(Clock.class)
        || type.getPackageName().startsWith("java.util.concurrent")
        || type.getPackageName().startsWith("java.util.logging")
        || type.getPackageName().startsWith("org.slf4j")
        || type.getPackageName().startsWith("org.apache.kafka");
  }

  private static boolean readsClockOrChance(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    String method = call.getName();
    boolean time =
        Stream.of(
                Instant.class,
                LocalDate.class,
                LocalDateTime.class,
                OffsetDateTime.class,
                ZonedDateTime.class)
            .anyMatch(owner::isEquivalentTo);
    return (owner.isEquivalentTo(System.class)
            && (method.equals("currentTimeMillis") || method.equals("nanoTime")))
        || (time && method.equals("now"))
        || (owner.isEquivalentTo(Math.class) && method.equals("random"))
        || (owner.isEquivalentTo(Random.class)
            && method.equals("<init>")
            && call.getTarget().getRawParameterTypes().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("packagesAndRooms")
  void shouldMarkNullsAndTellItsDuty(String name) {
    JavaPackage floor = MAIN.getPackage(ROOT + "." + name);

    assertThat(floor.tryGetPackageInfo()).as("package-info of %s", name).isPresent();
    assertThat(floor.isAnnotatedWith(NullMarked.class)).as("@NullMarked on %s", name).isTrue();
  }

  @Test
  void shouldNameNoPackageByHabit() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..",
            "..utils..",
            "..common..",
            "..core..",
            "..impl..",
            "..helper..",
            "..helpers..")
        .because("a package is named by a concept of the field")
        .check(MAIN);
  }
}
