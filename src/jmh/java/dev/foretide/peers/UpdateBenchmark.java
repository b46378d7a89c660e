package dev.foretide.peers;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time per reading of a series that is taken in and answered with a forecast of 24 steps, on one
 * thread: {@code foretide} with the default configuration, all experts, and the state read from its
 * bytes and written back; {@code rcfcaster} with the state in memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xmx2g", "--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 8, time = 2)
@Measurement(iterations = 3, time = 2)
public class UpdateBenchmark {
  static final int HORIZON = 24;

  /** Enough that windows are full and forests are grown. */
  private static final int STEPS_BEFORE = 1_000;

  private static final int PERIOD = 24;

  /** See {@link OnlineForecaster#of}. */
  @Param({"foretide", "foretideTutorial", "rcfcaster"})
  public String implementation = "";

  private final Random random = new Random(1);
  private OnlineForecaster forecaster = (time, value) -> new float[0];
  private int step;

  /** Lets it learn, and holds its forecasts to what the signal does. */
  @Setup(Level.Trial)
  public void prepare() {
    forecaster = OnlineForecaster.of(implementation);
    for (int i = 0; i < STEPS_BEFORE; i++) {
      float[] forecast = run();
      if (i > STEPS_BEFORE / 2) { // RCFCaster says nothing before it has seen some points
        require(forecast);
      }
    }
  }

  private void require(float[] forecast) {
    if (forecast.length != HORIZON) {
      throw new AssertionError(
          "%s: %d leads, expected %d".formatted(implementation, forecast.length, HORIZON));
    }
    for (float value : forecast) {
      if (!(value > 0 && value < 40)) {
        throw new AssertionError(
            "%s forecasts %s after %d steps of a signal between 10 and 30"
                .formatted(implementation, value, step));
      }
    }
  }

  /** Takes in one reading. */
  @Benchmark
  public float[] run() {
    double value = 20 + 5 * Math.sin(2 * Math.PI * step / PERIOD) + 0.3 * random.nextGaussian();
    return forecaster.update(step++ * 3_600_000L, value);
  }
}
