package dev.foretide.http;

import io.javalin.config.RoutesConfig;
import java.util.List;

/** What describes topics and HTTP to programs; the build takes these files from {@code deploy/}. */
final class ApiFiles {
  private static final List<String> SCHEMAS =
      List.of("reading", "forecast", "score", "model-pointer");

  private static final List<String> AVRO_SCHEMAS = List.of("reading", "forecast", "score");

  private ApiFiles() {}

  static void addTo(RoutesConfig routes) {
    routes.get("/openapi.yaml", new ServedFile("/api/openapi.yaml", "application/yaml"));
    routes.get("/asyncapi.yaml", new ServedFile("/api/asyncapi.yaml", "application/yaml"));
    for (String schema : SCHEMAS) {
      String path = "/schemas/" + schema + ".json";
      routes.get(path, new ServedFile("/api" + path, "application/schema+json"));
    }
    for (String schema : AVRO_SCHEMAS) {
      String path = "/schemas/" + schema + ".avsc";
      routes.get(path, new ServedFile("/api" + path, "application/json"));
    }
  }
}
