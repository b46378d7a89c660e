package dev.foretide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The schemas below {@code deploy/}, closed: what they do not describe is a fault. Readers of the
 * published ones shall ignore it instead, so that fields can be added.
 */
public final class PublishedSchemas {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir")), "deploy");
  private static final String HOME = "https://foretide.invalid/";

  /** JSON is YAML. */
  private static final YAMLMapper FILES = new YAMLMapper();

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry
                  .schemas(PublishedSchemas::closed)
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private PublishedSchemas() {}

  /** A file below {@code deploy/}, as it is. */
  public static JsonNode read(String file) {
    try {
      return FILES.readTree(FOLDER.resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What is wrong with a message; empty when all is well.
   *
   * @param schema file below {@code deploy/}, where need be with a JSON pointer behind {@code #}
   */
  public static List<String> faults(String schema, JsonNode message) {
    Schema closed = REGISTRY.getSchema(SchemaLocation.of(HOME + schema));
    return closed.validate(message).stream().map(Error::toString).toList();
  }

  private static String closed(String address) {
    return address.startsWith(HOME)
        ? close(read(address.substring(HOME.length()))).toString()
        : null;
  }

  private static JsonNode close(JsonNode schema) {
    schema.forEach(PublishedSchemas::close);
    if (schema.has("properties") && !schema.has("additionalProperties")) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
    return schema;
  }
}
