package dev.foretide.peers;

import dev.foretide.nn.Network;
import java.util.List;

/** What ONNX Runtime and PyTorch say of one {@link GoldenCase}. */
final class PeerAnswers {
  final Network network;
  final Batch batch;
  final float[] onnxRuntime; // [count, outputSize]
  final float[] pyTorch; // [count, outputSize]
  final double loss; // PyTorch's
  final List<float[]> gradients; // PyTorch's

  PeerAnswers(GoldenCase golden) {
    Draws draws = new Draws(golden.seed());
    network = draws.network(golden.architecture());
    batch = draws.batch(golden.architecture(), golden.count(), golden.steps());
    onnxRuntime = new float[batch.targets().length];
    try (OnnxRuntimeImplementation peer = new OnnxRuntimeImplementation(network)) {
      peer.windows(batch.count(), batch.steps()).run(batch.inputs(), onnxRuntime);
    }
    try (PyTorchTraining peer = new PyTorchTraining(network)) {
      pyTorch = peer.predict(batch);
      loss = peer.backward(batch);
      gradients = peer.gradients();
    }
  }
}
