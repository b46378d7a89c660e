package dev.foretide.http;

import io.javalin.http.Context;
import java.util.List;

/** The query parameters of a route. */
final class Parameters {
  private Parameters() {}

  /**
   * Refuses what the route does not know: a misspelt filter would otherwise answer with everything.
   *
   * @throws ApiException 400
   */
  static void requireOnly(Context ctx, List<String> known) {
    for (String given : ctx.queryParamMap().keySet()) {
      if (!known.contains(given)) {
        throw new ApiException(
            400,
            "parameter '%s' is unknown, must be one of %s"
                .formatted(given, String.join(", ", known)));
      }
    }
  }
}
