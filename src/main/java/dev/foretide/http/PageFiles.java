package dev.foretide.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/**
 * The files of the live page, read once and served from memory.
 *
 * <p>A fixed list, so that no path of a request ever reaches the class path.
 */
final class PageFiles {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/" + uplotVersion();
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final List<String> MODULES =
      List.of(
          "page.js",
          "rates.js",
          "chart.js",
          "format.js",
          "history.js",
          "list.js",
          "numbers.js",
          "stream.js",
          "tables.js");

  private PageFiles() {}

  static void addTo(RoutesConfig routes) {
    add(routes, "/", "/page/index.html", "text/html; charset=utf-8");
    add(routes, "/page.css", "/page/page.css", STYLE);
    add(routes, "/icon.svg", "/page/icon.svg", "image/svg+xml");
    for (String module : MODULES) {
      add(routes, "/" + module, "/page/" + module, SCRIPT);
    }
    add(routes, "/uplot/uPlot.esm.js", UPLOT + "/dist/uPlot.esm.js", SCRIPT);
    add(routes, "/uplot/uPlot.min.css", UPLOT + "/dist/uPlot.min.css", STYLE);
  }

  private static void add(RoutesConfig routes, String path, String resource, String type) {
    byte[] content = read(resource);
    String tag = "\"" + Integer.toHexString(Arrays.hashCode(content)) + "\"";
    routes.get(path, ctx -> serve(ctx, content, type, tag));
  }

  private static void serve(Context ctx, byte[] content, String type, String tag) {
    ctx.header("Cache-Control", "no-cache"); // asks every time, so that an upgrade shows at once
    ctx.header("ETag", tag);
    if (tag.equals(ctx.header("If-None-Match"))) {
      ctx.status(304);
      return;
    }
    ctx.contentType(type).result(content);
  }

  private static byte[] read(String resource) {
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + resource + " cannot be read", e);
    }
  }

  /** A WebJar has its version in its paths; only the build knows which one it took. */
  private static String uplotVersion() {
    Properties properties = new Properties();
    String resource = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + resource + " cannot be read", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
