/**
 * Dense linear algebra: float32 kernels for the network, float64 ridge regression for the linear
 * heads.
 *
 * <p>Start with {@link dev.foretide.linalg.Kernels}, which says what there is and why its two
 * implementations give the same bits; {@code ScalarKernels} reads easiest, {@code VectorKernels} is
 * the same on the Vector API, {@code KernelChoice} takes one of them. {@link
 * dev.foretide.linalg.Matrix} is a view of a flat array, {@link dev.foretide.linalg.PackedMatrix}
 * the operand that is read many times and therefore laid out the way the kernels like it, {@link
 * dev.foretide.linalg.LstmStep} the arrays of an LSTM cell. {@link
 * dev.foretide.linalg.NormalEquations} is the other half: sums that are added to row by row and
 * solved in closed form.
 *
 * <p>All arithmetic that is hot in training and in forecasting is here and nowhere else, so that
 * one change of kernels is one change of package. The layout of a packed matrix is this package's
 * own secret for the same reason.
 *
 * <p>It must not know networks, series, models, clocks, threads, loggers or Kafka. EJML is used
 * here only, for factorisations.
 */
@NullMarked
package dev.foretide.linalg;

import org.jspecify.annotations.NullMarked;
