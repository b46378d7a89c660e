package dev.foretide.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option {@code --json} of the model commands, and what they print. */
final class ModelOutput {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "Prints JSON instead of text.")
  private boolean json;

  /** Writes one value to a generator. */
  @FunctionalInterface
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** Prints the text for people, or one JSON value. */
  void print(String text, Body value) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(value) : text);
    out.flush();
  }

  /** Prints the text for people, or one JSON object. */
  void printObject(String text, Body fields) {
    print(
        text,
        generator -> {
          generator.writeStartObject();
          fields.write(generator);
          generator.writeEndObject();
        });
  }

  private static String json(Body value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      value.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return text.toString();
  }
}
