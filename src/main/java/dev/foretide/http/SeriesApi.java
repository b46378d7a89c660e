package dev.foretide.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/series} and {@code GET /api/series/ID}. */
final class SeriesApi {
  static final int DEFAULT_LIMIT = 200;
  static final int MAX_LIMIT = 1_000;

  private final Backend backend;
  private final Forwarder forwarder;

  SeriesApi(Backend backend, Forwarder forwarder) {
    this.backend = backend;
    this.forwarder = forwarder;
  }

  /** One page of the list; {@code next} is the {@code after} of the next page, null at the end. */
  void list(Context ctx) {
    int limit = limit(ctx.queryParam("limit"));
    List<SeriesSummary> page = backend.series().after(ctx.queryParam("after"), limit);
    Answer.json(ctx, 200, Json.object(json -> page(json, page, limit)));
  }

  private static void page(JsonGenerator json, List<SeriesSummary> page, int limit)
      throws IOException {
    json.writeArrayFieldStart("series");
    for (SeriesSummary series : page) {
      SeriesJson.summary(json, series);
    }
    json.writeEndArray();
    json.writeStringField("next", page.size() < limit ? null : page.get(page.size() - 1).id());
  }

  private static int limit(@Nullable String given) {
    if (given == null) {
      return DEFAULT_LIMIT;
    }
    try {
      int limit = Integer.parseInt(given);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // answered below, as any other bad limit
    }
    throw new ApiException(400, "limit is '%s', must be 1 to %d".formatted(given, MAX_LIMIT));
  }

  /** One series, from here or from the instance that owns it. */
  void detail(Context ctx) {
    String id = ctx.pathParam("id");
    Optional<URI> owner = backend.owner().apply(id);
    if (owner.isPresent()) {
      if (ctx.header(Forwarder.FORWARDED) != null) {
        // Two instances that each believe in the other: they will agree after the rebalance.
        throw new ApiException(
            503, "series '%s' is moving between instances; try again".formatted(id));
      }
      HttpResponse<byte[]> answer = forwarder.detail(owner.get(), id, ctx.header("Authorization"));
      Answer.json(ctx, answer.statusCode(), answer.body());
      return;
    }
    SeriesDetail detail =
        backend
            .detail()
            .apply(id)
            .orElseThrow(() -> new ApiException(404, "series '%s' is unknown".formatted(id)));
    Answer.json(ctx, 200, Json.object(json -> SeriesJson.detail(json, detail)));
  }
}
