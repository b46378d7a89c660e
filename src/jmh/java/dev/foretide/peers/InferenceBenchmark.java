package dev.foretide.peers;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time per window, or per step of one series, on one thread.
 *
 * <ul>
 *   <li>{@code window1}: windows one by one from a zero state;
 *   <li>{@code window64}: 64 windows in one call;
 *   <li>{@code step1}: one series carried step by step;
 *   <li>{@code step64}: 64 series carried one step in one call.
 * </ul>
 *
 * <p>An invocation is 64 windows or 64 steps in every mode, by 64 calls or by one, and the score is
 * per window or step. Results are held to {@link Float64Network} before anything is timed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {"-Xmx2g", "--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class InferenceBenchmark {
  private static final int OPERATIONS = 64;

  /** See {@link Implementation#of}. */
  @Param({"foretide", "foretideScalar", "onnxruntime", "djl", "ejml"})
  public String implementation = "";

  /** See {@link BenchmarkNetwork}. */
  @Param({"tutorial", "standard"})
  public String network = "";

  /** See the class. */
  @Param({"window1", "window64", "step1", "step64"})
  public String mode = "";

  private Implementation.Forward forward = (from, to) -> {};
  private AutoCloseable computing = () -> {};
  private float[][] inputs = {}; // one array per call
  private float[] outputs = {};

  /** Loads the weights, checks results, prepares inputs. */
  @Setup(Level.Trial)
  public void prepare() {
    BenchmarkNetwork choice = BenchmarkNetwork.of(network);
    Implementation loaded = Implementation.of(implementation, choice.network());
    computing = loaded;
    Batch batch = choice.batch(OPERATIONS);
    int count = mode.endsWith("64") ? OPERATIONS : 1;
    String what = implementation + ", " + network + ", " + mode;
    ForwardCheck check = new ForwardCheck(loaded, choice.network(), what);
    if (mode.startsWith("window")) {
      check.requireWindows(batch, count);
      forward = loaded.windows(count, choice.steps());
      inputs = parts(batch.inputs(), OPERATIONS / count);
    } else {
      check.requireSeries(batch, count);
      forward = loaded.series(count);
      inputs = parts(batch.inputsAt(0), OPERATIONS / count);
    }
    outputs = new float[count * choice.architecture().outputSize()];
  }

  /** Computes 64 windows or steps. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public float[] run() {
    for (float[] input : inputs) {
      forward.run(input, outputs);
    }
    return outputs;
  }

  /** Gives native memory back. */
  @TearDown(Level.Trial)
  public void close() throws Exception {
    forward.close();
    computing.close();
  }

  private static float[][] parts(float[] whole, int count) {
    int size = whole.length / count;
    float[][] parts = new float[count][];
    for (int p = 0; p < count; p++) {
      parts[p] = Arrays.copyOfRange(whole, p * size, (p + 1) * size);
    }
    return parts;
  }
}
