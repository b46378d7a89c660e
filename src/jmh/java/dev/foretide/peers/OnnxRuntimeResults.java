package dev.foretide.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.foretide.nn.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime as its Java examples call it: a tensor per input and call, results as the session
 * makes them, and carried states that are the results of the call before. What this costs beside
 * {@link OnnxRuntimeImplementation} is the price of the plain way. Not among the implementations
 * that are measured unless asked for.
 */
final class OnnxRuntimeResults implements Implementation {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final Network network;

  OnnxRuntimeResults(Network network) {
    this.network = network;
  }

  @Override
  public Forward windows(int count, int steps) {
    return new Session(count, steps, false);
  }

  @Override
  public Forward series(int count) {
    return new Session(count, 1, true);
  }

  private final class Session implements Forward {
    private final OnnxModel model;
    private final OrtSession session;
    private final FloatBuffer x;
    private final long[] shape;
    private final Map<String, OnnxTensor> zeros = new HashMap<>();
    private OrtSession.@Nullable Result last; // owns the states

    Session(int count, int steps, boolean carried) {
      this.model = new OnnxModel(network, count, steps, carried);
      this.session = OnnxRuntimeImplementation.session(environment, model);
      this.shape = new long[] {steps, count, network.architecture().inputSize()};
      this.x = direct(steps * count * network.architecture().inputSize());
      try {
        for (int layer = 0; carried && layer < model.units().size(); layer++) {
          int units = model.units().get(layer);
          zeros.put("h" + layer, tensor(direct(count * units), 1, count, units));
          zeros.put("c" + layer, tensor(direct(count * units), 1, count, units));
        }
      } catch (OrtException e) {
        throw OnnxRuntimeImplementation.failed(e);
      }
    }

    @Override
    public void run(float[] inputs, float[] outputs) {
      OnnxRuntimeImplementation.putTimeMajor(inputs, x, shape);
      try (OnnxTensor input = tensor(x, shape)) {
        Map<String, OnnxTensor> given = new HashMap<>(zeros);
        given.put("x", input);
        OrtSession.Result before = last;
        if (before != null) {
          zeros.keySet().forEach(state -> given.put(state, result(before, state + "_next")));
        }
        OrtSession.Result results = session.run(given);
        result(results, "y").getFloatBuffer().get(outputs);
        if (before != null) {
          before.close();
        }
        last = results;
      } catch (OrtException e) {
        throw OnnxRuntimeImplementation.failed(e);
      }
    }

    @Override
    public void close() {
      if (last != null) {
        last.close();
      }
      zeros.values().forEach(OnnxTensor::close);
      try {
        session.close();
      } catch (OrtException e) {
        throw OnnxRuntimeImplementation.failed(e);
      }
    }

    private OnnxTensor tensor(FloatBuffer values, long... of) throws OrtException {
      return OnnxTensor.createTensor(environment, values, of);
    }

    private static OnnxTensor result(OrtSession.Result results, String name) {
      return (OnnxTensor) results.get(name).orElseThrow();
    }

    private static FloatBuffer direct(int size) {
      return ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
  }
}
