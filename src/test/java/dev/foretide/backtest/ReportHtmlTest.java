package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foretide.http.Chromium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class ReportHtmlTest {
  // A browser may still write to its profile while it ends.
  @TempDir(cleanup = CleanupMode.NEVER)
  private Path directory;

  @Test
  void shouldNeedNoNetworkAndLetNoNameBecomeMarkup() {
    String page = ReportHtml.of(Reports.realistic());

    assertThat(page).doesNotContain("<script>alert", "<b>air", "/*report", "/*uplot");
    assertThat(page).doesNotContain("src=\"", "@import", "url(");
    assertThat(page).containsOnlyOnce("<link").contains("href=\"data:,\"");
  }

  @Test
  void shouldDrawEveryChartWithoutConsoleErrors() throws Exception {
    try (Chromium chromium = open(Reports.realistic())) {
      until(chromium, "document.querySelectorAll('.chart canvas').length === 4");
      until(chromium, "document.querySelectorAll('#trace option').length === 6");
      until(chromium, "document.querySelectorAll('#scored option').length === 8");
      until(chromium, "document.querySelectorAll('#lead option').length === 4");
      until(chromium, "document.querySelectorAll('#error-table tbody tr').length === 7");
      until(chromium, "document.querySelectorAll('#interval-table tbody tr').length === 4");
      until(chromium, "document.querySelectorAll('#model-table tbody tr').length === 15");
      until(chromium, "document.querySelectorAll('#error-legend button').length === 7");
      until(chromium, "document.querySelector('#protocol').textContent.includes('lstm:64')");
      assertThat(
              chromium
                  .evaluate("[...document.querySelectorAll('#trace option')][1].textContent")
                  .asText())
          .isEqualTo("</script><script>alert(1)</script>");
      assertThat(chromium.errors()).isEmpty();
    }
  }

  @Test
  void shouldShowAnotherSeriesLeadAndMeasureWhenChosen() throws Exception {
    try (Chromium chromium = open(Reports.realistic())) {
      until(chromium, "document.querySelectorAll('.chart canvas').length === 4");
      choose(chromium, "lead", 3);
      until(chromium, "document.querySelector('#lead-name').textContent.includes('24 steps')");
      choose(chromium, "trace", 4);
      until(chromium, "document.querySelector('#lead').value === '24'");
      String before = text(chromium, "#error-table");
      choose(chromium, "scored", 1);
      until(chromium, "document.querySelectorAll('.chart canvas').length === 4");
      String after = text(chromium, "#error-table");
      choose(chromium, "measure", 2);
      assertThat(after).isNotEqualTo(before).isNotEqualTo(text(chromium, "#error-table"));
      chromium.evaluate("document.querySelector('#error-legend button').click()");
      until(
          chromium, "document.querySelectorAll('#error-legend [aria-pressed=false]').length === 1");
      assertThat(chromium.errors()).isEmpty();
    }
  }

  @Test
  void shouldSayThatNothingWasScored() throws Exception {
    try (Chromium chromium = open(Reports.empty())) {
      until(chromium, "document.querySelector('#nothing')?.hidden === false");
      until(chromium, "document.querySelectorAll('.chart canvas').length === 0");
      assertThat(chromium.errors()).isEmpty();
    }
  }

  @Test
  void shouldRunNoScriptThatIsNotItsOwn() throws Exception {
    try (Chromium chromium = open(Reports.realistic())) {
      until(chromium, "document.querySelectorAll('.chart canvas').length === 4");

      chromium.evaluate(
          "document.body.append(Object.assign(document.createElement('script'),"
              + " {textContent: 'document.title = 2'}))");

      Awaitility.await().until(() -> !chromium.errors().isEmpty());
      assertThat(chromium.errors().get(0)).contains("Content Security Policy");
      assertThat(chromium.evaluate("document.title").asText()).isEqualTo("Foretide backtest");
    }
  }

  private Chromium open(BacktestReport report) throws Exception {
    Optional<Path> browser = Chromium.find();
    assumeTrue(browser.isPresent(), "no Chromium on the PATH: the report's page is NOT tested");
    Path page = Files.writeString(directory.resolve("report.html"), ReportHtml.of(report));
    Chromium chromium = new Chromium(browser.get(), directory.resolve("profile"));
    chromium.open(page.toUri().toString());
    return chromium;
  }

  private static void choose(Chromium chromium, String select, int index) throws Exception {
    chromium.evaluate("document.getElementById('%s').selectedIndex = %d".formatted(select, index));
    chromium.evaluate(
        "document.getElementById('%s').dispatchEvent(new Event('change'))".formatted(select));
  }

  private static String text(Chromium chromium, String selector) throws Exception {
    return chromium.evaluate("document.querySelector('" + selector + "').textContent").asText();
  }

  private static void until(Chromium chromium, String condition) {
    Awaitility.await(condition)
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> chromium.evaluate(condition).asBoolean());
  }
}
