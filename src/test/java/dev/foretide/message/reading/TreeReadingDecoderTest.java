package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.config.ReadingSettings;
import dev.foretide.message.reading.DecodedRecord.Skip;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.series.Reading;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TreeReadingDecoderTest {
  private static final long NOW = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();

  private static DecodedRecord decode(String value, String... lines) {
    return decodeKeyed("gateway", value, lines);
  }

  private static DecodedRecord decodeKeyed(String key, String value, String... lines) {
    ReadingSettings settings = ReadingConfigs.of(lines);
    return new TreeReadingDecoder(settings, new JsonTreeFormat(false))
        .decode(
            new SourceRecord(
                "plant-a",
                key.getBytes(UTF_8),
                value.getBytes(UTF_8),
                new RecordHeaders().add("site", "north".getBytes(UTF_8)),
                NOW),
            NOW);
  }

  private static List<String> told(DecodedRecord decoded) {
    return decoded.readings().stream()
        .map(r -> r.series() + Arrays.toString(r.features()))
        .toList();
  }

  @Test
  void shouldMakeAReadingOfEachElement() {
    DecodedRecord decoded =
        decode(
            "{\"site\":\"n\",\"m\":[{\"id\":1,\"v\":2},{\"id\":2,\"v\":3}]}",
            "each=/m/*",
            "features=v",
            "series=site,id");

    assertThat(told(decoded)).containsExactly("n/1[2.0]", "n/2[3.0]");
  }

  @Test
  void shouldMakeAReadingOfEachMemberAndKnowItsName() {
    DecodedRecord decoded =
        decode(
            "{\"sensors\":{\"a\":1.5,\"b\":2.5}}",
            "each=/sensors/*",
            "features=value:.",
            "series=#");

    assertThat(told(decoded)).containsExactly("a[1.5]", "b[2.5]");
  }

  @Test
  void shouldFindTheInnerOneFirst() {
    DecodedRecord decoded =
        decode(
            "{\"unit\":\"outer\",\"m\":[{\"unit\":\"inner\",\"v\":1},{\"v\":2}]}",
            "each=/m/*",
            "features=v",
            "series=unit");

    assertThat(told(decoded)).containsExactly("inner[1.0]", "outer[2.0]");
  }

  @Test
  void shouldReadOnInATextThatHoldsJson() {
    String value = "{\"payload\":\"{\\\"t\\\":{\\\"v\\\":21.5}}\"}";

    assertThat(told(decode(value, "features=value:/payload/t/v"))).containsExactly("gateway[21.5]");
    assertThat(told(decode(value, "each=/payload/t", "features=v")))
        .containsExactly("gateway[21.5]");
  }

  @Test
  void shouldTakeSeriesFromKeyHeaderAndTopic() {
    assertThat(
            told(
                decodeKeyed(
                    "{\"press\":12}", "{\"value\":1}", "series=$topic,$header/site,$key/press")))
        .containsExactly("plant-a/north/12[1.0]");
    assertThatThrownBy(() -> decode("{\"value\":1}", "series=$header/line"))
        .hasMessage("$header/line is missing, must name the series");
  }

  @Test
  void shouldKeepAnEmptyPartOfTheIdAndRefuseAMissingOne() {
    assertThat(told(decode("{\"a\":\"x\",\"b\":\"\",\"value\":1}", "series=a,b")))
        .containsExactly("x/[1.0]");
    assertThatThrownBy(() -> decode("{\"a\":\"x\",\"value\":1}", "series=a,b"))
        .hasMessage("field b is missing, must name the series");
  }

  @Test
  void shouldReadNarrowRecordsAndSkipNamesThatAreNoFeature() {
    DecodedRecord decoded =
        decode(
            "[{\"n\":\"temp\",\"x\":\"21.5\"},{\"n\":\"door\",\"x\":1},{\"n\":\"hum\"}]",
            "each=/*",
            "name=n",
            "value=x",
            "features=t:temp,hum",
            "number.text=parse");

    assertThat(told(decoded)).containsExactly("gateway[21.5, NaN]");
    assertThat(decoded.skipped()).isEqualTo(Map.of(Skip.OTHER_NAME, 1, Skip.NO_FEATURE, 1));
  }

  @Test
  void shouldTakeTheOtherItemsWhereOneIsRefused() {
    DecodedRecord decoded =
        decode("[{\"value\":1},{\"value\":\"wet\"},{\"value\":3}]", "each=/*", "series=#");

    assertThat(told(decoded)).containsExactly("0[1.0]", "2[3.0]");
    assertThat(decoded.refused()).isEqualTo(1);
    assertThat(decoded.refusal()).isNotNull().hasMessage("value is \"wet\", must be a number");
  }

  @Test
  void shouldSkipSeriesThatAreNotAskedForBeforeTheirNumbersAreLookedAt() {
    DecodedRecord decoded =
        decode("{\"id\":\"switch.lamp\",\"value\":\"on\"}", "series=id", "series.include=^sensor");

    assertThat(decoded.readings()).isEmpty();
    assertThat(decoded.skipped()).isEqualTo(Map.of(Skip.OTHER_SERIES, 1));
  }

  @Test
  void shouldMakeASeriesOfEachTargetWithTheOtherFeaturesBeside() {
    DecodedRecord decoded = decode("{\"a\":1,\"b\":2,\"c\":3}", "features=a,b,c", "target=a,b");

    assertThat(told(decoded)).containsExactly("gateway:a[1.0, 3.0]", "gateway:b[2.0, 3.0]");
  }

  @Test
  void shouldSayThatAnArrayNeedsEach() {
    assertThatThrownBy(() -> decode("[1,2]"))
        .hasMessage("the value is an array, must be a number or an object: readings.each=/*?");
  }

  @Test
  void shouldTakeListedValuesAsMissing() {
    DecodedRecord decoded =
        decode(
            "{\"a\":-999,\"b\":\"I/O Timeout\",\"c\":-999.0,\"d\":0}",
            "features=a,b,c,d",
            "missing=-999,Bad,I/O Timeout");

    assertThat(told(decoded)).containsExactly("gateway[NaN, NaN, NaN, 0.0]");
  }

  @Test
  void shouldRefuseOrSkipARecordWithoutAValue() {
    SourceRecord tombstone = new SourceRecord("t", "k".getBytes(UTF_8), null, NOW);

    assertThatThrownBy(() -> new JsonReadingDecoder(ReadingConfigs.of()).decode(tombstone, NOW))
        .isInstanceOfSatisfying(
            RefusedReadingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOMBSTONE));
    assertThat(
            new JsonReadingDecoder(ReadingConfigs.of("tombstones=skip"))
                .decode(tombstone, NOW)
                .skipped())
        .isEqualTo(Map.of(Skip.TOMBSTONE, 1));
  }

  /** Two ways to the same readings: in passing, and by a tree. */
  @Test
  void shouldReadAnyRecordAsTheDecoderThatBuildsNoTree() {
    ReadingSettings settings =
        ReadingConfigs.of(
            "features=a:/x/a,b:/y/1,c",
            "series=/x/id,$topic",
            "timestamp=/t",
            "number.text=parse",
            "missing=-9");
    ReadingDecoder streaming = new JsonReadingDecoder(settings);
    ReadingDecoder trees = new TreeReadingDecoder(settings, new JsonTreeFormat(false));
    Random random = new Random(7);
    int read = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] value = message(random).getBytes(UTF_8);
      SourceRecord record = new SourceRecord("t", "k".getBytes(UTF_8), value, NOW);
      String expected = outcome(trees, record);
      assertThat(outcome(streaming, record)).as(new String(value, UTF_8)).isEqualTo(expected);
      read += expected.startsWith("[") ? 1 : 0;
    }
    assertThat(read).as("readings among them").isBetween(500, 4_900);
  }

  private static String outcome(ReadingDecoder decoder, SourceRecord record) {
    try {
      return told(decoder.decode(record, NOW)) + " " + times(decoder.decode(record, NOW));
    } catch (RefusedReadingException e) {
      return e.reason().word();
    }
  }

  private static List<Long> times(DecodedRecord decoded) {
    return decoded.readings().stream().map(Reading::timestamp).toList();
  }

  private static String message(Random random) {
    String x =
        any(
            random,
            "{\"id\":\"s\",\"a\":%s}".formatted(scalar(random)),
            "{\"a\":1,\"id\":3}",
            "null",
            "\"{\\\"id\\\":\\\"in\\\",\\\"a\\\":2}\"",
            "{\"id\":\"q\"}");
    String y = any(random, "[1,%s]".formatted(scalar(random)), "[]", "{\"1\":4}", "7");
    String t =
        any(random, Long.toString(NOW), "\"2026-02-28T23:59:00Z\"", NOW + ".5", "\"" + NOW + "\"");
    return "{\"x\":%s,\"y\":%s,\"t\":%s,\"c\":%s,\"other\":[{}]}"
        .formatted(x, y, t, scalar(random));
  }

  private static String scalar(Random random) {
    return any(random, "1", "-9", "2.5e3", "\"4.5\"", "\"unknown\"", "null", "1", "\"x\"", "0");
  }

  private static String any(Random random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
