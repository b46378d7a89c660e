package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.series.Reading;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RekeyedReadingTest {
  /** Format version 1 as the first release with it wrote it: 21.5 and a missing feature. */
  private static final String VERSION_1 =
      "01" + "0000019d0db2e800" + "0002" + "4035800000000000" + "7ff8000000000000";

  private static final Reading READING =
      new Reading("boiler", 1_774_051_321_856L, new double[] {21.5, Double.NaN});

  private static ReadingDecoder decoder(int features) {
    return new RekeyedDecoder(features, () -> new JsonReadingDecoder(ReadingConfigs.of()));
  }

  private static SourceRecord record(byte[] value) {
    return new SourceRecord("by-series", "boiler".getBytes(UTF_8), value, 0);
  }

  @Test
  void shouldWriteTheBytesOfItsFormatVersion() {
    assertThat(HexFormat.of().formatHex(RekeyedReading.write(READING))).isEqualTo(VERSION_1);
  }

  @Test
  void shouldReadTheCapturedBytesOfVersion1() {
    Reading read =
        decoder(2).decode(record(HexFormat.of().parseHex(VERSION_1)), 0).readings().get(0);

    assertThat(read.series()).isEqualTo("boiler");
    assertThat(read.timestamp()).isEqualTo(READING.timestamp());
    assertThat(read.features()).containsExactly(21.5, Double.NaN);
  }

  @Test
  void shouldReadTheMessageThatAnEarlierReleaseHasPutThere() {
    long now = READING.timestamp();
    SourceRecord earlier =
        new SourceRecord(
            "by-series", "boiler".getBytes(UTF_8), "{\"value\":3}".getBytes(UTF_8), now);

    List<Reading> readings = decoder(1).decode(earlier, now).readings();

    assertThat(readings).hasSize(1);
    assertThat(readings.get(0).features()).containsExactly(3);
  }

  @Test
  void shouldRefuseDamagedBytesAndOtherFeatures() {
    byte[] whole = RekeyedReading.write(READING);
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoder(2).decode(record(cut), 0))
          .isInstanceOfSatisfying(
              RefusedReadingException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.NOT_REKEYED));
    }
    assertThatThrownBy(() -> decoder(3).decode(record(whole), 0))
        .hasMessage(
            "a re-keyed reading has 2 features, must have 3: readings.features was changed");
  }
}
