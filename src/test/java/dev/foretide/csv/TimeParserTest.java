package dev.foretide.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeParserTest {
  private final TimeParser times = new TimeParser(ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "2016-07-01 00:00:00, 2016-07-01T00:00:00Z",
    "2016-03-01T00:00, 2016-03-01T00:00:00Z",
    "2016-07-01T10:20:30.25, 2016-07-01T10:20:30.250Z",
    "2017-12-22 9:49:41, 2017-12-22T09:49:41Z",
    "2016/7/1 9:05, 2016-07-01T09:05:00Z",
    "2016-07-01, 2016-07-01T00:00:00Z",
    "20160701, 2016-07-01T00:00:00Z",
    "2016-07-01T00:00:00Z, 2016-07-01T00:00:00Z",
    "2016-07-01 02:00:00+02:00, 2016-07-01T00:00:00Z",
    "2016-07-01 02:00:00 +0200, 2016-07-01T00:00:00Z",
    "2016-07-01T02:00:00+02, 2016-07-01T00:00:00Z",
    "2016-07-01T02:00:00+02:00[Europe/Paris], 2016-07-01T00:00:00Z",
    "1467331200, 2016-07-01T00:00:00Z",
    "1467331200.25, 2016-07-01T00:00:00.250Z",
    "1467331200000, 2016-07-01T00:00:00Z",
    "0, 1970-01-01T00:00:00Z"
  })
  void shouldReadEachForm(String text, String expected) {
    assertThat(times.parse(text)).isEqualTo(Instant.parse(expected));
  }

  @Test
  void shouldJoinDateAndTimeOfTwoColumns() {
    assertThat(times.parse("2017-12-22", "9:49:41"))
        .isEqualTo(Instant.parse("2017-12-22T09:49:41Z"));
  }

  @Test
  void shouldTakeLocalTimesInTheZoneGiven() {
    TimeParser shanghai = new TimeParser(ZoneId.of("Asia/Shanghai"));

    assertThat(shanghai.parse("2016-03-01T08:00")).isEqualTo(Instant.parse("2016-03-01T00:00:00Z"));
    assertThat(shanghai.parse("2016-03-01T08:00Z"))
        .isEqualTo(Instant.parse("2016-03-01T08:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "2016-02-30",
        "2016-07-01 24:30:00",
        "2016-07-01 1:2",
        "1e9",
        "9:49:41"
      })
  void shouldRefuseWhatIsNoTime(String text) {
    assertThatThrownBy(() -> times.parse(text)).isInstanceOf(DateTimeException.class);
  }
}
