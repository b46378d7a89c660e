package dev.foretide.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A plant of four lines with five sensors each, whose law is known: {@code plant/line1-temperature}
 * (°C), {@code -pressure} (bar), {@code -flow} (m³/h), {@code -vibration} (mm/s), {@code -power}
 * (kW), to {@code plant/line4-power}. A day of the plant passes in a minute.
 *
 * <p>With {@code t} the time since the epoch in plant days, and {@code k} the number of whole
 * sixtieths of a day in it, a sensor shows
 *
 * <pre>
 *   base + A cos(2π(t - p1)) + B cos(4π(t - p2)) + G (r(t) - 0.75) + D a[k] + W w[k]
 * </pre>
 *
 * rounded to its resolution, where
 *
 * <ul>
 *   <li>phases {@code p1}, {@code p2} and amplitude {@code A} are the sensor's own, {@code B} is
 *       0.25 to 0.4 of the first harmonic;
 *   <li>{@code r} follows the load of the line with a time constant of 0.02 (power) to 0.15
 *       (temperature) days: {@code lag dr/dt = load - r}. The load is common to the sensors of a
 *       line, between 0.5 and 1, and steps after 0.45 to 1.35 days ({@link PlantLoad});
 *   <li>{@code a} is AR(1) with correlation 0.8 from step to step and {@code w} is white, both of
 *       variance 1 ({@link PlantNoise}); {@code D} and {@code W} are 0.06 to 0.11 of the first
 *       harmonic ({@link PlantSensor#KINDS}).
 * </ul>
 *
 * <p>All randomness is looked up by (seed, sensor, step) and none is drawn in sequence: a value is
 * a function of settings and time alone. It does not depend on when a process started, or on what
 * was read before, and two processes with the same settings agree.
 *
 * <p>{@code plant/line4-vibration} fails on schedule. In every four days from the epoch it is stuck
 * at its last value from 1.25 to 1.5, gives no reading at all until 1.75, and then is well again.
 *
 * <p><b>What is possible.</b> The best forecaster knows the law, sees the load until now, expects
 * no further step of it, and filters {@code a} out of the noise (Kalman). Read once in a sixtieth
 * of a day, its mean absolute error, relative to that of repeating the last value and averaged over
 * the sensors that do not fail, is about 0.63 at lead 1 and 0.12 at lead 12 (seed 1); a test keeps
 * that true.
 *
 * <p>Immutable, safe for all threads.
 */
public final class SimulatedPlant {
  private static final int LINES = 4;

  /** Noise changes this often; between two of its steps it holds. */
  static final int STEPS_A_DAY = 60;

  static final String FAILING = "plant/line4-vibration";
  private static final double FAILURE_PERIOD = 4;
  private static final double STUCK_FROM = 1.25;
  private static final double SILENT_FROM = 1.5;
  private static final double WELL_FROM = 1.75;

  /**
   * Which plant.
   *
   * @param day how long a day of the plant takes; at least 60 ms
   * @param seed of all randomness
   * @param epoch where plant time is zero; processes that should agree need the same
   */
  public record Settings(Duration day, long seed, Instant epoch) {

    /** A day in a minute, counted from 1970: agrees with every other plant of these settings. */
    public static final Settings DEFAULT = new Settings(Duration.ofMinutes(1), 1, Instant.EPOCH);

    /** Checks the day. */
    public Settings {
      if (day.toMillis() < STEPS_A_DAY) {
        throw new IllegalArgumentException(
            "day is " + day + ": it must be at least " + STEPS_A_DAY + " ms");
      }
    }
  }

  private final Settings settings;
  private final List<PlantSensor> sensors;

  /** A plant of these settings; it has no beginning and no state. */
  public SimulatedPlant(Settings settings) {
    this.settings = settings;
    List<PlantSensor> all = new ArrayList<>();
    for (int line = 1; line <= LINES; line++) {
      PlantLoad load =
          new PlantLoad(
              new PlantNoise(settings.seed(), line), new PlantNoise(settings.seed(), -line));
      for (int kind = 0; kind < PlantSensor.KINDS.size(); kind++) {
        all.add(new PlantSensor(line, kind, settings.seed(), load));
      }
    }
    this.sensors = List.copyOf(all);
  }

  /** What every sensor that can be read shows at {@code at}; to the millisecond. */
  public List<Sample> read(Instant at) {
    long millis = Duration.between(settings.epoch(), at).toMillis();
    List<Sample> samples = new ArrayList<>(sensors.size());
    for (PlantSensor sensor : sensors) {
      long seen = sensor.series().equals(FAILING) ? lastSeen(millis) : millis;
      if (seen != SILENT) {
        samples.add(new Sample(sensor.series(), at, value(sensor, seen)));
      }
    }
    return samples;
  }

  List<PlantSensor> sensors() {
    return sensors;
  }

  private double value(PlantSensor sensor, long millis) {
    long step = Math.floorDiv(Math.multiplyExact(millis, STEPS_A_DAY), settings.day().toMillis());
    return sensor.value((double) millis / settings.day().toMillis(), step);
  }

  private static final long SILENT = Long.MIN_VALUE;

  /** The moment whose value the failing sensor shows, or {@link #SILENT}. */
  private long lastSeen(long millis) {
    long day = settings.day().toMillis();
    long within = Math.floorMod(millis, (long) (FAILURE_PERIOD * day));
    long stuckFrom = (long) (STUCK_FROM * day);
    if (within < stuckFrom || within >= WELL_FROM * day) {
      return millis;
    }
    return within < SILENT_FROM * day ? millis - within + stuckFrom - 1 : SILENT;
  }
}
