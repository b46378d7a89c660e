package dev.foretide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.nn.Architecture;
import dev.foretide.nn.Fit;
import dev.foretide.nn.FitReport;
import dev.foretide.nn.FitSettings;
import dev.foretide.nn.Loss;
import dev.foretide.nn.Network;
import dev.foretide.nn.Sequences;
import dev.foretide.nn.SlidingWindows;
import dev.foretide.nn.SlidingWindows.Placement;
import dev.foretide.score.ErrorMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example of the README's section on the network: compiled, run, and shown as it is here. */
class NetworkExampleTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  private static final String BEGIN = "    // README: begin\n";
  private static final String END = "    // README: end\n";

  @Test
  void shouldForecastBetterThanSeasonalNaiveOfItsOwnPast() {
    float[] table = loadAndHeat();
    int rows = table.length / 2;
    float[] load = new float[rows];
    for (int r = 0; r < rows; r++) {
      load[r] = table[2 * r];
    }

    // README: begin
    // table: [rows, 2], scaled; its first column, load, is to be forecast one step ahead from 24
    Sequences windows = new SlidingWindows(24, 1, Placement.LAST_STEP).over(table, 2, 0);
    Sequences past = windows.slice(0, 300);
    Sequences future = windows.slice(300, windows.count());

    Architecture layers = Architecture.parse("lstm:16,dropout:0.1,lstm:8,dense", 2, 1);
    FitSettings settings =
        FitSettings.of(40, 16) // epochs, batch size
            .loss(Loss.HUBER) // or MSE, MAE, Loss.pinball(0.9)
            .learningRate(0.01)
            .clipNorm(1)
            .validationSplit(0.2)
            .patience(10) // the best weights are kept
            .build();
    FitReport report =
        new Fit(settings, Network.initialise(layers, 42, false), past)
            .run(() -> false, epoch -> System.out.println(epoch));

    float[] forecasts = report.network().predict(future.inputs(), future.count(), 24);
    ErrorMetrics errors = ErrorMetrics.of(forecasts, future.lastTargets());
    double scale = ErrorMetrics.inSampleMae(Arrays.copyOf(load, 324), 24);
    System.out.printf("MAE %.3f, MASE %.2f%n", errors.mae(), errors.mase(scale));
    // README: end

    assertThat(report.epochs()).isNotEmpty();
    assertThat(errors.count()).isEqualTo(rows - 24 - 300);
    assertThat(errors.mase(scale)).isLessThan(1);
  }

  @Test
  void shouldStandInReadmeAsItIsHere() throws IOException {
    String source =
        Files.readString(ROOT.resolve("src/test/java/dev/foretide/NetworkExampleTest.java"));

    String example =
        source
            .substring(source.indexOf(BEGIN) + BEGIN.length(), source.indexOf(END))
            .lines()
            .map(line -> line.isBlank() ? "" : line.substring(4))
            .collect(Collectors.joining("\n"));

    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains("```java\n" + example + "\n```");
  }

  /** A daily cycle that the weather disturbs; the weather is the second column. */
  private static float[] loadAndHeat() {
    Random random = new Random(3);
    float[] table = new float[2 * 424];
    double heat = 0;
    for (int t = 0; t < table.length / 2; t++) {
      table[2 * t] = (float) (Math.sin(2 * Math.PI * t / 24) + 0.6 * heat);
      heat = 0.9 * heat + 0.3 * random.nextGaussian();
      table[2 * t + 1] = (float) heat;
    }
    return table;
  }
}
