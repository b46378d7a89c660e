package dev.foretide.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever form a program writes readings in, they are recognised and read as they were. */
class DialectRoundTripTest {
  private static final int FILES = 2_000;
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final List<String> DATES =
      List.of(
          "yyyy-MM-dd HH:mm:ss",
          "yyyy-MM-dd'T'HH:mm:ssXXX",
          "yyyy/M/d H:mm:ss",
          "dd.MM.yyyy HH:mm:ss",
          "dd/MM/yyyy HH:mm:ss",
          "d/M/yy HH:mm:ss",
          "MM/dd/yyyy hh:mm:ss a",
          "MM-dd-yyyy HH:mm:ss",
          "dd-MMM-yyyy HH:mm:ss",
          "yyyyMMddHHmmss",
          "yyyy-MM-dd HH:mm:ss z");

  @TempDir Path directory;

  /** How one file is written. */
  private static final class Form {
    private final char delimiter;
    private final boolean comma;
    private final String grouping;
    private final int date;
    private final Charset charset;
    private final String lineEnd;
    private final boolean newestFirst;
    private final boolean unitsRow;
    private final boolean excel;
    private final boolean mark;
    private final boolean quoted;
    private final String unit;

    Form(SplittableRandom random) {
      comma = random.nextBoolean();
      delimiter = ";\t|,".charAt(random.nextInt(4));
      String group = List.of("", "", comma ? "." : ",", " ", "'", "\u00a0").get(random.nextInt(6));
      charset =
          List.of(
                  StandardCharsets.UTF_8,
                  StandardCharsets.UTF_16LE,
                  Charset.forName("windows-1252"))
              .get(random.nextInt(3));
      grouping = group;
      date = random.nextInt(DATES.size() + 4);
      lineEnd = random.nextBoolean() ? "\n" : "\r\n";
      newestFirst = random.nextInt(4) == 0;
      unitsRow = random.nextInt(4) == 0;
      excel = random.nextInt(6) == 0;
      mark = !charset.name().startsWith("w") && random.nextBoolean();
      quoted = random.nextInt(4) == 0;
      unit =
          random.nextInt(4) == 0 ? List.of(" °C", " kW", "%", " m³/h").get(random.nextInt(4)) : "";
    }

    String cell(String text) {
      return quoted || text.indexOf(delimiter) >= 0 ? '"' + text + '"' : text;
    }

    String number(BigDecimal value) {
      String plain = value.abs().toPlainString();
      int point = plain.indexOf('.');
      StringBuilder whole = new StringBuilder(point < 0 ? plain : plain.substring(0, point));
      for (int i = whole.length() - 3; i > 0 && !grouping.isEmpty(); i -= 3) {
        whole.insert(i, grouping);
      }
      String fraction = point < 0 ? "" : (comma ? "," : ".") + plain.substring(point + 1);
      return cell((value.signum() < 0 ? "-" : "") + whole + fraction + unit);
    }

    String time(Instant at) {
      int epoch = date - DATES.size();
      if (epoch >= 0) {
        return cell(at.getEpochSecond() + "0".repeat(3 * epoch));
      }
      ZonedDateTime local = at.atZone(BERLIN);
      return cell(local.format(DateTimeFormatter.ofPattern(DATES.get(date), Locale.ENGLISH)));
    }

    byte[] bytes(List<Instant> times, List<BigDecimal[]> values) {
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < times.size(); i++) {
        BigDecimal[] both = values.get(i);
        rows.add(time(times.get(i)) + delimiter + number(both[0]) + delimiter + number(both[1]));
      }
      if (newestFirst) {
        Collections.reverse(rows);
      }
      if (unitsRow) {
        rows.add(0, cell("local") + delimiter + cell("°C") + delimiter + cell("-"));
      }
      rows.add(0, cell("Timestamp") + delimiter + cell("Wärme") + delimiter + cell("Menge"));
      if (excel) {
        rows.add(0, "sep=" + delimiter);
      }
      return ((mark ? "\ufeff" : "") + String.join(lineEnd, rows) + lineEnd).getBytes(charset);
    }
  }

  @Test
  void shouldReadWhatWasWrittenInAnyForm() throws IOException {
    SplittableRandom random = new SplittableRandom(18);
    Path file = directory.resolve("plant.csv");
    for (int n = 0; n < FILES; n++) {
      Form form = new Form(random);
      // From some days before a change of clocks, with a day above twelve among them.
      Instant start =
          (random.nextBoolean()
                  ? Instant.parse("2026-03-2" + random.nextInt(10) + "T22:00:00Z")
                  : Instant.parse("2026-10-2" + random.nextInt(5) + "T21:30:00Z"))
              .plusSeconds(random.nextInt(60));
      int step = List.of(60, 600, 900, 1800, 3600).get(random.nextInt(5));
      List<Instant> times = new ArrayList<>();
      List<BigDecimal[]> values = new ArrayList<>();
      int rows = 8 + random.nextInt(100);
      // If the newest row comes first and its time comes twice, nothing tells which of the two it
      // is.
      for (int i = 0; i < rows || isTwice(times.get(i - 1)); i++) {
        times.add(start.plusSeconds((long) step * i));
        values.add(new BigDecimal[] {value(random), value(random)});
      }
      // A fraction that is surely one, so that the file tells point from comma.
      values.set(0, new BigDecimal[] {new BigDecimal("12345.25"), new BigDecimal("-0.5")});
      byte[] bytes = form.bytes(times, values);
      Files.write(file, bytes);

      assertThat(read(file))
          .as("file %d: %s", n, new String(bytes, form.charset))
          .isEqualTo(expected(times, values));
    }
  }

  private static boolean isTwice(Instant at) {
    return BERLIN.getRules().getValidOffsets(at.atZone(BERLIN).toLocalDateTime()).size() > 1;
  }

  private static BigDecimal value(SplittableRandom random) {
    return BigDecimal.valueOf(random.nextInt(-2_000_000, 20_000_000), random.nextInt(4));
  }

  private static List<String> expected(List<Instant> times, List<BigDecimal[]> values) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      BigDecimal[] both = values.get(i);
      expected.add(times.get(i) + " " + both[0].doubleValue() + " " + both[1].doubleValue());
    }
    return expected;
  }

  private static List<String> read(Path file) throws IOException {
    List<String> read = new ArrayList<>();
    CsvSource source = new CsvSource(file, null, null, List.of(), BERLIN);
    try (CsvRows rows = new CsvRows(source)) {
      for (CsvRow row = rows.next(); row != null; row = rows.next()) {
        read.add(row.at() + " " + row.value(0) + " " + row.value(1));
      }
    }
    return read;
  }
}
