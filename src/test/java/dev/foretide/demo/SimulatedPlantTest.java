package dev.foretide.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.demo.SimulatedPlant.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulatedPlantTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int STEPS = 3600;

  private final SimulatedPlant plant =
      new SimulatedPlant(new Settings(Duration.ofMinutes(1), 1, START));

  @Test
  void shouldShowTwentySensorsAtTheTimeAsked() {
    List<Sample> samples = plant.read(START);

    assertThat(samples).hasSize(20).allMatch(sample -> sample.at().equals(START));
    assertThat(samples)
        .extracting(Sample::series)
        .doesNotHaveDuplicates()
        .contains("plant/line1-temperature", "plant/line4-vibration");
  }

  @Test
  void shouldAnswerTheSameWhateverWasReadBefore() {
    SimulatedPlant other = new SimulatedPlant(new Settings(Duration.ofMinutes(1), 1, START));
    for (int second = 0; second < 50; second++) {
      other.read(START.plusSeconds(second));
    }

    assertThat(other.read(START.plusSeconds(7))).isEqualTo(plant.read(START.plusSeconds(7)));
    assertThat(other.read(START.minusSeconds(1))).isEqualTo(plant.read(START.minusSeconds(1)));
  }

  @Test
  void shouldDifferWithTheSeed() {
    SimulatedPlant other = new SimulatedPlant(new Settings(Duration.ofMinutes(1), 2, START));

    assertThat(other.read(START)).isNotEqualTo(plant.read(START));
  }

  @Test
  void shouldRunTheSameDayFasterWhenTheDayIsShorter() {
    SimulatedPlant fast = new SimulatedPlant(new Settings(Duration.ofSeconds(6), 1, START));

    assertThat(values(fast, Duration.ofMillis(4200)))
        .isEqualTo(values(plant, Duration.ofMillis(42_000)));
  }

  @Test
  void shouldDifferFromTheLawByTheNoiseOnly() {
    for (PlantSensor sensor : plant.sensors()) {
      double sum = 0;
      double squares = 0;
      double neighbours = 0;
      double last = 0;
      for (int k = 0; k < STEPS; k++) {
        double noise = sensor.value(k / 60.0, k) - sensor.expected(k / 60.0, k / 60.0);
        sum += noise;
        squares += noise * noise;
        neighbours += noise * last;
        last = noise;
      }
      double drift = Math.pow(sensor.driftingDeviation(), 2);
      double variance = drift + Math.pow(sensor.whiteDeviation(), 2);

      assertThat(sum / STEPS).isCloseTo(0, within(0.15 * Math.sqrt(variance)));
      assertThat(squares / STEPS / variance).isCloseTo(1, within(0.12));
      assertThat(neighbours / squares).isCloseTo(PlantNoise.PHI * drift / variance, within(0.08));
    }
  }

  @Test
  void shouldFollowTheLoadAtFirstOrder() {
    PlantLoad load = new PlantLoad(new PlantNoise(1, 1), new PlantNoise(1, -1));
    double lag = 0.15;
    double dt = 1e-4;
    double response = load.response(0, lag);
    for (int i = 0; i < 100_000; i++) {
      response += dt / lag * (load.level(i * dt) - response);
    }

    assertThat(load.response(10, lag)).isCloseTo(response, within(1e-3));
  }

  @Test
  void shouldStickFallSilentAndRecoverOnSchedule() {
    // Given days of 60 s: stuck in [75 s, 90 s), silent in [90 s, 105 s), every 240 s.
    Map<Integer, Double> shown = new HashMap<>();
    for (int second = 0; second < 480; second++) {
      for (Sample sample : plant.read(START.plusSeconds(second))) {
        if (sample.series().equals(SimulatedPlant.FAILING)) {
          shown.put(second, sample.value());
        }
      }
    }

    for (int period : List.of(0, 240)) {
      double last = lastBefore(period + 75);
      for (int second = 0; second < 240; second++) {
        int at = period + second;
        assertThat(shown.containsKey(at))
            .as("second %d", at)
            .isEqualTo(second < 90 || second > 104);
        if (second >= 75 && second < 90) {
          assertThat(shown.get(at)).isEqualTo(last);
        }
      }
      assertThat(shown.get(period + 105)).isNotEqualTo(last);
    }
  }

  private double lastBefore(int second) {
    return plant.read(START.plusSeconds(second).minusMillis(1)).stream()
        .filter(sample -> sample.series().equals(SimulatedPlant.FAILING))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void shouldLetTheIdealForecasterBeatTheLastValue() {
    double atOne = meanRelativeError(1);
    double atTwelve = meanRelativeError(12);

    // The numbers are stated in the Javadoc of SimulatedPlant.
    assertThat(atOne).isCloseTo(0.63, within(0.02)).isLessThan(0.7);
    assertThat(atTwelve).isCloseTo(0.12, within(0.02)).isLessThan(0.4);
  }

  private double meanRelativeError(int lead) {
    return plant.sensors().stream()
        .filter(sensor -> !sensor.series().equals(SimulatedPlant.FAILING))
        .mapToDouble(sensor -> relativeError(sensor, lead))
        .average()
        .orElseThrow();
  }

  /** MAE of the law with a Kalman filter on the AR(1) process, over that of the last value. */
  private static double relativeError(PlantSensor sensor, int lead) {
    double phi = PlantNoise.PHI;
    double r = Math.pow(sensor.whiteDeviation(), 2);
    double stationary = Math.pow(sensor.driftingDeviation(), 2);
    double q = stationary * (1 - phi * phi);
    double drift = 0;
    double p = stationary;
    double ideal = 0;
    double naive = 0;
    for (int k = 0; k < STEPS; k++) {
      double now = k / 60.0;
      double value = sensor.value(now, k);
      double gain = p / (p + r);
      drift += gain * (value - sensor.expected(now, now) - drift);
      p *= 1 - gain;

      double later = (k + lead) / 60.0;
      double truth = sensor.value(later, k + lead);
      ideal += Math.abs(truth - sensor.expected(now, later) - Math.pow(phi, lead) * drift);
      naive += Math.abs(truth - value);
      drift *= phi;
      p = phi * phi * p + q;
    }
    return ideal / naive;
  }

  private static List<Double> values(SimulatedPlant plant, Duration after) {
    return plant.read(START.plus(after)).stream().map(Sample::value).toList();
  }
}
