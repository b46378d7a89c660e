package dev.foretide.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.foretide.nn.Network;
import java.util.List;

/** PyTorch's automatic differentiation and DJL's Adam. */
final class PyTorchTraining implements Training {
  private final PyTorchNetwork network;
  private final Optimizer adam =
      Optimizer.adam().optLearningRateTracker(Tracker.fixed(LEARNING_RATE)).build();

  PyTorchTraining(Network start) {
    this.network = new PyTorchNetwork(start);
    network.parameters().forEach(parameter -> parameter.setRequiresGradient(true));
  }

  @Override
  public double backward(Batch batch) {
    // The collector sets the gradients of the batch before to zero.
    try (NDManager call = network.manager().newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray y = forward(call, batch, true);
      NDArray targets = call.create(batch.targets(), y.getShape());
      NDArray loss = y.sub(targets).square().mean();
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  @Override
  public void update() {
    for (int i = 0; i < network.parameters().size(); i++) {
      NDArray parameter = network.parameters().get(i);
      try (NDArray gradient = parameter.getGradient()) {
        adam.update(network.names().get(i), parameter, gradient);
      }
    }
  }

  @Override
  public List<float[]> gradients() {
    return network.parameters().stream()
        .map(
            parameter -> {
              try (NDArray gradient = parameter.getGradient()) {
                return gradient.toFloatArray();
              }
            })
        .toList();
  }

  @Override
  public float[] predict(Batch windows) {
    try (NDManager call = network.manager().newSubManager()) {
      return forward(call, windows, false).toFloatArray();
    }
  }

  private NDArray forward(NDManager call, Batch batch, boolean training) {
    Shape shape = new Shape(batch.count(), batch.steps(), batch.inputSize());
    NDArray x = call.create(batch.inputs(), shape);
    return network.forward(x, network.zeroStates(call, batch.count()), training);
  }

  @Override
  public void close() {
    network.close();
  }
}
