package dev.foretide.backtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Properties;

/**
 * A report as one page that needs no network: styles, script, the chart library (uPlot) and the
 * data of the report are inside it.
 *
 * <p>Names from the data reach the page as JSON text alone, in which no {@code <} occurs, and the
 * script puts them into the document as text: they cannot become markup. A Content-Security-Policy
 * of hashes lets no other script run.
 */
public final class ReportHtml {
  private static final String UPLOT =
      "/META-INF/resources/webjars/uplot/" + uplotVersion() + "/dist/";

  private ReportHtml() {}

  /** The whole page. */
  public static String of(BacktestReport report) {
    String chartStyle = read(UPLOT + "uPlot.min.css");
    String style = read("/backtest/report.css");
    String chartScript = read(UPLOT + "uPlot.iife.min.js");
    String numbers = read("/page/numbers.js").replace("export ", "");
    String script = read("/backtest/report.js");
    String policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:;"
            + " style-src %s %s; script-src %s %s %s"
                .formatted(
                    hash(chartStyle), hash(style), hash(chartScript), hash(numbers), hash(script));
    // The data come last, so that nothing in them is taken for a mark.
    return read("/backtest/report.html")
        .replace("/*policy*/", policy)
        .replace("/*uplot.css*/", chartStyle)
        .replace("/*report.css*/", style)
        .replace("/*uplot.js*/", chartScript)
        .replace("/*numbers.js*/", numbers)
        .replace("/*report.js*/", script)
        .replace("/*report.json*/", PageData.of(report));
  }

  /** What a Content-Security-Policy names an inline script or style by. */
  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
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
