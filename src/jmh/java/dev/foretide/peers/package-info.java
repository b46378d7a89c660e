/**
 * Foretide's network beside other implementations of the same equations: ONNX Runtime, PyTorch
 * through DJL, and a plain program on EJML. Not part of the product: built by the profile {@code
 * jmh} into {@code target/benchmarks.jar}.
 *
 * <p>Start with {@link dev.foretide.peers.Implementation}, which each of them is with the weights
 * of one of our networks. Three questions are asked of them:
 *
 * <ul>
 *   <li>how fast: {@link dev.foretide.peers.InferenceBenchmark}, {@link
 *       dev.foretide.peers.TrainingBenchmark} and, for the limit of the machine, {@link
 *       dev.foretide.peers.PeakBenchmark}; {@link dev.foretide.peers.BenchmarkTable} makes a table
 *       of their results;
 *   <li>how exact: {@link dev.foretide.peers.GoldenValues} writes the numbers that a unit test
 *       holds us to;
 *   <li>whether we learn the same: {@link dev.foretide.peers.SameLoss}.
 * </ul>
 *
 * <p>No speed is measured before the numbers agree with {@link dev.foretide.peers.Float64Network},
 * the equations written out in double precision. Every implementation computes on one thread. Where
 * a peer can be called in several ways, it is called in the one that is fastest for it.
 */
@NullMarked
package dev.foretide.peers;

import org.jspecify.annotations.NullMarked;
