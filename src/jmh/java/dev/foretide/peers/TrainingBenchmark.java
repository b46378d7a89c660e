package dev.foretide.peers;

import dev.foretide.nn.Network;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time per optimiser step: forward and backward over one batch of windows, and Adam, on one thread.
 * Loss and gradients are held to {@link Float64Network} before anything is timed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {"-Xmx2g", "--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class TrainingBenchmark {

  /** See {@link Training#of}. */
  @Param({"foretide", "foretideScalar", "djl"})
  public String implementation = "";

  /** See {@link BenchmarkNetwork}. */
  @Param({"tutorial", "standard"})
  public String network = "";

  /** Windows per optimiser step. */
  @Param({"64", "200"})
  public int batch;

  /** Threads of ours. */
  @Param("1")
  public int threads;

  private Runnable step = () -> {};
  private AutoCloseable computing = () -> {};

  /** Loads the weights, checks loss and gradients. */
  @Setup(Level.Trial)
  public void prepare() {
    BenchmarkNetwork choice = BenchmarkNetwork.of(network);
    Network start = choice.network();
    Training training = Training.of(implementation, start, threads);
    computing = training;
    Batch windows = choice.batch(batch);
    requireGradients(training, start, windows);
    step =
        () -> {
          training.backward(windows);
          training.update();
        };
  }

  /** One optimiser step. */
  @Benchmark
  public void run() {
    step.run();
  }

  /** Gives native memory back. */
  @TearDown(Level.Trial)
  public void close() throws Exception {
    computing.close();
  }

  private void requireGradients(Training training, Network start, Batch windows) {
    String what = implementation + ", " + network + ", batch " + batch;
    Float64Network reference = new Float64Network(start);
    double[] expectedLoss = {reference.accumulate(windows)};
    float[] loss = {(float) training.backward(windows)};
    Agreement.require(what + ", loss", expectedLoss, loss, Agreement.OUTPUTS);
    List<double[]> expected = reference.gradients();
    List<float[]> gradients = training.gradients();
    for (int i = 0; i < expected.size(); i++) {
      String name = what + ", gradient of " + start.parameters().get(i);
      Agreement.require(name, expected.get(i), gradients.get(i), Agreement.GRADIENTS);
    }
  }
}
