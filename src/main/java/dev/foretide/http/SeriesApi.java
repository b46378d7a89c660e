package dev.foretide.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.forecast.SeriesSummary;
import dev.foretide.forecast.SeriesView;
import dev.foretide.series.Status;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /api/series}, {@code GET /api/series/ID} and {@code GET /api/overview}. The list and
 * the overview are of this instance; one series comes from whichever instance owns it.
 */
final class SeriesApi {
  /** The largest groups of an overview. */
  static final int MAX_GROUPS = 200;

  private final Backend backend;
  private final Forwarder forwarder;
  private final SeriesIndex index;

  SeriesApi(Backend backend, Forwarder forwarder, SeriesIndex index) {
    this.backend = backend;
    this.forwarder = forwarder;
    this.index = index;
  }

  /** One page of the list; {@code next} is the {@code after} of the next page, null at the end. */
  void list(Context ctx) {
    SeriesQuery query = SeriesQuery.of(ctx);
    SeriesSnapshot snapshot = index.now();
    SeriesSnapshot.Page page = snapshot.page(query);
    Json.send(ctx, 200, Json.object(json -> page(json, snapshot, page)));
  }

  private static void page(JsonGenerator json, SeriesSnapshot snapshot, SeriesSnapshot.Page page)
      throws IOException {
    json.writeArrayFieldStart("series");
    for (SeriesSummary series : page.series()) {
      SeriesJson.summary(json, series);
    }
    json.writeEndArray();
    List<SeriesSummary> shown = page.series();
    json.writeStringField("next", page.more() ? shown.get(shown.size() - 1).id() : null);
    json.writeNumberField("total", page.total());
    Json.time(json, "at", snapshot.at());
  }

  /** How many series there are, and their errors taken together, in all and by group. */
  void overview(Context ctx) {
    SeriesSnapshot snapshot = index.now();
    List<Map.Entry<String, SeriesTotals>> groups =
        snapshot.groups().entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, SeriesTotals>>comparingInt(
                        group -> -group.getValue().count())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    Json.send(
        ctx,
        200,
        Json.object(
            json -> {
              Json.time(json, "at", snapshot.at());
              totals(json, snapshot.totals());
              json.writeArrayFieldStart("groups");
              for (var group : groups.subList(0, Math.min(MAX_GROUPS, groups.size()))) {
                json.writeStartObject();
                json.writeStringField("group", group.getKey());
                totals(json, group.getValue());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeNumberField("moreGroups", Math.max(0, groups.size() - MAX_GROUPS));
            }));
  }

  private static void totals(JsonGenerator json, SeriesTotals totals) throws IOException {
    json.writeObjectFieldStart("series");
    for (Status status : Status.values()) {
      json.writeNumberField(status.word(), totals.count(status));
    }
    json.writeEndObject();
    SeriesJson.errors(json, totals.errors());
  }

  /** One series, from here or from the instance that owns it. */
  void detail(Context ctx) {
    String id = ctx.pathParam("id");
    Optional<URI> owner = backend.owner().apply(id);
    if (owner.isPresent()) {
      if (ctx.header(Forwarder.FORWARDED) != null) {
        // Two instances that each believe in the other: they will agree after the rebalance.
        throw new NotQueryableException(
            "series '%s' is moving between instances; try again".formatted(id));
      }
      HttpResponse<byte[]> answer = forwarder.detail(owner.get(), id, ctx.header("Authorization"));
      answer.headers().firstValue("Retry-After").ifPresent(wait -> ctx.header("Retry-After", wait));
      Json.send(ctx, answer.statusCode(), answer.body());
      return;
    }
    SeriesView series =
        backend
            .find()
            .apply(id)
            .orElseThrow(() -> new ApiException(404, "series '%s' is unknown".formatted(id)));
    Json.send(ctx, 200, Json.object(json -> SeriesJson.detail(json, series)));
  }
}
