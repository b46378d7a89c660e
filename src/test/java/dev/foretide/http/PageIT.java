package dev.foretide.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The live page in Chromium, in front of simulated series. */
class PageIT {
  private static final String CHILLER = "/#series=plant%2Fchiller-flow";

  /** Of WCAG 2 at its levels A and AA; answers what is broken, and where. */
  private static final String AXE =
      """
      async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}))
        .violations.map(v => v.id + ": " + v.nodes.map(n => n.html + " " + n.failureSummary).join("; "))
      """;

  private Browser browser;

  @BeforeEach
  void startBrowser() {
    browser = Browser.start("the live page");
  }

  @AfterEach
  void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void shouldShowAllOfASeriesAndMove() {
    try (FakeFeed feed = new FakeFeed(0, 24, 200).start()) {
      Page page = browser.open(at(feed) + CHILLER);

      assertThat(page.locator("#name")).hasText("plant/chiller-flow");
      assertThat(page.locator("#state")).hasText("running");
      assertThat(page.locator("#chart canvas")).hasCount(1);
      assertThat(page.locator("#errors tbody tr")).hasCount(6);
      assertThat(page.locator("#weights tbody tr")).hasCount(10);
      assertThat(page.locator("#weights tbody tr").first().locator(".expert")).hasCount(3);
      assertThat(page.locator("#series-ready")).hasText(Pattern.compile("1\\d of 24"));
      assertThat(page.locator("#all-relative")).hasText(Pattern.compile("\\d\\.\\d\\d"));
      assertThat(page.locator("#all-coverage")).hasText(Pattern.compile("\\d+ % +\\d+ %"));
      assertThat(page.locator("#model-version")).hasText("v12");
      assertThat(page.locator("#model-age")).containsText("plant, trained");
      Browser.until(page, "Number(document.querySelector('#readings-rate').textContent) > 20");
      String before = page.locator("#now-at").getAttribute("title");
      assertThat(page.locator("#now-at")).not().hasAttribute("title", before);
      assertThat(browser.errors()).isEmpty();
    }
  }

  @Test
  void shouldSwitchSeriesByKeyAndByClick() {
    try (FakeFeed feed = new FakeFeed(0, 24, 200).start()) {
      Page page = browser.open(at(feed) + CHILLER);
      assertThat(page.locator("#list [aria-selected=true]"))
          .hasText(Pattern.compile("^plant/chiller-flow"));

      page.locator("#list").press("ArrowDown");
      assertThat(page).hasURL(Pattern.compile("#series=plant%2Fchiller-power$"));
      assertThat(page.locator("#facts")).containsText("lstm");
      page.locator("#list").press("Home");
      assertThat(page.locator("#name")).hasText("host/cpu-load");
      page.locator("#list .row", new Page.LocatorOptions().setHasText("net-sent")).click();

      assertThat(page.locator("#name")).hasText("host/net-sent");
      Locator chosen = page.locator("#list [aria-selected=true]");
      assertThat(chosen).hasCount(1);
      assertThat(page.locator("#list"))
          .hasAttribute("aria-activedescendant", chosen.getAttribute("id"));
      assertThat(browser.errors()).isEmpty();
    }
  }

  @Test
  void shouldSearchFilterAndRankThousands() {
    try (FakeFeed feed = new FakeFeed(0, 3000, 500).start()) {
      Page page = browser.open(at(feed));
      assertThat(page.locator("#found")).hasText("3,000 series");

      page.keyboard().press("/");
      page.keyboard().type("BOILER1-temperature-7");
      assertThat(page.locator("#found")).hasText("11 series found");
      assertThat(page.locator("#list .row")).hasCount(11);
      assertThat(page.locator("#announce")).hasText("11 series found");
      page.keyboard().press("Enter");
      page.keyboard().press("End");
      assertThat(page.locator("#name")).hasText("plant/boiler1-temperature-79");

      page.locator("#search").fill("");
      page.locator("#group").selectOption("host");
      assertThat(page.locator("#found")).hasText("1,500 series found");
      assertThat(page.locator("#series-ready")).containsText("of 1,500");
      page.locator("#status").selectOption("cold");
      assertThat(page.locator("#list .dot.cold").first()).isVisible();
      assertThat(page.locator("#list .dot.ready")).hasCount(0);
      page.locator("#group").selectOption("");
      page.locator("#status").selectOption("");
      page.locator("#sort").selectOption("skill");
      Browser.until(page, "document.querySelector('#list .row b').className === 'bad'");
      page.locator("#sort").selectOption("anomalies");
      assertThat(page.locator("#badge-is")).hasText("outside the band");
      assertThat(page.locator("#list .row b").first()).containsText("%");

      page.locator("#list").evaluate("list => list.scrollTop = list.scrollHeight");
      Browser.until(page, "document.querySelector('#rows').clientHeight > 300 * 34");
      assertThat(page.locator("#list .row").count()).as("rows in the document").isBetween(10, 60);
      assertThat(browser.errors()).isEmpty();
    }
  }

  @Test
  void shouldOpenSeriesThatTheListOfThisInstanceLacks() {
    try (FakeFeed feed = new FakeFeed(0, 4, 200).withElsewhere("far/pump").start()) {
      Page page = browser.open(at(feed));
      assertThat(page.locator("#found")).hasText("4 series");
      page.locator("#search").fill("far/pump");
      assertThat(page.locator("#found")).hasText("0 series found");

      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Open “far/pump”"))
          .click();

      assertThat(page.locator("#name")).hasText("far/pump");
      assertThat(page.locator("#chart canvas")).hasCount(1);
      assertThat(page.locator("#errors tbody tr")).hasCount(6);
      assertThat(browser.errors()).isEmpty();
      page.locator("#search").fill("far/none");
      assertThat(page.locator("#elsewhere")).containsText("far/none");
      page.locator("#elsewhere").click();
      assertThat(page.locator("#readout")).hasText("series 'far/none' is unknown");
    }
  }

  @Test
  void shouldShowSwapWithItsReport() {
    try (FakeFeed feed = new FakeFeed(0, 8, 200).start()) {
      Page page = browser.open(at(feed) + "/#series=plant%2Fboiler1-temperature");
      assertThat(page.locator("#model-version")).hasText("v12");
      Locator first = page.locator("#models button.version").first();
      assertThat(first).hasText("v12");
      first.click();
      assertThat(page.locator("#report-12")).isVisible();

      feed.train();

      assertThat(page.locator("#model-version")).hasText("v13");
      assertThat(page.locator("#facts")).containsText("plant v13");
      assertThat(page.locator("#chart"))
          .hasAttribute("aria-label", Pattern.compile("new versions .*v13"));
      assertThat(page.locator("#announce")).hasText("Version 13 of plant serves now");
      assertThat(page.locator("#versions")).containsText("plant v13");
      assertThat(page.locator("#models tr.serving")).containsText("v13");
      assertThat(page.locator("#report-12")).isVisible(); // stays open
      assertThat(page.locator("#report-12")).containsText("better by 0.07");
      assertThat(page.locator("#report-12")).containsText("loss by epoch");
      assertThat(first).hasAttribute("aria-expanded", "false");
      assertThat(browser.errors()).isEmpty();
    }
  }

  @Test
  void shouldRetrainAndRollBackOnlyWithTheToken() {
    try (FakeFeed feed = new FakeFeed(0, 8, 200).start()) {
      Page page = browser.open(at(feed) + "/#series=plant%2Fboiler1-temperature");
      assertThat(page.locator("#model-version")).hasText("v12");
      Locator retrain = button(page, "Retrain");
      assertThat(retrain).isDisabled();
      assertThat(button(page, "Roll back")).isDisabled();

      page.locator("#token").fill("wrong");
      retrain.click();
      page.locator("#confirm-no").click();
      assertThat(feed.commands()).as("cancelled").isEmpty();
      retrain.click();
      page.locator("#confirm-yes").click();
      assertThat(page.locator("#answer")).containsText("Authorization is missing or wrong");
      assertThat(feed.commands()).as("refused").isEmpty();
      assertThat(browser.errors())
          .as("what the browser itself says of the refusal")
          .singleElement()
          .asString()
          .contains("401");

      page.locator("#token").fill("secret");
      retrain.click();
      assertThat(page.getByRole(AriaRole.DIALOG)).containsText("The trainer of group “plant”");
      page.locator("#confirm-yes").click();
      assertThat(page.locator("#answer")).hasText("trains within a minute");
      assertThat(page.locator("#model-version")).hasText("v13");
      button(page, "Roll back").click();
      page.locator("#confirm-yes").click();
      assertThat(page.locator("#answer")).hasText("serves version 12");
      assertThat(feed.commands()).containsExactly("retrain plant", "rollback plant");

      page.reload();
      assertThat(page.locator("#token")).hasValue("secret");
      assertThat(page.evaluate("Object.keys(localStorage).length + document.cookie.length"))
          .as("kept for this tab alone")
          .isEqualTo(0);
    }
  }

  @Test
  void shouldWaitForFirstReadingsAndSurviveRestartOfTheServer() {
    int port;
    Page page;
    try (FakeFeed feed = new FakeFeed(0, 0, 200).start()) {
      port = feed.port();
      page = browser.open(at(feed));
      assertThat(page.locator("#empty")).isVisible();
      assertThat(browser.errors()).isEmpty();
    }
    assertThat(page.locator("#state")).hasText("reconnecting");
    try (FakeFeed feed = new FakeFeed(port, 24, 200).start()) {
      assertThat(feed.port()).isEqualTo(port);
      assertThat(page.locator("#state")).hasText("running");
      assertThat(page.locator("#found")).hasText("24 series");
      assertThat(page.locator("#chart canvas")).hasCount(1);
      String before = page.locator("#now-at").getAttribute("title");
      assertThat(page.locator("#now-at")).not().hasAttribute("title", before);
    }
    assertThat(page.locator("#state")).hasText("reconnecting");
    String series = page.locator("#name").textContent();
    try (FakeFeed feed = new FakeFeed(port, 24, 200).start()) {
      assertThat(page.locator("#state")).hasText("running");
      assertThat(page.locator("#name")).hasText(series);
      String before = page.locator("#now-at").getAttribute("title");
      assertThat(page.locator("#now-at")).not().hasAttribute("title", before);
      assertThat(feed.port()).isEqualTo(port);
    }
    assertThat(browser.errors())
        .as("nothing but the lost connection")
        .allSatisfy(error -> assertThat(error).contains("net::ERR_"));
  }

  @Test
  void shouldSayWhatTheServerWaitsForAndShowSeriesOnceItIsReady() {
    try (FakeFeed feed = new FakeFeed(0, 24, 200)) {
      feed.withHealth(Health.starting("waiting for Kafka at localhost:9092")).start();
      Page page = browser.open(at(feed));

      assertThat(page.locator("#empty-reason")).hasText("waiting for Kafka at localhost:9092");
      assertThat(page.locator("#empty")).isVisible();
      assertThat(page.locator("#state")).hasText("starting");
      feed.withHealth(Health.running());

      assertThat(page.locator("#state")).hasText("running");
      assertThat(page.locator("#chart canvas")).hasCount(1);
      assertThat(page.locator("#empty")).isHidden();
      assertThat(browser.errors()).isEmpty();
    }
  }

  @Test
  void shouldShowIdsThatAreMarkupAsText() {
    String id = "<script>ran=1</script><img src=x onerror=\"ran=1\">";
    String link = "/#series=" + URLEncoder.encode(id, UTF_8).replace("+", "%20");
    try (FakeFeed feed = new FakeFeed(0, 2, 200).withSeries(id).start()) {
      Page page = browser.open(at(feed) + link);
      assertThat(page.locator("#list .row")).hasCount(3);
      assertThat(page.locator("#chart canvas")).hasCount(1);
      assertThat(page.locator("#errors tbody tr")).hasCount(6);
      assertThat(page.locator("#group option")).hasCount(4);
      page.locator("#search").fill(id + "?");
      assertThat(page.locator("#elsewhere")).containsText(id);

      assertThat(page.locator("#name")).hasText(id);
      assertThat(page.evaluate("typeof window.ran")).isEqualTo("undefined");
      assertThat(page.locator("main img, #list img, nav script, main script")).hasCount(0);
      assertThat(browser.errors()).as("of the policy and the scripts").isEmpty();
    }
  }

  @Test
  void shouldRunNoScriptThatIsNotItsOwn() {
    try (FakeFeed feed = new FakeFeed(0, 2, 200).start()) {
      Page page = browser.open(at(feed));
      assertThat(page.locator("#list .row")).hasCount(2);

      page.evaluate(
          """
          () => {
            document.body.insertAdjacentHTML("beforeend", '<img src="/icon.svg" onload="ran = 1">');
            document.body.append(Object.assign(document.createElement("script"), {textContent: "ran = 2"}));
          }
          """);

      browser.awaitErrors(page, 2);
      assertThat(browser.errors())
          .allSatisfy(error -> assertThat(error).contains("Content Security Policy"));
      assertThat(page.evaluate("typeof window.ran")).isEqualTo("undefined");
    }
  }

  @ParameterizedTest
  @EnumSource(Browser.View.class)
  void shouldFitEveryViewAndBeAccessible(Browser.View view) throws IOException {
    try (FakeFeed feed = new FakeFeed(0, 24, 200).start()) {
      Page page = browser.open(at(feed) + CHILLER, view);
      assertThat(page.locator("#weights tbody tr")).hasCount(10);
      assertThat(page.locator("#all-relative")).hasText(Pattern.compile("\\d\\.\\d\\d"));
      assertThat(page.locator("#models button.version").first()).hasText("v12");
      feed.train();
      assertThat(page.locator("#facts")).containsText("plant v13");
      assertThat(page.locator("#models tr.serving")).containsText("v13");
      page.locator("#models button.version").first().click();
      Browser.until(page, "document.querySelector('#readings-rate').textContent !== '–'");

      assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .as("no horizontal scrolling")
          .isEqualTo(true);
      page.evaluate(axe());
      assertThat((List<?>) page.evaluate(AXE)).isEmpty();
      Browser.picture(page, "page-" + view.name().toLowerCase(Locale.ROOT));
      assertThat(browser.errors()).isEmpty();
    }
  }

  private static String axe() throws IOException {
    try (InputStream in = PageIT.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static String at(FakeFeed feed) {
    return "http://127.0.0.1:" + feed.port();
  }

  private static Locator button(Page page, String name) {
    return page.locator("#commands")
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
  }
}
