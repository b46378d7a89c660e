package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarTermTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "HOUR, 2024-05-01T00:00:00Z, 0",
    "HOUR, 2024-05-01T06:00:00Z, 0.25",
    "HOUR, 2024-05-01T18:30:00Z, 0.7708333333",
    "WEEKDAY, 2024-04-29T00:00:00Z, 0", // a Monday
    "WEEKDAY, 2024-05-02T12:00:00Z, 0.5", // Thursday noon is the middle of the week
    "MONTH, 2023-01-01T00:00:00Z, 0",
    "MONTH, 2023-12-31T00:00:00Z, 0.9972602740", // 364 / 365
    "MONTH, 2024-12-31T00:00:00Z, 0.9972677596", // 365 / 366
    "MONTH, 2024-02-29T00:00:00Z, 0.1612021858", // 59 / 366
  })
  void shouldBePhaseOfCivilCycle(CalendarTerm term, Instant time, double phase) {
    assertPhase(encode(term, UTC, time), phase);
  }

  @Test
  void shouldFollowCivilTimeOfZone() {
    assertPhase(encode(CalendarTerm.HOUR, BERLIN, Instant.parse("2024-07-01T04:00:00Z")), 0.25);
    assertPhase(encode(CalendarTerm.HOUR, BERLIN, Instant.parse("2024-01-01T05:00:00Z")), 0.25);
  }

  /** On 2024-03-31 Berlin has no hour from 2 to 3: one hour of time moves the phase by two. */
  @Test
  void shouldJumpWhereClockIsPutForward() {
    float[] before =
        encode(CalendarTerm.HOUR, BERLIN, Instant.parse("2024-03-31T00:30:00Z")); // 01:30
    float[] after =
        encode(CalendarTerm.HOUR, BERLIN, Instant.parse("2024-03-31T01:30:00Z")); // 03:30

    assertPhase(before, 1.5 / 24);
    assertPhase(after, 3.5 / 24);
  }

  @Test
  void shouldWriteTermsOneAfterOtherFromOffset() {
    float[] target = new float[12];
    Arrays.fill(target, 9);

    CalendarTerm.encode(
        List.of(CalendarTerm.HOUR, CalendarTerm.WEEKDAY),
        UTC,
        Instant.parse("2024-04-29T12:00:00Z").toEpochMilli(),
        target,
        1);

    double monday = 2 * Math.PI * 0.5 / 7;
    assertThat(CalendarTerm.columns(List.of(CalendarTerm.HOUR, CalendarTerm.WEEKDAY)))
        .isEqualTo(10);
    assertThat(target)
        .containsExactly(
            new float[] {
              9,
              0, // noon: sine and cosine of pi, 2 pi
              -1,
              0,
              1,
              (float) Math.sin(monday),
              (float) Math.cos(monday),
              (float) Math.sin(2 * monday),
              (float) Math.cos(2 * monday),
              (float) Math.sin(3 * monday),
              (float) Math.cos(3 * monday),
              9
            },
            within(1e-6f));
  }

  @Test
  void shouldGiveDayTwoHarmonicsWeekThreeAndYearOne() {
    assertThat(CalendarTerm.HOUR.columns()).isEqualTo(4);
    assertThat(CalendarTerm.WEEKDAY.columns()).isEqualTo(6);
    assertThat(CalendarTerm.columns(List.of(CalendarTerm.MONTH))).isEqualTo(2);
    assertThat(CalendarTerm.columns(List.of())).isZero();
  }

  private static float[] encode(CalendarTerm term, ZoneId zone, Instant time) {
    float[] target = new float[CalendarTerm.columns(List.of(term))];
    CalendarTerm.encode(List.of(term), zone, time.toEpochMilli(), target, 0);
    return target;
  }

  private static void assertPhase(float[] encoded, double phase) {
    assertThat(encoded[0]).isCloseTo((float) Math.sin(2 * Math.PI * phase), within(1e-6f));
    assertThat(encoded[1]).isCloseTo((float) Math.cos(2 * Math.PI * phase), within(1e-6f));
  }
}
