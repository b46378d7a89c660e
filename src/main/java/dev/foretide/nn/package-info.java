/**
 * Neural networks for sequences: LSTM, dense and dropout layers, one step at a time or trained by
 * back-propagation through time.
 *
 * <p>Start with {@link dev.foretide.nn.Architecture}, which is read from text such as {@code
 * lstm:64,dropout:0.1,dense}; {@link dev.foretide.nn.Network} is that with weights and gives
 * forecasts; {@link dev.foretide.nn.Fit} makes a better network from {@link
 * dev.foretide.nn.Sequences}, which {@link dev.foretide.nn.SlidingWindows} cuts from a table.
 *
 * <p>Inference and training run the same layers: a {@code LayerStack} is made for so many steps of
 * so many sequences, one step of one of them for {@code Network.step}, all steps of a micro-batch
 * for training, where it has a way back. Forward and backward of a layer stand side by side in one
 * class; gradients are called {@code dX}. Weights are packed for the kernels once ({@code
 * LayerWeights}) and shared; activations belong to one thread.
 *
 * <p>All arrays are float32, flat and row-major. Equations, gate order (i, f, g, o) and parameter
 * names are PyTorch's. Arithmetic that is hot lives in {@code linalg}.
 *
 * <p>It must not know series, scales, leads, files, clocks, threads, loggers or Kafka. Randomness
 * is a seed passed in, the wish to stop a {@link java.util.function.BooleanSupplier}, and more
 * threads are {@link dev.foretide.nn.Workers} that somebody else brings.
 */
@NullMarked
package dev.foretide.nn;

import org.jspecify.annotations.NullMarked;
