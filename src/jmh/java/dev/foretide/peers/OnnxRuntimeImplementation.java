package dev.foretide.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.foretide.nn.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime on an {@link OnnxModel} with all graph optimisations. Tensors lie in direct buffers
 * that are made once; outputs are written into given tensors, and a carried state goes to and fro
 * between two sets of them, so that no call copies a state or makes a tensor.
 */
final class OnnxRuntimeImplementation implements Implementation {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final Network network;
  private final List<AutoCloseable> resources = new ArrayList<>();

  OnnxRuntimeImplementation(Network network) {
    this.network = network;
  }

  @Override
  public Forward windows(int count, int steps) {
    return forward(new OnnxModel(network, count, steps, false), count, steps, false);
  }

  @Override
  public Forward series(int count) {
    return forward(new OnnxModel(network, count, 1, true), count, 1, true);
  }

  @Override
  public void close() {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        throw failed(e);
      }
    }
  }

  private Forward forward(OnnxModel model, int count, int steps, boolean carried) {
    OrtSession session = session(environment, model);
    resources.add(session);
    try {
      Block x = block(steps, count, network.architecture().inputSize());
      Block y = block(count, network.architecture().outputSize());
      Call there = new Call(session, x, y);
      Call back = new Call(session, x, y);
      for (int layer = 0; carried && layer < model.units().size(); layer++) {
        for (String state : List.of("h" + layer, "c" + layer)) {
          Block first = block(1, count, model.units().get(layer));
          Block second = block(1, count, model.units().get(layer));
          there.state(state, first, second);
          back.state(state, second, first);
        }
      }
      return new Session(there, back);
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** Loads a model for one thread with all graph optimisations. */
  static OrtSession session(OrtEnvironment environment, OnnxModel model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return environment.createSession(model.toByteArray(), options);
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** Copies {@code [count, steps, size]} to {@code x} of shape {@code [steps, count, size]}. */
  static void putTimeMajor(float[] inputs, FloatBuffer x, long[] shape) {
    int steps = (int) shape[0];
    int count = (int) shape[1];
    int size = (int) shape[2];
    if (count == 1 || steps == 1) {
      x.put(0, inputs, 0, inputs.length);
      return;
    }
    for (int b = 0; b < count; b++) {
      for (int t = 0; t < steps; t++) {
        x.put((t * count + b) * size, inputs, (b * steps + t) * size, size);
      }
    }
  }

  static IllegalStateException failed(Exception e) {
    return new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
  }

  private Block block(long... shape) throws OrtException {
    long size = 1;
    for (long side : shape) {
      size *= side;
    }
    FloatBuffer values =
        ByteBuffer.allocateDirect(Math.toIntExact(4 * size))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    OnnxTensor tensor = OnnxTensor.createTensor(environment, values, shape);
    resources.add(tensor);
    return new Block(tensor, values);
  }

  /** A tensor and the memory it lies in. */
  private record Block(OnnxTensor tensor, FloatBuffer values) {}

  /** A session with the tensors of its inputs and outputs. */
  private static final class Call {
    final Block x;
    final Block y;
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();

    Call(OrtSession session, Block x, Block y) {
      this.session = session;
      this.x = x;
      this.y = y;
      inputs.put("x", x.tensor);
      outputs.put("y", y.tensor);
    }

    void state(String name, Block from, Block to) {
      inputs.put(name, from.tensor);
      outputs.put(name + "_next", to.tensor);
    }

    void run() {
      try {
        session.run(inputs, outputs).close();
      } catch (OrtException e) {
        throw failed(e);
      }
    }
  }

  /** Calls that take turns: what is the next state of one is the state of the other. */
  private static final class Session implements Forward {
    private final Call[] calls;
    private final long[] shape; // of x
    private int turn;

    Session(Call there, Call back) {
      this.calls = new Call[] {there, back};
      this.shape = there.x.tensor.getInfo().getShape();
    }

    @Override
    public void run(float[] inputs, float[] outputs) {
      Call call = calls[turn];
      turn = 1 - turn;
      putTimeMajor(inputs, call.x.values, shape);
      call.run();
      call.y.values.get(0, outputs, 0, call.y.values.capacity());
    }
  }
}
