package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.Mutations;
import dev.foretide.message.HistoryMessages;
import dev.foretide.message.reading.DecodedRecord;
import dev.foretide.message.reading.JsonReadingDecoder;
import dev.foretide.message.reading.ReadingConfigs;
import dev.foretide.message.reading.ReadingDecoder;
import dev.foretide.message.reading.RefusedReadingException;
import dev.foretide.message.reading.SourceRecord;
import dev.foretide.series.Segment;
import dev.foretide.stream.models.ModelKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings, history messages and keys of models that nobody in their senses would send. */
class HostileStreamBytesTest {
  private static final int MUTANTS = 20_000;

  /** Some classes are loaded at the first fault of a kind. */
  private static final long BOUND = 1 << 20;

  private static final long NOW = 1_772_323_200_000L;
  private static final byte[] KEY = "boiler".getBytes(UTF_8);

  private final ReadingDecoder decoder =
      new JsonReadingDecoder(
          ReadingConfigs.of("features=value,humidity", "timestamp=at", "past.max=36500d"));

  private DecodedRecord decode(byte[] key, byte[] value) {
    return decoder.decode(new SourceRecord("readings", key, value, NOW), NOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "21.5",
        "{\"at\":\"2026-03-01T00:00:00Z\",\"value\":21.5,\"humidity\":null,\"other\":[1,{\"a\":2}]}",
        "{\"at\":1772323200000,\"value\":-1.5e-7,\"humidity\":4000000000000}"
      })
  void shouldReadOrRefuseDamagedReadings(String reading) {
    byte[] valid = reading.getBytes(UTF_8);

    Mutations.survive(
        valid, MUTANTS, RefusedReadingException.class, BOUND, bytes -> decode(KEY, bytes));
  }

  @Test
  void shouldReadOrRefuseDamagedKeysOfReadings() {
    Mutations.survive(
        "häuser/3".getBytes(UTF_8),
        MUTANTS,
        RefusedReadingException.class,
        BOUND,
        key -> decode(key, "{\"at\":0,\"value\":1}".getBytes(UTF_8)));
  }

  @Test
  void shouldReadOrRefuseDamagedSegments() {
    byte[] valid =
        HistoryMessages.segment(new Segment("kessel/1", 1_704_067_200L, 2, new float[64]), 1_000);

    Mutations.survive(
        valid,
        MUTANTS,
        IllegalArgumentException.class,
        BOUND,
        bytes -> {
          if (HistoryMessages.isRequest(bytes)) {
            HistoryMessages.reason(bytes);
          } else {
            HistoryMessages.segmentOf(bytes, HistoryMessages.stepMillisOf(bytes));
          }
        });
  }

  @Test
  void shouldReadOrRefuseDamagedPointersToModels() {
    Mutations.survive(
        "{\"version\":7}".getBytes(UTF_8),
        MUTANTS,
        IllegalArgumentException.class,
        BOUND,
        ModelKey::versionOf);
    Mutations.survive(
        "plant@7".getBytes(UTF_8),
        MUTANTS,
        IllegalArgumentException.class,
        BOUND,
        bytes -> ModelKey.parse(new String(bytes, UTF_8)));
  }

  @Test
  void shouldReadPastAHundredThousandFields() {
    StringBuilder fields = new StringBuilder("{\"at\":0,\"value\":1");
    for (int i = 0; i < 100_000; i++) {
      fields.append(",\"f").append(i).append("\":").append(i);
    }

    assertThat(decode(KEY, bytes(fields + "}")).readings().get(0).features()[0]).isEqualTo(1);
  }

  @Test
  void shouldRefuseDeepNestingLongNumbersAndLongNames() {
    String deep = "[".repeat(1_000_000);
    for (String value :
        List.of(
            "{\"other\":" + deep,
            deep,
            "{\"other\":" + "{\"a\":".repeat(100_000),
            "{\"value\":" + "9".repeat(1_000_000) + "}",
            "{\"" + "n".repeat(10_000_000) + "\":1}")) {
      assertThatThrownBy(() -> decode(KEY, bytes(value)))
          .isInstanceOf(RefusedReadingException.class)
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
    }
  }

  @Test
  void shouldRefuseAFeatureThatStandsTwice() {
    assertThatThrownBy(() -> decode(KEY, bytes("{\"at\":0,\"value\":1,\"value\":2}")))
        .isInstanceOf(RefusedReadingException.class)
        .hasMessage("value stands twice, must stand once");
  }

  @Test
  void shouldRefuseSeriesWithEndlessNames() {
    byte[] key = "k".repeat(1_000_000).getBytes(UTF_8);

    assertThatThrownBy(() -> decode(key, bytes("{\"at\":0,\"value\":1}")))
        .isInstanceOf(RefusedReadingException.class)
        .hasMessage("the series id has 1000000 bytes, must have at most 1024");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
