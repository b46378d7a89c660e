package dev.foretide.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foretide.Mutations;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV files that are damaged. */
class HostileCsvTest {
  private static final String VALID =
      "time,id,a,\"b \"\"x\"\"\",note\n"
          + "2016-07-01 00:00:00,pump/1,1.50,2e3,on\n"
          + "2016-07-01T00:01:00+02:00,pump/1,.5,NA,\"o\nff\"\n"
          + "1467331320,pump/2,-7,,\n";

  @TempDir Path directory;

  @Test
  void shouldReadOrRefuseDamagedFiles() {
    Path file = directory.resolve("plant.csv");

    Mutations.survive(
        VALID.getBytes(UTF_8),
        10_000,
        CsvFormatException.class,
        4L << 20,
        bytes -> {
          Files.write(file, bytes);
          try (CsvRows rows = new CsvRows(CsvSource.of(file))) {
            for (CsvRow row = rows.next(); row != null; row = rows.next()) {
              row.value(0);
            }
            rows.refuseNothing();
          }
        });
  }
}
