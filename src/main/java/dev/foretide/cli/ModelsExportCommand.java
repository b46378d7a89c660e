package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.exchange.OnnxExport;
import dev.foretide.stream.models.ModelTopicClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models export}: a version as a file. */
@Command(
    name = "export",
    description = "Writes a version to a file.",
    mixinStandardHelpOptions = true)
final class ModelsExportCommand implements Callable<Integer> {
  enum Format {
    ONNX,
    SAFETENSORS
  }

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private ModelOutput output;

  @Parameters(
      arity = "0..1",
      paramLabel = "GROUP[@VERSION]",
      description = "Default: the serving version.")
  private @Nullable String name;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The file, overwritten.")
  private Path file;

  @Option(
      names = "--format",
      paramLabel = "onnx|safetensors",
      description = "Default: onnx if FILE ends so, else safetensors.")
  private @Nullable Format format;

  @Option(
      names = "--windowed",
      description = "ONNX without states as inputs and outputs: whole windows from zero states.")
  private boolean windowed;

  @Override
  public Integer call() throws IOException {
    Format wanted = format == null ? formatOfName() : format;
    if (windowed && wanted != Format.ONNX) {
      throw new ParameterException(spec.commandLine(), "--windowed is for --format onnx only");
    }
    ForetideConfig config = options.load();
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      ModelReference found = ModelReference.find(topic, config, name);
      byte[] bytes = wanted == Format.ONNX ? onnx(found) : found.bytes();
      Files.write(file, bytes);
      output.printObject(
          "%s written to %s, %,d bytes".formatted(found, file, bytes.length),
          json -> {
            found.writeTo(json);
            json.writeStringField("file", file.toString());
            json.writeStringField("format", wanted.name().toLowerCase(Locale.ROOT));
            json.writeNumberField("bytes", bytes.length);
          });
      return ExitCode.OK;
    }
  }

  private Format formatOfName() {
    return file.toString().endsWith(".onnx") ? Format.ONNX : Format.SAFETENSORS;
  }

  private byte[] onnx(ModelReference found) {
    try {
      return OnnxExport.write(found.model(), windowed);
    } catch (IllegalArgumentException e) {
      throw new WrongInputException(String.valueOf(e.getMessage()), e);
    }
  }
}
