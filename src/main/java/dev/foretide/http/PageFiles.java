package dev.foretide.http;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/**
 * The files of the live page: a fixed list, so that no path of a request ever reaches the class
 * path.
 */
final class PageFiles {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/" + uplotVersion();
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final List<String> MODULES =
      List.of(
          "page.js",
          "catalog.js",
          "chart.js",
          "commands.js",
          "dom.js",
          "format.js",
          "history.js",
          "list.js",
          "models.js",
          "numbers.js",
          "overview.js",
          "rates.js",
          "series.js",
          "stream.js",
          "tables.js");

  private PageFiles() {}

  static void addTo(RoutesConfig routes) {
    routes.get("/", new ServedFile("/page/index.html", "text/html; charset=utf-8"));
    routes.get("/page.css", new ServedFile("/page/page.css", STYLE));
    routes.get("/icon.svg", new ServedFile("/page/icon.svg", "image/svg+xml"));
    for (String module : MODULES) {
      routes.get("/" + module, new ServedFile("/page/" + module, SCRIPT));
    }
    routes.get("/uplot/uPlot.esm.js", new ServedFile(UPLOT + "/dist/uPlot.esm.js", SCRIPT));
    routes.get("/uplot/uPlot.min.css", new ServedFile(UPLOT + "/dist/uPlot.min.css", STYLE));
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
