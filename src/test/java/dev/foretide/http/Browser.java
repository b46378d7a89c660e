package dev.foretide.http;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A headless Chromium of this machine, driven by Playwright. Playwright's own browsers are never
 * fetched: where there is no Chromium the tests are skipped, and say so. Owned by one thread.
 */
public final class Browser implements AutoCloseable {
  private static final Path SCREENSHOTS =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
          .resolve("target/screenshots");
  private static final double PATIENCE_MILLIS = 20_000;

  /** After a change of size, before a picture. */
  private static final double DRAWN_MILLIS = 500;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;
  private final List<String> errors = new ArrayList<>();

  /** How a page is looked at. */
  public enum View {
    DESKTOP_LIGHT(1400, 1000, ColorScheme.LIGHT),
    DESKTOP_DARK(1400, 1000, ColorScheme.DARK),
    PHONE_LIGHT(375, 812, ColorScheme.LIGHT),
    PHONE_DARK(375, 812, ColorScheme.DARK);

    private final int width;
    private final int height;
    private final ColorScheme colors;

    View(int width, int height, ColorScheme colors) {
      this.width = width;
      this.height = height;
      this.colors = colors;
    }
  }

  private Browser(Path executable) {
    this.playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      this.browser =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(executable)
                      .setArgs(List.of("--no-sandbox")));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  /**
   * Starts the browser of this machine; without one the test is skipped.
   *
   * @param tested what is then not tested
   */
  public static Browser start(String tested) {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .flatMap(
                dir ->
                    Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(Path.of(dir)::resolve))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), "no Chromium on the PATH: " + tested + " is NOT tested");
    return new Browser(found.orElseThrow());
  }

  public Page open(String url) {
    return open(url, View.DESKTOP_LIGHT);
  }

  /** A page in a profile of its own. */
  public Page open(String url, View view) {
    BrowserContext context =
        browser.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(view.width, view.height)
                .setColorScheme(view.colors)
                .setLocale("en-GB"));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    Page page = context.newPage();
    page.onConsoleMessage(this::console);
    page.onPageError(errors::add);
    page.navigate(url);
    return page;
  }

  private void console(ConsoleMessage message) {
    if (message.type().equals("error") || message.type().equals("warning")) {
      errors.add(message.text());
    }
  }

  /** What the console has shown as an error or a warning, and exceptions nobody caught. */
  public List<String> errors() {
    return List.copyOf(errors);
  }

  /** Waits for so many errors; Playwright hands them over while it talks with the browser. */
  public void awaitErrors(Page page, int count) {
    Awaitility.await()
        .pollInSameThread()
        .until(
            () -> {
              page.evaluate("0");
              return errors.size() >= count;
            });
  }

  /** Keeps all of the page as a picture below {@code target/screenshots}. */
  public static void picture(Page page, String name) {
    page.evaluate("document.querySelector('main').scrollTop = 0");
    for (int i = 0; i < 2; i++) { // the chart grows with the window
      Number inside =
          (Number)
              page.evaluate("(m => m.scrollHeight + m.offsetTop)(document.querySelector('main'))");
      ViewportSize now = page.viewportSize();
      page.setViewportSize(now.width, Math.max(now.height, inside.intValue()));
    }
    page.waitForTimeout(DRAWN_MILLIS);
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true));
  }

  /** Waits for a JavaScript expression to be true. */
  public static void until(Page page, String condition) {
    Awaitility.await(condition)
        .atMost(Duration.ofMillis((long) PATIENCE_MILLIS))
        .pollInterval(Duration.ofMillis(100))
        .pollInSameThread()
        .until(() -> Boolean.TRUE.equals(page.evaluate(condition)));
  }

  @Override
  public void close() {
    playwright.close(); // and the browser with it
  }
}
