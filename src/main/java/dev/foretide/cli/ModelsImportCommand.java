package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.exchange.ImportedModel;
import dev.foretide.exchange.ImportedModel.Label;
import dev.foretide.exchange.NetworkFormat;
import dev.foretide.exchange.NetworkImport;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.nn.Network;
import dev.foretide.stream.models.ExpectedShape;
import dev.foretide.stream.models.ModelTopicClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models import}: a file as the newest version of a group. */
@Command(
    name = "import",
    description = {
      "Publishes a model from a file as the newest version of a group, and lets it serve.",
      "A network must put out one value per lead of the horizon."
    },
    mixinStandardHelpOptions = true)
final class ModelsImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private ModelOutput output;

  @Parameters(paramLabel = "FILE", description = "Keras .keras or .h5, or safetensors.")
  private Path file;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Default: that of model.group, 'default' where it is an expression.")
  private @Nullable String group;

  @Option(
      names = "--format",
      paramLabel = "keras|pytorch|safetensors",
      description = "safetensors: a version that was exported. Default: by content.")
  private @Nullable NetworkFormat format;

  /** What a network of others takes and gives. */
  enum Inputs {
    FEATURES,
    RELATIVE
  }

  @Option(
      names = "--inputs",
      paramLabel = "features|relative",
      defaultValue = "features",
      description = {
        "What a network of others takes per step: the features, in the units of --mean and"
            + " --scale,",
        "or the row that Foretide's own networks take (default ${DEFAULT-VALUE})."
      })
  private Inputs inputs;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "NUMBER",
      description = "Per feature: what the network's training subtracted (default 0).")
  private List<Double> mean = List.of();

  @Option(
      names = "--scale",
      split = ",",
      paramLabel = "NUMBER",
      description = "Per feature: what it then divided by (default 1).")
  private List<Double> scale = List.of();

  @Option(names = "--no-serve", description = "Publish only; the serving version goes on.")
  private boolean keepServing;

  /** A model as the version that it is given. */
  private interface Maker extends Function<Label, Model> {}

  @Override
  public Integer call() throws IOException {
    ForetideConfig config = options.load();
    String name = group == null ? ModelReference.defaultGroup(config) : group;
    if (name.isBlank() || name.indexOf('@') >= 0) {
      throw new ParameterException(
          spec.commandLine(), "--group is '" + name + "', must be a name without @");
    }
    byte[] bytes = read(() -> NetworkImport.bytes(file));
    NetworkFormat kind = format == null ? read(() -> NetworkFormat.of(bytes)) : format;
    Maker maker = read(() -> maker(shape(config, name), kind, bytes));
    Map<String, String> provenance = new HashMap<>();
    provenance.put("imported.at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    provenance.put("imported.file", String.valueOf(file.getFileName()));
    provenance.put("imported.format", kind.name().toLowerCase(Locale.ROOT));
    // Whatever would be refused by the running instances shows before anything is published.
    Model trial =
        read(() -> ModelCodec.read(ModelCodec.write(maker.apply(new Label(name, 1, provenance)))));
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      int version =
          read(
              () ->
                  topic.publish(
                      name, next -> maker.apply(new Label(name, next, provenance)), !keepServing));
      output.printObject(
          "%s published as %s@%d%s: %s"
              .formatted(
                  file,
                  name,
                  version,
                  keepServing ? ", not serving" : ", serving",
                  description(trial)),
          json -> {
            json.writeStringField("group", name);
            json.writeNumberField("version", version);
            json.writeBooleanField("serving", !keepServing);
            json.writeStringField("file", file.toString());
            json.writeStringField("format", provenance.get("imported.format"));
            Network network = trial.network();
            json.writeStringField(
                "network", network == null ? null : network.architecture().toString());
            json.writeBooleanField("heads", trial.heads() != null);
          });
    }
    return ExitCode.OK;
  }

  /** Under {@code step=auto} the name of the group says for which step. */
  private ModelShape shape(ForetideConfig config, String name) {
    return new ExpectedShape(config)
        .of(name)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--group is '%s', must end in a step such as %s-PT10M, for step is auto"
                        .formatted(name, name)));
  }

  private Maker maker(ModelShape shape, NetworkFormat kind, byte[] bytes) throws IOException {
    if (kind == NetworkFormat.SAFETENSORS) {
      Model model = ModelCodec.read(bytes);
      requireNoUnits("is for networks of others");
      return label -> ImportedModel.of(model, shape, with(model.provenance().facts(), label));
    }
    Network network =
        kind == NetworkFormat.KERAS
            ? NetworkImport.keras(file, bytes)
            : NetworkImport.pytorch(bytes);
    NetworkEncoding encoding = encoding(shape);
    return label -> ImportedModel.of(network, encoding, shape, label);
  }

  private NetworkEncoding encoding(ModelShape shape) {
    if (inputs == Inputs.RELATIVE) {
      requireNoUnits("is for --inputs features");
      return NetworkEncoding.Relative.ON_LAST_VALUE;
    }
    int features = shape.features().size();
    NetworkEncoding fixed =
        new NetworkEncoding.Fixed(
            mean.isEmpty() ? Collections.nCopies(features, 0.0) : mean,
            scale.isEmpty() ? Collections.nCopies(features, 1.0) : scale);
    fixed.requireFits(shape);
    return fixed;
  }

  private static Label with(Map<String, String> before, Label label) {
    Map<String, String> all = new HashMap<>(before);
    all.putAll(label.provenance());
    return new Label(label.group(), label.version(), all);
  }

  private void requireNoUnits(String reason) {
    if (!mean.isEmpty() || !scale.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), (mean.isEmpty() ? "--scale " : "--mean ") + reason);
    }
  }

  private static String description(Model model) {
    Network network = model.network();
    String inputs = model.encoding().isRelative() ? "relative inputs" : "features in fixed units";
    return network == null
        ? "a linear head alone"
        : "%s, %d %s".formatted(network.architecture(), network.architecture().inputSize(), inputs);
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  /** Faults in what the file holds name the file. */
  private <T> T read(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (IllegalArgumentException e) {
      throw new WrongInputException(file + ": " + e.getMessage(), e);
    }
  }
}
