package dev.foretide.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.foretide.exchange.OnnxExport;
import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Provenance;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.LayerSpec;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import dev.foretide.series.ExpertTable;
import java.nio.FloatBuffer;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link OnnxExport} writes, run by ONNX Runtime: whole windows, and step after step with the
 * states handed on.
 */
class OnnxExportAgreementTest {
  private static final int FEATURES = 2;
  private static final int HORIZON = 5;
  private static final int STEPS = 17;
  private static final int BATCH = 3;
  private static final float TOLERANCE = 1e-5f;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lstm:100,dropout:0.2,lstm:50,dropout:0.2,dense",
        "lstm:64,lstm:32,dense",
        "lstm:5",
        "dense:7:tanh,lstm:9,dropout:0.1,lstm:3,dense:6:relu,dense:5:softmax",
        "lstm:13,activation:relu,dense:4:sigmoid,lstm:7,lstm:11,activation:tanh,dense",
        "dense:8:relu,dense"
      })
  void shouldGiveTheSameForecastsForWholeWindows(String layers) throws OrtException {
    Model model = model(layers);
    float[] windows = random(BATCH * STEPS * inputs(model));
    float[] expected = network(model).predict(windows, BATCH, STEPS);

    float[] withStates = run(model, OnnxExport.write(model, false), windows);
    float[] windowed = run(model, OnnxExport.write(model, true), windows);

    assertThat(worst(withStates, expected)).isLessThan(TOLERANCE);
    assertThat(worst(windowed, expected)).isLessThan(TOLERANCE);
  }

  @Test
  void shouldGiveTheSameForecastsStepByStep() throws OrtException {
    Model model = model("lstm:64,dropout:0.1,lstm:32,dense");
    Network network = network(model);
    int inputs = inputs(model);
    float[] window = random(STEPS * inputs);
    float[] state = new float[network.stateSize()];
    float[] expected = new float[HORIZON];
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(OnnxExport.write(model, false))) {
      Map<String, OnnxTensor> given = zeroStates(environment, model, 1);
      for (int t = 0; t < STEPS; t++) {
        float[] row = Arrays.copyOfRange(window, t * inputs, (t + 1) * inputs);
        given.put("input", tensor(environment, row, 1, 1, inputs));
        network.step(window, t * inputs, state, expected, network.newWorkspace());

        try (OrtSession.Result result = session.run(given)) {
          assertThat(worst(values(result, "output"), expected)).as("step %d", t).isLessThan(1e-5f);
          for (String name : List.of("h.0", "c.0", "h.2", "c.2")) {
            float[] next = values(result, name + ".next");
            given.put(name, tensor(environment, next, 1, 1, next.length));
          }
        }
      }
    }
  }

  @Test
  void shouldTellWhatTheModelIsInMetadata() throws OrtException {
    Model model = model("lstm:4,dense");
    OrtEnvironment environment = OrtEnvironment.getEnvironment();

    try (OrtSession session = environment.createSession(OnnxExport.write(model, false))) {
      assertThat(session.getMetadata().getProducerName()).isEqualTo("foretide");
      assertThat(session.getMetadata().getCustomMetadata())
          .containsEntry("readings.features", "heat,load")
          .containsEntry("horizon", Integer.toString(HORIZON));
    }
  }

  private static float[] run(Model model, byte[] file, float[] windows) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file)) {
      Map<String, OnnxTensor> given = zeroStates(environment, model, BATCH);
      given.put("input", tensor(environment, windows, BATCH, STEPS, inputs(model)));
      given.keySet().retainAll(session.getInputNames());
      try (OrtSession.Result result = session.run(given)) {
        return values(result, "output");
      }
    }
  }

  private static Map<String, OnnxTensor> zeroStates(
      OrtEnvironment environment, Model model, int batch) throws OrtException {
    Map<String, OnnxTensor> states = new HashMap<>();
    List<LayerSpec> layers = network(model).architecture().layers();
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof LayerSpec.Lstm lstm) {
        float[] zeros = new float[batch * lstm.units()];
        states.put("h." + i, tensor(environment, zeros, 1, batch, lstm.units()));
        states.put("c." + i, tensor(environment, zeros, 1, batch, lstm.units()));
      }
    }
    return states;
  }

  private static OnnxTensor tensor(OrtEnvironment environment, float[] values, long... shape)
      throws OrtException {
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
  }

  private static float[] values(OrtSession.Result result, String name) {
    FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  /** Largest difference, relative to the value where that is above one. */
  private static float worst(float[] given, float[] expected) {
    assertThat(given).hasSameSizeAs(expected);
    float worst = 0;
    for (int i = 0; i < given.length; i++) {
      float size = Math.max(1, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(given[i] - expected[i]) / size);
    }
    return worst;
  }

  private static Network network(Model model) {
    return Objects.requireNonNull(model.network());
  }

  private static int inputs(Model model) {
    return network(model).architecture().inputSize();
  }

  private static Model model(String layers) {
    ModelShape shape =
        new ModelShape(
            List.of("heat", "load"),
            "heat",
            60_000,
            STEPS,
            HORIZON,
            0,
            List.of(),
            ZoneId.of("UTC"),
            Evaluation.STATEFUL,
            STEPS,
            false, // a network that stands on no head, whose row is the features alone
            false);
    Architecture architecture = Architecture.parse(layers, 2 * FEATURES, HORIZON);
    // Biases too are random, and the two of an LSTM differ.
    List<Tensor> parameters =
        Network.initialise(architecture, 3, false).parameters().stream()
            .map(t -> t.isMatrix() ? t : new Tensor(t.name(), t.shape(), random(t.data().length)))
            .toList();
    float[] scale = new float[HORIZON];
    return new Model(
        "default",
        1,
        1,
        shape,
        null,
        Network.of(architecture, parameters),
        scale,
        new ExpertTable(HORIZON),
        Provenance.NONE);
  }

  private static float[] random(int count) {
    Random random = new Random(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() * 0.5f;
    }
    return values;
  }
}
