package dev.foretide.http;

import io.javalin.http.Context;

/** How answers leave the server. */
final class Answer {
  private Answer() {}

  static void json(Context ctx, int status, byte[] body) {
    ctx.status(status).contentType("application/json; charset=utf-8").result(body);
    ctx.header("Cache-Control", "no-store");
  }
}
