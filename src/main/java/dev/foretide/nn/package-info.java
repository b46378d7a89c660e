/**
 * Neural networks for sequences: LSTM, dense and dropout layers, one step at a time or trained by
 * back-propagation through time.
 *
 * <p>Start with {@link dev.foretide.nn.Architecture}, which is read from text such as {@code
 * lstm:64,dropout:0.1,dense}; {@link dev.foretide.nn.Network} is that with weights and gives
 * forecasts; {@link dev.foretide.nn.Fit} makes a better network from {@link
 * dev.foretide.nn.Sequences}, which {@link dev.foretide.nn.SlidingWindows} cuts from a table.
 *
 * <p>Inference and training are separate code on purpose. A network is immutable, carries one step
 * forward from a state that its caller owns, and allocates nothing; training keeps every activation
 * and works on batches in time-major order. The two must agree, and a test holds them to it. In
 * training, forward and backward of a layer stand side by side in one class; gradients are called
 * {@code dX}, are accumulated, and are zeroed by the caller.
 *
 * <p>All arrays are float32, flat and row-major. Equations, gate order (i, f, g, o) and parameter
 * names are PyTorch's. Arithmetic that is hot lives in {@code linalg}.
 *
 * <p>It must not know series, scales, leads, files, clocks, threads, loggers or Kafka. Randomness
 * is a seed passed in, the wish to stop a {@link java.util.function.BooleanSupplier}.
 */
@NullMarked
package dev.foretide.nn;

import org.jspecify.annotations.NullMarked;
