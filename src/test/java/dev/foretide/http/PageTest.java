package dev.foretide.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  // A browser may still write to its profile while it ends.
  @TempDir(cleanup = CleanupMode.NEVER)
  private Path profile;

  private Path browser;

  @BeforeEach
  void findBrowser() {
    Optional<Path> found = Chromium.find();
    assumeTrue(found.isPresent(), "no Chromium on the PATH: the live page is NOT tested");
    browser = found.get();
  }

  @Test
  void shouldShowSeriesAndMovingChartWithoutConsoleErrors() throws Exception {
    try (FakeFeed feed = new FakeFeed(0, 24, 200).start();
        Chromium chromium = new Chromium(browser, profile)) {
      chromium.open("http://127.0.0.1:" + feed.port() + "/#series=plant%2Fchiller-flow");
      until(chromium, "document.querySelectorAll('#list .row').length >= 12");
      until(chromium, "document.querySelectorAll('#chart canvas').length === 1");
      until(chromium, "document.querySelectorAll('#errors tbody tr').length >= 5");
      until(chromium, "document.querySelectorAll('#models tbody .version').length >= 2");
      until(chromium, "document.querySelector('#state').textContent === 'running'");
      until(chromium, "Number(document.querySelector('#readings-rate').textContent) > 20");
      String before = chromium.evaluate("document.querySelector('#now-at').title").asText();
      until(chromium, "document.querySelector('#now-at').title !== '" + before + "'");
      assertThat(chromium.evaluate("document.querySelector('#name').textContent").asText())
          .isEqualTo("plant/chiller-flow");
      chromium.evaluate(
          "document.querySelector('#list').dispatchEvent("
              + "new KeyboardEvent('keydown', {key: 'ArrowDown', bubbles: true}))");
      until(chromium, "location.hash === '#series=plant%2Fchiller-power'");
      until(chromium, "document.querySelector('#facts').textContent.includes('lstm')");
      assertThat(chromium.errors()).isEmpty();
    }
  }

  @Test
  void shouldWaitForFirstReadingsAndReconnectWhenServerComesBack() throws Exception {
    int port;
    try (Chromium chromium = new Chromium(browser, profile)) {
      try (FakeFeed feed = new FakeFeed(0, 0, 200).start()) {
        port = feed.port();
        chromium.open("http://127.0.0.1:" + port + "/");
        until(chromium, "document.querySelector('#empty')?.hidden === false");
      }
      until(chromium, "document.querySelector('#state').textContent === 'reconnecting'");
      try (FakeFeed feed = new FakeFeed(port, 2000, 500).start()) {
        assertThat(feed.port()).isEqualTo(port);
        until(chromium, "document.querySelector('#state').textContent === 'running'");
        until(chromium, "document.querySelector('#series-count').textContent.includes('000')");
        until(chromium, "document.querySelectorAll('#chart canvas').length === 1");
        assertThat(chromium.evaluate("document.querySelectorAll('.row').length").asInt())
            .as("rows in the document of a long list")
            .isBetween(10, 60);
      }
    }
  }

  @Test
  void shouldShowIdsThatAreMarkupAsText() throws Exception {
    String id = "<script>ran=1</script><img src=x onerror=\"ran=1\">";
    String link = "#series=" + URLEncoder.encode(id, UTF_8).replace("+", "%20");
    try (FakeFeed feed = new FakeFeed(0, 2, 200).withSeries(id).start();
        Chromium chromium = new Chromium(browser, profile)) {
      chromium.open("http://127.0.0.1:" + feed.port() + "/" + link);
      until(chromium, "document.querySelectorAll('#list .row').length >= 3");
      until(chromium, "document.querySelectorAll('#chart canvas').length === 1");
      until(chromium, "document.querySelectorAll('#errors tbody tr').length >= 1");

      assertThat(chromium.evaluate("document.querySelector('#name').textContent").asText())
          .isEqualTo(id);
      assertThat(chromium.evaluate("typeof window.ran").asText()).isEqualTo("undefined");
      assertThat(chromium.evaluate("document.querySelectorAll('main img, #list img').length"))
          .hasToString("0");
      assertThat(chromium.errors()).as("of the policy and the scripts").isEmpty();
    }
  }

  @Test
  void shouldRunNoScriptThatIsNotItsOwn() throws Exception {
    try (FakeFeed feed = new FakeFeed(0, 2, 200).start();
        Chromium chromium = new Chromium(browser, profile)) {
      chromium.open("http://127.0.0.1:" + feed.port() + "/");
      until(chromium, "document.querySelectorAll('#list .row').length >= 2");

      chromium.evaluate(
          "document.body.insertAdjacentHTML('beforeend',"
              + " '<img src=\"/icon.svg\" onload=\"ran = 1\">');"
              + "document.body.append(Object.assign(document.createElement('script'),"
              + " {textContent: 'ran = 2'}));");

      Awaitility.await().until(() -> chromium.errors().size() >= 2);
      assertThat(chromium.errors())
          .allSatisfy(error -> assertThat(error).contains("Content Security Policy"));
      assertThat(chromium.evaluate("typeof window.ran").asText()).isEqualTo("undefined");
    }
  }

  private static void until(Chromium chromium, String condition) {
    Awaitility.await(condition)
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> chromium.evaluate(condition).asBoolean());
  }
}
