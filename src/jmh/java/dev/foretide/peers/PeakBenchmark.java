package dev.foretide.peers;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The most that one thread of this machine does: fused multiply-adds of the widest vectors that
 * stay in registers, in operations per nanosecond, which are GFLOP/s (one fused multiply-add is two
 * operations).
 *
 * <p>Twelve chains that do not wait for each other: a multiply-add takes four cycles or five and
 * two begin per cycle, so that eight or ten are needed to keep the units busy.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PeakBenchmark {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;
  private static final int FLOPS = CHAINS * 2 * 16 * 65_536;
  private static final int ROUNDS = FLOPS / (CHAINS * 2 * SPECIES.length());

  // Fields that are no constants, so that nothing can be computed beforehand; values stay near 1.
  private float factor = 0.999999f;
  private float addend = 1e-6f;

  /** Multiplies and adds in registers. */
  @Benchmark
  @OperationsPerInvocation(FLOPS)
  public float fusedMultiplyAdds() {
    FloatVector m = FloatVector.broadcast(SPECIES, factor);
    FloatVector a = FloatVector.broadcast(SPECIES, addend);
    FloatVector v0 = a.add(0.9f);
    FloatVector v1 = a.add(0.91f);
    FloatVector v2 = a.add(0.92f);
    FloatVector v3 = a.add(0.93f);
    FloatVector v4 = a.add(0.94f);
    FloatVector v5 = a.add(0.95f);
    FloatVector v6 = a.add(0.96f);
    FloatVector v7 = a.add(0.97f);
    FloatVector v8 = a.add(0.98f);
    FloatVector v9 = a.add(0.99f);
    FloatVector v10 = a.add(1.01f);
    FloatVector v11 = a.add(1.02f);
    for (int round = 0; round < ROUNDS; round++) {
      v0 = v0.fma(m, a);
      v1 = v1.fma(m, a);
      v2 = v2.fma(m, a);
      v3 = v3.fma(m, a);
      v4 = v4.fma(m, a);
      v5 = v5.fma(m, a);
      v6 = v6.fma(m, a);
      v7 = v7.fma(m, a);
      v8 = v8.fma(m, a);
      v9 = v9.fma(m, a);
      v10 = v10.fma(m, a);
      v11 = v11.fma(m, a);
    }
    FloatVector sum = v0.add(v1).add(v2).add(v3).add(v4).add(v5);
    sum = sum.add(v6).add(v7).add(v8).add(v9).add(v10).add(v11);
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
