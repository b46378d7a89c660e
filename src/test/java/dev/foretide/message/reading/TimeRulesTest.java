package dev.foretide.message.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeRulesTest {
  private static final long NOW = Instant.parse("2026-11-30T23:40:00Z").toEpochMilli();

  private static TimeRules rules(String... lines) {
    return new TimeRules(ReadingConfigs.of(lines).time());
  }

  private static Instant read(TimeRules rules, String text) {
    rules.text("at", text);
    return Instant.ofEpochMilli(rules.required("at", NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-30T23:39:50.125Z",
        "2026-11-30T23:39:50.125999999Z",
        "2026-12-01T00:39:50.125+01:00",
        "2026-12-01T00:39:50.125+0100",
        "2026-12-01T00:39:50.125+01",
        "2026-12-01 00:39:50.125 +01:00",
        "2026-11-30t23:39:50.125z",
        "1796081990125",
        "1796081990125.9"
      })
  void shouldReadEveryFormOfATime(String text) {
    assertThat(read(rules(), text)).isEqualTo(Instant.parse("2026-11-30T23:39:50.125Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "seconds, 1796081990.125",
    "milliseconds, 1796081990125",
    "microseconds, 1796081990125456",
    "nanoseconds, 1796081990125456789",
    "nanoseconds, 1.796081990125456E18"
  })
  void shouldReadANumberInItsPrecision(String precision, String number) {
    TimeRules rules = rules("timestamp=at", "timestamp.precision=" + precision);

    rules.number("at", new BigDecimal(number));

    assertThat(Instant.ofEpochMilli(rules.required("at", NOW)))
        .isEqualTo(Instant.parse("2026-11-30T23:39:50.125Z"));
  }

  @Test
  void shouldNameThePrecisionInWhichATimeWouldBeOfToday() {
    TimeRules rules = rules("timestamp=at");
    rules.number("at", 1_796_081_993L);

    assertThatThrownBy(() -> rules.required("at", NOW))
        .isInstanceOf(RefusedReadingException.class)
        .hasMessage(
            "at: 1796081993 as milliseconds is 1970-01-21; as seconds it would be today: readings.timestamp.precision=seconds?, must be at most 1h ahead of and 7305d behind the wall clock");
  }

  @Test
  void shouldNameAnotherUnitForATimeOfTheFarFuture() {
    TimeRules rules = rules("timestamp=at");
    rules.number("at", 1_796_081_990_125_456L);

    assertThatThrownBy(() -> rules.required("at", NOW))
        .hasMessageContaining("readings.timestamp.precision=microseconds?");
  }

  @Test
  void shouldRefuseATimeWithoutOffsetUntilAZoneIsSet() {
    assertThatThrownBy(() -> read(rules(), "2026-11-30 23:39:50"))
        .hasMessage(
            "at is 2026-11-30T23:39:50 without an offset: time.zone says where, as in time.zone=Europe/Berlin");
    assertThat(read(rules("time.zone=Europe/Berlin"), "2026-11-30 23:39:50"))
        .isEqualTo(Instant.parse("2026-11-30T22:39:50Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"yesterday", "", "2026-11-30", "2026-13-01T00:00:00Z", "1E+99", "1 796", "0x10"})
  void shouldRefuseWhatIsNoTime(String text) {
    assertThatThrownBy(() -> read(rules(), text))
        .isInstanceOf(RefusedReadingException.class)
        .hasMessageStartingWith("at is ")
        .hasMessageContaining(text);
  }

  @Test
  void shouldRefuseANumberWhoseMillisecondsDoNotFit() {
    TimeRules rules = rules("timestamp=at", "timestamp.precision=seconds");

    assertThatThrownBy(() -> rules.number("at", Long.MAX_VALUE))
        .isInstanceOf(RefusedReadingException.class);
    assertThatThrownBy(() -> rules.number("at", new BigDecimal("1e999999999")))
        .isInstanceOf(RefusedReadingException.class);
  }
}
