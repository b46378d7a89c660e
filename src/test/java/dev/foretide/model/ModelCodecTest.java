package dev.foretide.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelCodecTest {
  private static final ModelShape SHAPE =
      Models.wider(Models.richShape(4, 3, 6, Evaluation.STATEFUL), 7, false);
  private static final String LAYERS = "lstm:3,dropout:0.1,lstm:2,dense:4:tanh,dense";

  private enum Parts {
    HEAD,
    NETWORK,
    BOTH
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadBackWhatItWrote(Parts parts) {
    ModelShape shape = parts == Parts.NETWORK ? Models.withHead(SHAPE, false, true) : SHAPE;
    Model model =
        Models.model(
            shape,
            parts == Parts.NETWORK ? null : Models.heads(shape, 1),
            parts == Parts.HEAD ? null : Models.network(shape, LAYERS, 2));

    Model read = ModelCodec.read(ModelCodec.write(model));

    assertSame(read, model);
  }

  private static void assertSame(Model read, Model model) {
    assertThat(read.group()).isEqualTo(model.group());
    assertThat(read.version()).isEqualTo(model.version());
    assertThat(read.networkVersion()).isEqualTo(model.networkVersion());
    assertThat(read.shape()).isEqualTo(model.shape());
    assertThat(read.residualScale()).isEqualTo(model.residualScale());
    assertThat(read.expertErrors()).isEqualTo(model.expertErrors());
    assertThat(read.provenance()).isEqualTo(model.provenance());
    assertThat(read.heads() == null).isEqualTo(model.heads() == null);
    if (read.heads() != null && model.heads() != null) {
      assertSameHeads(read.heads(), model.heads());
    }
    assertThat(read.ownHeads()).containsOnlyKeys(model.ownHeads().keySet());
    model.ownHeads().forEach((series, own) -> assertSameHeads(read.headsOf(series), own));
    assertThat(read.network() == null).isEqualTo(model.network() == null);
    if (read.network() != null && model.network() != null) {
      assertThat(read.network().architecture()).isEqualTo(model.network().architecture());
      assertSameParameters(read.network(), model.network());
    }
  }

  private static void assertSameHeads(LinearHeads read, LinearHeads heads) {
    Map<Expert, LinearHead> expected = Models.byExpert(heads);
    assertThat(Models.byExpert(read)).containsOnlyKeys(expected.keySet());
    expected.forEach(
        (expert, head) ->
            assertThat(Objects.requireNonNull(read.of(expert)).weights())
                .as(expert.word())
                .isEqualTo(head.weights()));
  }

  private static void assertSameParameters(Network read, Network network) {
    for (int i = 0; i < network.parameters().size(); i++) {
      assertThat(read.parameters().get(i).data()).isEqualTo(network.parameters().get(i).data());
    }
  }

  @Test
  void shouldKeepUnknownErrorsOfExpertsThatTookNoPart() {
    float[] rows = Models.random(Expert.COUNT * 3, 1, 1);
    Arrays.fill(rows, 3, 7, Float.NaN);
    ExpertTable errors = ExpertTable.ofRows(rows);
    Model full = Models.model(SHAPE, Models.heads(SHAPE, 1), null);
    Model model =
        new Model(
            "g", 3, 0, SHAPE, full.heads(), null, full.residualScale(), errors, Provenance.NONE);

    assertThat(ModelCodec.read(ModelCodec.write(model)).expertErrors()).isEqualTo(errors);
  }

  @Test
  void shouldReadBackHeadsOfSingleSeriesWhateverTheirIds() {
    Model model = withOwnHeads();

    Model read = ModelCodec.read(ModelCodec.write(model));

    assertThat(read.ownHeads()).containsOnlyKeys("pump \"7\", [b]", "\u00fc");
    assertSame(read, model);
    assertSameHeads(read.headsOf("unknown"), model.heads());
    assertThat(ModelCodec.write(read)).isEqualTo(ModelCodec.write(model));
  }

  /** The longest head of a series is the group's: what a series has of it is not written out. */
  @Test
  void shouldGiveSingleSeriesTheLookbackOfTheGroup() {
    byte[] bytes = ModelCodec.write(withOwnHeads());

    Model read = ModelCodec.read(bytes);

    assertThat(Safetensors.read(bytes).tensors())
        .containsKeys("head.linear.own", "head.lags.own", "head.lookback.weight")
        .doesNotContainKey("head.lookback.own");
    assertThat(read.ownHeads().values())
        .allSatisfy(own -> assertThat(own.lookback()).isSameAs(read.heads().lookback()));
  }

  @Test
  void shouldRefuseLookbackOfASingleSeries() {
    byte[] bytes =
        changed(
            (metadata, tensors) -> {
              Tensor own = new Tensor("head.lookback.own", new int[] {2, 3, 9}, new float[54]);
              tensors.put(own.name(), own);
            });

    assertThatThrownBy(() -> ModelCodec.read(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("head.lookback.own");
  }

  /** A model with all that there is: heads of the group and of two series, network. */
  private static Model withOwnHeads() {
    LinearHeads heads = Models.heads(SHAPE, 1);
    Model group = Models.model(SHAPE, heads, Models.network(SHAPE, LAYERS, 2));
    return new Model(
        group.group(),
        group.version(),
        group.networkVersion(),
        SHAPE,
        group.heads(),
        Map.of(
            "pump \"7\", [b]",
            Models.ownHeads(SHAPE, heads, 11),
            "\u00fc",
            Models.ownHeads(SHAPE, heads, 21)),
        group.network(),
        group.encoding(),
        group.residualScale(),
        group.expertErrors(),
        group.provenance());
  }

  @Test
  void shouldRefuseNetworkWithoutTheHeadThatItStandsOn() {
    assertThatThrownBy(() -> Models.model(SHAPE, null, Models.network(SHAPE, LAYERS, 2)))
        .hasMessage("model of default has a network without its head");
  }

  @Test
  void shouldForecastTheSameAfterReading() {
    Model model = Models.model(SHAPE, Models.heads(SHAPE, 1), Models.network(SHAPE, LAYERS, 2));
    Model read = ModelCodec.read(ModelCodec.write(model));
    float[] windows = Models.random(4 * NetworkInputs.size(SHAPE), 5, 2);

    float[] forecast = read.network().predict(windows, 1, 4);

    assertThat(forecast).isEqualTo(model.network().predict(windows, 1, 4));
  }

  static Stream<NetworkEncoding> encodings() {
    return Stream.of(
        NetworkEncoding.Relative.ON_LAST_VALUE,
        new NetworkEncoding.Fixed(List.of(0.1, -20.0), List.of(3e-3, 1 / 3.0)));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void shouldReadBackWhatInputsAndOutputsMean(NetworkEncoding encoding) {
    Model model = foreign(encoding);

    Model read = ModelCodec.read(ModelCodec.write(model));

    assertThat(read.encoding()).isEqualTo(encoding);
    assertSame(read, model);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "network.encoding | moving  | network.encoding is moving, must be on-last-value or fixed",
        "network.scale    | 1,0     | scale is [1.0, 0.0], must be finite and above 0",
        "network.scale    | 1,NaN   | scale is [1.0, NaN]",
        "network.scale    | 1       | scale [1.0], must have one number for each of",
        "network.mean     | 1,x     | network.mean is 1,x, must be numbers",
        "network.mean     | -       | network.mean is missing, must be numbers",
      })
  void shouldRefuseUnknownEncodingByName(String key, String value, String message) {
    byte[] bytes =
        changed(
            foreign(new NetworkEncoding.Fixed(List.of(1.0, 2.0), List.of(1.0, 2.0))),
            (metadata, tensors) -> {
              if (value == null) {
                metadata.remove(key);
              } else {
                metadata.put(key, value);
              }
            });

    assertThatThrownBy(() -> ModelCodec.read(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }

  private static Model foreign(NetworkEncoding encoding) {
    Architecture architecture =
        Architecture.parse("lstm:3,dense", NetworkInputs.size(SHAPE, encoding), SHAPE.horizon());
    Model full = Models.model(SHAPE, Models.heads(SHAPE, 1), null);
    return new Model(
        "g",
        3,
        2,
        SHAPE,
        full.heads(),
        Map.of(),
        Network.initialise(architecture, 1, false),
        encoding,
        full.residualScale(),
        full.expertErrors(),
        Provenance.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '`',
      value = {
        "foretide.format   | 1          | foretide.format is 1, this release reads 2",
        "foretide.format   | 3          | foretide.format is 3, this release reads 2",
        "foretide.format   | -          | foretide.format is null, this release reads 2",
        "version           | 0          | model version is 0, must be at least 1",
        "version           | one        | version is one, must be a whole number",
        "group             | -          | __metadata__ lacks group",
        "window            | 5          | head.linear.weight",
        "lookback          | 3          | lookback is 3, must be at least the window 4",
        "lookback          | 9          | head.lookback.weight",
        "lookback          | -          | __metadata__ lacks lookback",
        "lookback          | 2000000000 | head.lookback.weight",
        "model.linear      | false      | ",
        "model.linear      | yes        | model.linear is yes, must be true or false",
        "model.mask        | true       | ",
        "model.mask        | -          | __metadata__ lacks model.mask",
        "head.series       | []         | has no tensor [head.linear.own, ",
        "head.series       | -          | has no tensor [head.linear.own, ",
        "head.series       | [\"a\"]      | head.linear.own has shape [2, 3, 19], must be [1, 3,"
            + " 19]",
        "head.series       | [\"a\",1]    | head.series is no JSON array of texts",
        "head.series       | a,b        | head.series is no JSON array",
        "head.series       | {}         | head.series is no JSON array",
        "head.series       | [\"a\"       | head.series is no JSON array",
        "horizon           | 4          | ",
        "horizon           | 2000000000 | ",
        "window            | 2000000000 | ",
        "season            | -1         | head.linear.weight",
        "season            | -2         | season is -2",
        "readings.target   | wind       | readings.target is wind",
        "readings.features | heat       | ",
        "step.ms           | soon       | ",
        "step.ms           | 0          | step.ms is 0",
        "calendar          | moon       | ",
        "time.zone         | Mars/Base  | ",
        "evaluation        | guessed    | ",
        "model.layers      | lstm:3,dense        | ",
        "model.layers      | lstm:200000,dense   | ",
        "model.layers      | lstm:2000000000,dense | ",
        "model.layers      | -          | belong to no layer",
        "model.layers      | gru:3      | ",
        "network.version   | 0          | network.version is 0",
        "network.version   | 2          | network.version is 2",
        "network.version   | -1         | network.version is -1",
      })
  void shouldRefuseMetadataThatContradictsTensors(String key, String value, String message) {
    byte[] bytes =
        changed(
            (metadata, tensors) -> {
              if (value == null) {
                metadata.remove(key);
              } else {
                metadata.put(key, value);
              }
            });

    Throwable refusal = catchThrowable(() -> ModelCodec.read(bytes));

    assertThat(refusal)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(Objects.requireNonNullElse(message, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "head.linear.weight",
    "head.lags.weight",
    "head.lags.own",
    "head.lookback.weight",
    "residual.scale",
    "expert.errors",
    "lstm.0.weight_ih",
    "dense.4.bias",
  })
  void shouldRefuseTensorOfAnotherShapeByName(String name) {
    byte[] bytes =
        changed(
            (metadata, tensors) -> {
              Tensor tensor = Objects.requireNonNull(tensors.get(name));
              int[] shape = {tensor.data().length, 1, 1};
              tensors.put(name, new Tensor(name, shape, tensor.data()));
            });

    assertThatThrownBy(() -> ModelCodec.read(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({
    "head.linear.weight",
    "head.lags.own",
    "residual.scale",
    "lstm.2.weight_hh",
    "dense.3.weight"
  })
  void shouldRefuseWeightsThatAreNotNumbersByName(String name) {
    byte[] bytes =
        changed((metadata, tensors) -> Objects.requireNonNull(tensors.get(name)).data()[1] = NAN);

    assertThatThrownBy(() -> ModelCodec.read(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(name);
  }

  private static final float NAN = Float.NaN;

  @ParameterizedTest
  @CsvSource({
    "residual.scale",
    "expert.errors",
    "lstm.0.bias_hh",
    "head.linear.weight",
    "head.linear.own",
    "head.lags.own",
  })
  void shouldRefuseMissingTensorByName(String name) {
    byte[] bytes = changed((metadata, tensors) -> tensors.remove(name));

    assertThatThrownBy(() -> ModelCodec.read(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(name);
  }

  @Test
  void shouldRefuseTensorThatBelongsToNothing() {
    byte[] bytes = changed((metadata, tensors) -> tensors.put("x", Models.tensor("x", 2, 1)));

    assertThatThrownBy(() -> ModelCodec.read(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("x");
  }

  /** The format before the first release; nobody has such bytes but those who tried the project. */
  @Test
  void shouldRefuseCapturedBytesOfFormatVersion1ByName() throws IOException {
    byte[] captured = resource("model-format-1.safetensors");

    assertThatThrownBy(() -> ModelCodec.read(captured))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage("foretide.format is 1, this release reads 2");
  }

  /** Bytes as this project first published them; a later release must still read them. */
  @Test
  void shouldReadAndWriteCapturedBytesOfFormatVersion2() throws IOException {
    byte[] captured = resource("model-format-2.safetensors");

    Model read = ModelCodec.read(captured);

    assertThat(read.shape()).isEqualTo(captured().shape());
    assertThat(read.group()).isEqualTo("default");
    assertThat(read.version()).isEqualTo(5);
    assertThat(read.networkVersion()).isEqualTo(4);
    assertThat(read.provenance().facts()).containsExactly(Map.entry("training.seed", "7"));
    assertSame(read, captured());
    assertThat(ModelCodec.write(read)).isEqualTo(captured);
  }

  /** What the fixture was written from. */
  static Model captured() {
    ModelShape shape = Models.wider(Models.richShape(3, 2, 4, Evaluation.STATEFUL), 5, true);
    LinearHeads heads = Models.heads(shape, 11);
    Model model = Models.model(shape, 5, 4, heads, Models.network(shape, "lstm:2,dense", 12));
    return new Model(
        model.group(),
        model.version(),
        model.networkVersion(),
        shape,
        model.heads(),
        Map.of("a", Models.ownHeads(shape, heads, 14), "b", Models.ownHeads(shape, heads, 17)),
        model.network(),
        model.encoding(),
        model.residualScale(),
        model.expertErrors(),
        model.provenance());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ModelCodecTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  /** The bytes of a model after a change behind the back of the codec. */
  private static byte[] changed(BiConsumer<Map<String, String>, Map<String, Tensor>> change) {
    return changed(withOwnHeads(), change);
  }

  private static byte[] changed(
      Model model, BiConsumer<Map<String, String>, Map<String, Tensor>> change) {
    Safetensors file = Safetensors.read(ModelCodec.write(model));
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
    change.accept(metadata, tensors);
    return Safetensors.write(metadata, tensors.values());
  }

  @Test
  void shouldRefuseEverySingleFlippedByte() {
    byte[] bytes = ModelCodec.write(captured());
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] = (byte) ~damaged[i];

      Throwable refusal = catchThrowable(() -> ModelCodec.read(damaged));

      assertThat(refusal).as("byte %d", i).isInstanceOf(ModelFormatException.class);
    }
    assertThat(Arrays.copyOf(bytes, 8)).isNotEqualTo(new byte[8]);
  }
}
