package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.series.Aggregate;
import dev.foretide.series.Expert;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SeriesStateCodecTest {

  @ParameterizedTest
  @EnumSource
  void shouldContinueBitForBitWhenStoredAfterEveryReading(Evaluation evaluation) {
    for (int seed = 0; seed < 20; seed++) {
      Scenario uninterrupted = SeriesForecasterPropertyTest.scenarioOf(evaluation);
      Scenario stored = SeriesForecasterPropertyTest.scenarioOf(evaluation);
      SeriesStateCodec codec = new SeriesStateCodec(stored.settings);
      List<Runnable> first = SeriesForecasterPropertyTest.replay(uninterrupted, seed, 150);
      List<Runnable> second = SeriesForecasterPropertyTest.replay(stored, seed, 150);
      for (int i = 0; i < first.size(); i++) {
        first.get(i).run();
        second.get(i).run();
        byte[] bytes = codec.write(stored.state);
        assertThat(bytes).isEqualTo(codec.write(uninterrupted.state));
        stored.state = new SeriesState(stored.settings);
        assertThat(codec.read(bytes, stored.state)).isTrue();
        assertThat(SeriesStateHeader.statusOf(bytes)).isEqualTo(uninterrupted.state.status());
        assertThat(SeriesStateHeader.openUntil(bytes)).isEqualTo(codec.openUntil(stored.state));
        assertThat(SeriesStateHeader.stepMillisOf(bytes)).isEqualTo(60_000);
      }
    }
  }

  @Test
  void shouldWriteStateLargerThanItsFirstBuffer() {
    ForecastSettings settings =
        Scenario.settings(Models.shape(9_000, 100, Evaluation.STATEFUL), GapFill.HOLD, 5, 0);
    Scenario series = new Scenario(settings);
    for (int step = 0; step < 10_000; step++) {
      series.at(step, step % 7);
    }
    SeriesStateCodec codec = new SeriesStateCodec(settings);

    byte[] bytes = codec.write(series.state);

    SeriesState read = new SeriesState(settings);
    assertThat(codec.read(bytes, read)).isTrue();
    assertThat(codec.write(read)).isEqualTo(bytes);
  }

  @Test
  void shouldRefuseUnknownFormatVersionByName() {
    Scenario series = played();
    SeriesStateCodec codec = new SeriesStateCodec(series.settings);
    byte[] bytes = codec.write(series.state);
    bytes[0] = 9;

    assertThatThrownBy(() -> codec.read(bytes, series.state))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("series state of format version 9, this release reads 2 to 4");
    assertThatThrownBy(() -> codec.read(new byte[0], series.state))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("format version none");
  }

  @ParameterizedTest
  @CsvSource({
    "60, value, value, 6, 2, 0.8", // the settings of the stored state, but for the last two
    "60, value, value, 5, 3, 0.8",
    "60, value, value, 6, 3, 0.9",
    "60, load, load, 5, 2, 0.8",
    "60, value;load, value, 5, 2, 0.8",
    "30, value, value, 5, 2, 0.8",
  })
  void shouldBeginAnewWhenSettingsAreOthers(
      long seconds, String features, String target, int window, int horizon, double level) {
    byte[] bytes = new SeriesStateCodec(small()).write(smallState());
    ForecastSettings other =
        settings(seconds, List.of(features.split(";", -1)), target, window, horizon, level);
    SeriesStateCodec codec = new SeriesStateCodec(other);
    SeriesState state = new SeriesState(other);

    boolean same = codec.read(bytes, state);

    assertThat(same).isFalse();
    assertThat(codec.write(state)).isEqualTo(codec.write(new SeriesState(other)));
  }

  /** Another choice of scored leads; what is learnt of the others stays. */
  @Test
  void shouldKeepWhatWasLearntWhenOtherLeadsAreScored() {
    ForecastSettings then = scoring(List.of(1, 7, 12));
    Scenario series = new Scenario(then);
    for (int step = 0; step < 60; step++) {
      series.at(step, Math.sin(step) + step % 5);
    }
    ForecastSettings now = scoring(List.of(1, 6, 12));
    SeriesState state = new SeriesState(now);

    boolean same =
        new SeriesStateCodec(now).read(new SeriesStateCodec(then).write(series.state), state);

    assertThat(same).isTrue();
    assertThat(state.window.size()).isEqualTo(series.state.window.size());
    for (int lead : new int[] {1, 2, 4, 8, 12}) {
      assertThat(state.intervals.meanAbsoluteError(lead))
          .isPositive()
          .isEqualTo(series.state.intervals.meanAbsoluteError(lead));
      assertThat(state.waiting.combined(59, lead))
          .isEqualTo(series.state.waiting.combined(59, lead));
    }
    assertThat(state.intervals.meanAbsoluteError(6)).as("not learnt before").isNaN();
    assertThat(state.waiting.newestUpper(59, 7, 0))
        .isEqualTo(series.state.waiting.newestUpper(59, 7, 0));
  }

  /** A season that is set later; what is learnt of the other experts stays. */
  @Test
  void shouldKeepWhatWasLearntWhenOtherExpertsTakePart() {
    ForecastSettings then = seasonal(0);
    Scenario series = new Scenario(then);
    for (int step = 0; step < 60; step++) {
      series.at(step, Math.sin(step) + step % 5);
    }
    ForecastSettings now = seasonal(5);
    SeriesState state = new SeriesState(now);
    state.waiting.open(59, 0, 1, 0);
    state.waiting.putExpert(59, 1, Expert.SEASONAL.index(), 7);

    boolean same =
        new SeriesStateCodec(now).read(new SeriesStateCodec(then).write(series.state), state);

    assertThat(same).isTrue();
    assertThat(then.experts()).doesNotContain(Expert.SEASONAL);
    assertThat(now.experts()).contains(Expert.SEASONAL);
    assertThat(state.weights.statistics()).isEqualTo(series.state.weights.statistics());
    assertThat(state.waiting.combined(59, 12)).isEqualTo(series.state.waiting.combined(59, 12));
    assertThat(state.waiting.expert(59, 1, Expert.SEASONAL.index())).isNaN();
    assertThat(new SeriesStateCodec(then).read(new SeriesStateCodec(now).write(state), state))
        .as("and back")
        .isTrue();
    assertThat(state.weights.statistics()).isEqualTo(series.state.weights.statistics());
  }

  private static ForecastSettings seasonal(int season) {
    ModelShape shape =
        new ModelShape(
            List.of("value"),
            "value",
            60_000,
            16,
            12,
            season,
            List.of(),
            ZoneId.of("UTC"),
            Evaluation.STATEFUL);
    return Scenario.settings(shape, GapFill.HOLD, 2, 0);
  }

  private static ForecastSettings scoring(List<Integer> leads) {
    ForecastSettings usual =
        Scenario.settings(Models.shape(16, 12, Evaluation.STATEFUL), GapFill.HOLD, 2, 0);
    return new ForecastSettings(usual.grid(), usual.shape(), List.of(0.8), leads);
  }

  @Test
  void shouldLeaveNothingOfSeriesReadBefore() {
    Scenario series = played();
    SeriesStateCodec codec = new SeriesStateCodec(series.settings);
    byte[] fresh = codec.write(new SeriesState(series.settings));

    codec.read(fresh, series.state);

    series.state.networkState = new short[0]; // an array of zero meaning is kept to be reused
    assertThat(codec.write(series.state)).isEqualTo(fresh);
  }

  @Test
  void shouldRefuseEveryTruncationAndExtension() {
    Scenario series = played();
    SeriesStateCodec codec = new SeriesStateCodec(series.settings);
    byte[] bytes = codec.write(series.state);
    for (int length = 0; length < bytes.length + 3; length++) {
      if (length == bytes.length) {
        continue;
      }
      byte[] damaged = Arrays.copyOf(bytes, length);

      Throwable refusal = catchThrowable(() -> codec.read(damaged, series.state));

      if (refusal != null || length < 23) { // the fingerprint alone already says: other settings
        assertThat(refusal).as("%d bytes", length).isInstanceOf(IllegalStateException.class);
      } else {
        throw new AssertionError(length + " of " + bytes.length + " bytes were accepted");
      }
    }
  }

  /** Damage may go unseen where it makes another valid state, but what is read can be used. */
  @Test
  void shouldRefuseDamagedBytesOrBeUsable() {
    Random random = new Random(5);
    Scenario series = played();
    SeriesStateCodec codec = new SeriesStateCodec(series.settings);
    byte[] bytes = codec.write(series.state);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = bytes.clone();
      int at = i < 8 * 400 ? i / 8 : random.nextInt(bytes.length);
      damaged[at] ^= (byte) (i < 8 * 400 ? 1 << (i % 8) : 1 + random.nextInt(255));
      Scenario other = new Scenario(series.settings);
      other.model = series.model;
      Throwable refusal = catchThrowable(() -> codec.read(damaged, other.state));
      if (refusal == null) {
        long next = other.state.window.size() == 0 ? 0 : other.state.step() + 1;
        if (Math.abs(next) < 1L << 40) { // farther, milliseconds overflow
          other.at(next, 1, 2);
          other.at(next + 1, 1, 3);
          other.at(next + 1_000, 1, 2);
        }
        codec.write(other.state);
      } else {
        refused++;
        assertThat(refusal).isInstanceOf(IllegalStateException.class);
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void shouldRefuseStatusOfDamagedBytes() {
    assertThatThrownBy(() -> SeriesStateHeader.statusOf(new byte[] {2}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> SeriesStateHeader.statusOf(new byte[] {2, 77}))
        .isInstanceOf(IllegalStateException.class);
  }

  /** The format before the first release; who tried the project then resets its state. */
  @Test
  void shouldRefuseCapturedBytesOfFormatVersion1ByName() throws IOException {
    byte[] captured = resource("series-state-format-1.bin");
    SeriesState state = new SeriesState(small());

    assertThatThrownBy(() -> new SeriesStateCodec(small()).read(captured, state))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("series state of format version 1, this release reads 2 to 4");
  }

  /** Bytes as this project first stored them; a later release must still read them. */
  @Test
  void shouldReadCapturedBytesOfFormatVersion2() throws IOException {
    shouldRead(resource("series-state-format-2.bin"));
  }

  @Test
  void shouldReadCapturedBytesOfFormatVersion3() throws IOException {
    SeriesState state = shouldRead(resource("series-state-format-3.bin"));

    assertThat(state.position).isEqualTo(17);
    assertThat(state.waiting.combined(28_000_012, 2))
        .as("3.8320885 in 32 bits")
        .isCloseTo(3.83209f, within(1e-3f));
  }

  @Test
  void shouldReadAndWriteCapturedBytesOfFormatVersion4() throws IOException {
    byte[] captured = resource("series-state-format-4.bin");

    SeriesState state = shouldRead(captured);

    assertThat(state.position).isEqualTo(17);
    assertThat(new SeriesStateCodec(small()).write(state)).isEqualTo(captured);
  }

  private static SeriesState shouldRead(byte[] captured) {
    SeriesState state = new SeriesState(small());

    boolean same = new SeriesStateCodec(small()).read(captured, state);

    assertThat(same).isTrue();
    assertThat(state.step()).isEqualTo(28_000_012);
    assertThat(state.status()).isEqualTo(Status.READY);
    assertThat(state.source()).isEqualTo(Source.LSTM);
    assertThat(state.version()).isEqualTo(3);
    assertThat(state.networkVersion).isEqualTo(2);
    assertThat(state.window().size()).isEqualTo(5);
    assertThat(state.window().value(0, 0)).isEqualTo(4);
    assertThat(state.window().measured(1)).isFalse();
    assertThat(state.window().readings(0, 0)).isEqualTo(2);
    assertThat(state.waiting.has(28_000_012)).isTrue();
    assertThat(SeriesStateHeader.openUntil(captured)).isEqualTo(28_000_014 * 60_000L);
    assertThat(state.pending.value(28_000_013, 0)).isEqualTo(2.5);
    assertThat(state.pending.count(28_000_013, 0)).isEqualTo(2);
    return state;
  }

  /** What the fixture was written from. */
  static SeriesState smallState() {
    Scenario series = new Scenario(small());
    ModelShape shape = series.settings.shape();
    series.model =
        Models.model(shape, 3, 2, Models.heads(shape, 1), Models.network(shape, "lstm:2,dense", 2));
    for (int i = 0; i < 10; i++) {
      series.at(28_000_000 + i, i % 4);
    }
    for (int i : new int[] {9, 10, 12, 13}) { // dense from step 9 on, with a gap at 11
      series.atMillis((28_000_000 + i) * 60_000L + 10_000, i == 13 ? 2 : 4);
      series.atMillis((28_000_000 + i) * 60_000L + 20_000, i == 13 ? 3 : 4);
    }
    series.state.take(17);
    return series.state;
  }

  static ForecastSettings small() {
    return settings(60, List.of("value"), "value", 5, 2, 0.8);
  }

  private static ForecastSettings settings(
      long stepSeconds,
      List<String> features,
      String target,
      int window,
      int horizon,
      double level) {
    Duration step = Duration.ofSeconds(stepSeconds);
    return new ForecastSettings(
        new Grid(step, Aggregate.MEAN, Duration.ZERO, GapFill.HOLD, 1),
        new ModelShape(
            features,
            target,
            step.toMillis(),
            window,
            horizon,
            0,
            List.of(),
            ZoneId.of("UTC"),
            Evaluation.STATEFUL),
        List.of(level),
        List.of(1));
  }

  private static Scenario played() {
    Scenario series = SeriesForecasterPropertyTest.scenarioOf(Evaluation.STATEFUL);
    SeriesForecasterPropertyTest.replay(series, 8, 200).forEach(Runnable::run);
    assertThat(series.state.networkState).isNotEmpty();
    return series;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = SeriesStateCodecTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
