package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReportHtmlTest {
  @Test
  void shouldNeitherNeedTheNetworkNorLetNamesBecomeMarkup() throws Exception {
    String page = ReportHtml.of(Reports.realistic());
    if (System.getProperty("report.html") != null) {
      Files.writeString(Path.of(System.getProperty("report.html")), page);
      Files.writeString(
          Path.of(System.getProperty("report.html") + ".txt"), ReportTable.of(Reports.realistic()));
    }

    assertThat(page).doesNotContain("<script>alert", "<b>air", "/*report", "/*uplot");
    assertThat(page.replaceAll("https://github.com/leeoniya/uPlot[^ ]*", ""))
        .doesNotContain("src=\"", "@import", "https://cdn");
  }
}
