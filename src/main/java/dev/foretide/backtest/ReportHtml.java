package dev.foretide.backtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * A report as one page that needs no network: styles, script, the chart library (uPlot) and the
 * data of the report are inside it.
 *
 * <p>Names from the data reach the page as JSON text alone, in which no {@code <} occurs, and the
 * script puts them into the document as text: they cannot become markup.
 */
public final class ReportHtml {
  private static final String UPLOT =
      "/META-INF/resources/webjars/uplot/" + uplotVersion() + "/dist/";

  private ReportHtml() {}

  /** The whole page. */
  public static String of(BacktestReport report) {
    // The data come last, so that nothing in them is taken for a mark.
    return read("/backtest/report.html")
        .replace("/*uplot.css*/", read(UPLOT + "uPlot.min.css"))
        .replace("/*report.css*/", read("/backtest/report.css"))
        .replace("/*uplot.js*/", read(UPLOT + "uPlot.iife.min.js"))
        .replace("/*numbers.js*/", read("/page/numbers.js").replace("export ", ""))
        .replace("/*report.js*/", read("/backtest/report.js"))
        .replace("/*report.json*/", PageData.of(report));
  }

  private static String read(String resource) {
    try (InputStream in = ReportHtml.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + resource + " cannot be read", e);
    }
  }

  /** A WebJar has its version in its paths; only the build knows which one it took. */
  private static String uplotVersion() {
    Properties properties = new Properties();
    String resource = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    try (InputStream in = ReportHtml.class.getResourceAsStream(resource)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + resource + " cannot be read", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
