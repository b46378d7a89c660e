package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import dev.foretide.http.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportHtmlIT {
  @TempDir private Path directory;
  private Browser browser;

  @AfterEach
  void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void shouldNeedNoNetworkAndLetNoNameBecomeMarkup() {
    String page = ReportHtml.of(Reports.realistic());

    assertThat(page).doesNotContain("<script>alert", "<b>air", "/*report", "/*uplot");
    assertThat(page).doesNotContain("src=\"", "@import", "url(");
    assertThat(page).containsOnlyOnce("<link").contains("href=\"data:,\"");
  }

  @Test
  void shouldDrawEveryChartWithoutConsoleErrors() throws Exception {
    Page page = open(Reports.realistic());
    Browser.until(page, "document.querySelectorAll('.chart canvas').length === 4");
    Browser.until(page, "document.querySelectorAll('#trace option').length === 6");
    Browser.until(page, "document.querySelectorAll('#scored option').length === 8");
    Browser.until(page, "document.querySelectorAll('#lead option').length === 4");
    Browser.until(page, "document.querySelectorAll('#error-table tbody tr').length === 7");
    Browser.until(page, "document.querySelectorAll('#interval-table tbody tr').length === 4");
    Browser.until(page, "document.querySelectorAll('#model-table tbody tr').length === 15");
    Browser.until(page, "document.querySelectorAll('#error-legend button').length === 7");
    Browser.until(page, "document.querySelector('#protocol').textContent.includes('lstm:64')");
    assertThat(page.locator("#trace option").nth(1).textContent())
        .isEqualTo("</script><script>alert(1)</script>");
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void shouldShowAnotherSeriesLeadAndMeasureWhenChosen() throws Exception {
    Page page = open(Reports.realistic());
    Browser.until(page, "document.querySelectorAll('.chart canvas').length === 4");
    choose(page, "lead", 3);
    Browser.until(page, "document.querySelector('#lead-name').textContent.includes('24 steps')");
    choose(page, "trace", 4);
    Browser.until(page, "document.querySelector('#lead').value === '24'");
    String before = text(page, "#error-table");
    choose(page, "scored", 1);
    Browser.until(page, "document.querySelectorAll('.chart canvas').length === 4");
    String after = text(page, "#error-table");
    choose(page, "measure", 2);
    assertThat(after).isNotEqualTo(before).isNotEqualTo(text(page, "#error-table"));
    page.evaluate("document.querySelector('#error-legend button').click()");
    Browser.until(
        page, "document.querySelectorAll('#error-legend [aria-pressed=false]').length === 1");
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void shouldSayThatNothingWasScored() throws Exception {
    Page page = open(Reports.empty());
    Browser.until(page, "document.querySelector('#nothing')?.hidden === false");
    Browser.until(page, "document.querySelectorAll('.chart canvas').length === 0");
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void shouldRunNoScriptThatIsNotItsOwn() throws Exception {
    Page page = open(Reports.realistic());
    Browser.until(page, "document.querySelectorAll('.chart canvas').length === 4");

    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
            + " {textContent: 'document.title = 2'}))");

    browser.awaitErrors(page, 1);
    assertThat(browser.errors().get(0)).contains("Content Security Policy");
    assertThat(page.evaluate("document.title")).isEqualTo("Foretide backtest");
  }

  private Page open(BacktestReport report) throws IOException {
    browser = Browser.start("the report's page");
    Path page = Files.writeString(directory.resolve("report.html"), ReportHtml.of(report));
    return browser.open(page.toUri().toString());
  }

  private static void choose(Page page, String select, int index) {
    page.locator("#" + select).selectOption(new SelectOption().setIndex(index));
  }

  private static String text(Page page, String selector) {
    return page.locator(selector).textContent();
  }
}
