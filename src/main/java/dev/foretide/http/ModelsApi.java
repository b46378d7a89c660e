package dev.foretide.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code GET /api/models} and the two calls that change them. */
final class ModelsApi {
  private final Backend backend;
  private final LiveEvents live;
  private final Access access;

  ModelsApi(Backend backend, LiveEvents live, Access access) {
    this.backend = backend;
    this.live = live;
    this.access = access;
  }

  /** All groups, or the one asked for, which may have no model. */
  void list(Context ctx) {
    Parameters.requireOnly(ctx, List.of("group"));
    String only = ctx.queryParam("group");
    List<GroupModels> groups =
        backend.models().get().stream()
            .filter(group -> only == null || group.group().equals(only))
            .toList();
    Json.send(
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
      access.requireChanger(ctx);
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
      Json.send(
          ctx,
          202,
          Json.object(
              json -> {
                json.writeStringField("group", group);
                json.writeStringField("accepted", accepted);
              }));
    };
  }
}
