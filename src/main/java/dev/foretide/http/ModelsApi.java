package dev.foretide.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/models} and the two calls that change them. */
final class ModelsApi {
  private static final String BEARER = "Bearer ";

  private final Backend backend;
  private final LiveEvents live;
  private final @Nullable String token;

  ModelsApi(Backend backend, LiveEvents live, @Nullable String token) {
    this.backend = backend;
    this.live = live;
    this.token = token;
  }

  void list(Context ctx) {
    List<GroupModels> groups = backend.models().get();
    Answer.json(
        ctx,
        200,
        Json.object(
            json -> {
              json.writeArrayFieldStart("groups");
              for (GroupModels group : groups) {
                group(json, group);
              }
              json.writeEndArray();
            }));
  }

  private void group(JsonGenerator json, GroupModels group) throws IOException {
    json.writeStartObject();
    json.writeStringField("group", group.group());
    json.writeNumberField("serving", group.serving());
    json.writeArrayFieldStart("versions");
    for (GroupModels.Version version : group.versions()) {
      version(json, version);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("changes");
    for (ModelChange change : live.recentChanges(group.group())) {
      LiveFrames.change(json, change);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void version(JsonGenerator json, GroupModels.Version version) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", version.version());
    ProvenanceJson.write(json, version.provenance());
    json.writeObjectFieldStart("metadata");
    for (Map.Entry<String, String> entry : version.provenance().facts().entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** A route that hands the group of its path to a command, once the caller is trusted. */
  Handler command(Backend.ModelCommand command) {
    return ctx -> {
      authorize(ctx);
      String group = ctx.pathParam("group");
      String accepted;
      try {
        accepted =
            command
                .accept(group)
                .orElseThrow(
                    () -> new ApiException(404, "model group '%s' is unknown".formatted(group)));
      } catch (IllegalStateException e) {
        throw new ApiException(409, "model group '%s': %s".formatted(group, e.getMessage()));
      }
      Answer.json(
          ctx,
          202,
          Json.object(
              json -> {
                json.writeStringField("group", group);
                json.writeStringField("accepted", accepted);
              }));
    };
  }

  private void authorize(Context ctx) {
    if (token == null) {
      throw new ApiException(
          403, "this server is read-only: set http.token and send it as 'Authorization: Bearer'");
    }
    String header = ctx.header("Authorization");
    String given =
        header != null && header.startsWith(BEARER) ? header.substring(BEARER.length()) : "";
    // Constant time: the answer's delay must not tell how much of a guess was right.
    if (!MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
      ctx.header("WWW-Authenticate", "Bearer");
      throw new ApiException(
          401, "Authorization is missing or wrong, must be 'Bearer' and http.token");
    }
  }
}
