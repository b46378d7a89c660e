package dev.foretide.http;

import dev.foretide.forecast.SeriesSummary;
import dev.foretide.series.Status;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the list of series.
 *
 * @param after id that the page before ended with; null for the first page
 * @param limit at most so many, 1 to {@value #MAX_LIMIT}
 * @param search part of the id, in any case; empty fits all
 * @param group model group; null fits all
 * @param status how far a series has come; null fits all
 * @param order of the list
 */
record SeriesQuery(
    @Nullable String after,
    int limit,
    String search,
    @Nullable String group,
    @Nullable Status status,
    SeriesOrder order) {
  static final int DEFAULT_LIMIT = 200;
  static final int MAX_LIMIT = 1_000;
  private static final List<String> PARAMETERS =
      List.of("after", "limit", "search", "group", "status", "sort");

  /**
   * The query of a request.
   *
   * @throws ApiException 400, names the parameter, its value and the rule
   */
  static SeriesQuery of(Context ctx) {
    Parameters.requireOnly(ctx, PARAMETERS);
    String search = ctx.queryParam("search");
    String sort = ctx.queryParam("sort");
    String status = ctx.queryParam("status");
    return new SeriesQuery(
        ctx.queryParam("after"),
        limit(ctx.queryParam("limit")),
        search == null ? "" : search,
        ctx.queryParam("group"),
        status == null ? null : of("status", status, Status.values(), Status::word),
        sort == null ? SeriesOrder.ID : of("sort", sort, SeriesOrder.values(), SeriesOrder::word));
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

  private static <T> T of(String parameter, String given, T[] values, Function<T, String> word) {
    for (T value : values) {
      if (word.apply(value).equals(given)) {
        return value;
      }
    }
    throw new ApiException(
        400,
        "%s is '%s', must be one of %s"
            .formatted(
                parameter, given, String.join(", ", Arrays.stream(values).map(word).toList())));
  }

  /**
   * Whether a series fits.
   *
   * @param part {@link #search} in lower case
   */
  boolean admits(SeriesSummary series, String part) {
    return (group == null || series.group().equals(group))
        && (status == null || series.status() == status)
        && (part.isEmpty() || series.id().toLowerCase(Locale.ROOT).contains(part));
  }
}
