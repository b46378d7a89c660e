package dev.foretide.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** A resource of the class path, read once and served from memory. */
final class ServedFile implements Handler {
  private final byte[] content;
  private final String type;
  private final String tag;

  ServedFile(String resource, String type) {
    this.content = read(resource);
    this.type = type;
    this.tag = "\"" + Integer.toHexString(Arrays.hashCode(content)) + "\"";
  }

  @Override
  public void handle(Context ctx) {
    ctx.header("Cache-Control", "no-cache"); // asks every time, so that an upgrade shows at once
    ctx.header("ETag", tag);
    if (tag.equals(ctx.header("If-None-Match"))) {
      ctx.status(304);
      return;
    }
    ctx.contentType(type).result(content);
  }

  private static byte[] read(String resource) {
    try (InputStream in = ServedFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + resource + " cannot be read", e);
    }
  }
}
