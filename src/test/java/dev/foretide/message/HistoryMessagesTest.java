package dev.foretide.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.series.Segment;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryMessagesTest {
  /** Bytes as release 0.1 writes them. They must be read for ever; never edit them. */
  private static final String SEGMENT_OF_FORMAT_1 =
      "0101" // format version, kind
          + "0008"
          + "6b657373656c2f31" // series
          + "0000000065920080" // first step
          + "00000000000003e8" // length of a step
          + "0002" // features
          + "00000002" // steps
          + "41ac0000"
          + "7fc00000"
          + "c1ac0000"
          + "00000000";

  private static final String REQUEST_OF_FORMAT_1 = "0102" + "6472696674";

  /** Format, kind, series "a", first step 0, length of a step. */
  private static final String HEADER = "0101" + "000161" + "0000000000000000" + "00000000000003e8";

  private static final long STEP_MILLIS = 1_000;
  private static final Segment SEGMENT =
      new Segment("kessel/1", 1_704_067_200L, 2, new float[] {21.5f, Float.NaN, -21.5f, 0});

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void shouldReadCapturedBytesOfFormatVersion1() {
    Segment segment = HistoryMessages.segmentOf(bytes(SEGMENT_OF_FORMAT_1), STEP_MILLIS);

    assertThat(segment.series()).isEqualTo(SEGMENT.series());
    assertThat(segment.firstStep()).isEqualTo(SEGMENT.firstStep());
    assertThat(segment.features()).isEqualTo(2);
    assertThat(segment.values()).containsExactly(SEGMENT.values());
    assertThat(HistoryMessages.isRequest(bytes(REQUEST_OF_FORMAT_1))).isTrue();
    assertThat(HistoryMessages.reason(bytes(REQUEST_OF_FORMAT_1))).isEqualTo("drift");
  }

  @Test
  void shouldWriteTheBytesOfFormatVersion1() {
    assertThat(HexFormat.of().formatHex(HistoryMessages.segment(SEGMENT, STEP_MILLIS)))
        .isEqualTo(SEGMENT_OF_FORMAT_1);
    assertThat(HexFormat.of().formatHex(HistoryMessages.request("drift")))
        .isEqualTo(REQUEST_OF_FORMAT_1);
  }

  @Test
  void shouldKeepSeriesIdsThatAreNotAscii() {
    Segment segment = new Segment("Größe/温度", -5, 1, new float[] {1, 2, 3});

    Segment read =
        HistoryMessages.segmentOf(HistoryMessages.segment(segment, STEP_MILLIS), STEP_MILLIS);

    assertThat(read.series()).isEqualTo("Größe/温度");
    assertThat(read.firstStep()).isEqualTo(-5);
    assertThat(read.steps()).isEqualTo(3);
  }

  @Test
  void shouldTellStepOfSegmentAndRefuseToGuessIt() {
    byte[] bytes = HistoryMessages.segment(new Segment("Größe", -5, 1, new float[] {1}), 600_000);

    assertThat(HistoryMessages.stepMillisOf(bytes)).isEqualTo(600_000);
    for (int length = 2; length < 2 + 2 + 7 + 8 + 8; length++) { // up to the end of the step
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> HistoryMessages.stepMillisOf(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("history segment of " + cut.length + " bytes is cut off");
    }
  }

  @Test
  void shouldRefuseAnUnknownFormatVersionByName() {
    byte[] later = HistoryMessages.segment(SEGMENT, STEP_MILLIS);
    later[0] = 2;

    assertThatThrownBy(() -> HistoryMessages.segmentOf(later, STEP_MILLIS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("history message of format version 2, this release reads 1");
    assertThatThrownBy(() -> HistoryMessages.isRequest(later))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("format version 2");
  }

  @Test
  void shouldRefuseEveryTruncation() {
    byte[] whole = HistoryMessages.segment(SEGMENT, STEP_MILLIS);

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> HistoryMessages.segmentOf(cut, STEP_MILLIS))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("history ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0103", // unknown kind
        HEADER + "0000" + "00000001" + "00000000", // no features
        HEADER + "0001" + "00000000", // no steps
        HEADER + "0001" + "ffffffff" + "00000000", // steps below zero
        HEADER + "0001" + "7fffffff" + "00000000", // more than there is
      })
  void shouldRefuseHeadersThatDoNotFitTheBytes(String hex) {
    assertThatThrownBy(() -> HistoryMessages.segmentOf(bytes(hex), STEP_MILLIS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("history ");
  }

  @Test
  void shouldRefuseStepsOfAnotherLength() {
    byte[] minutes = HistoryMessages.segment(SEGMENT, 60_000);

    assertThatThrownBy(() -> HistoryMessages.segmentOf(minutes, STEP_MILLIS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("history segment with steps of 60000 ms, must be of 1000 ms");
  }
}
