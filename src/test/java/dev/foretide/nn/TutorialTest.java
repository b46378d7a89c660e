package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.nn.SlidingWindows.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The network of many LSTM tutorials, from a table to forecasts of windows it has not seen. */
class TutorialTest {
  private static final int ROWS = 500;
  private static final int COLUMNS = 3;
  private static final int STEPS = 24;
  private static final int PERIOD = 12;
  private static final int SEEN = 400; // windows
  private static final double CENTRE = 1.1;
  private static final double SCALE = 2;

  /**
   * Passengers of an airline, as it were: a trend, a season that grows with it, noise; beside it
   * the phase of the season as sine and cosine. The first column is centred and scaled.
   */
  private static float[] table() {
    Random random = new Random(8);
    float[] table = new float[ROWS * COLUMNS];
    for (int t = 0; t < ROWS; t++) {
      double level = 1 + 0.0005 * t;
      double angle = 2 * Math.PI * t / PERIOD;
      double season = 0.3 * Math.sin(angle) + 0.15 * Math.cos(2 * angle);
      double passengers = level * (1 + season) + 0.03 * random.nextGaussian();
      table[t * COLUMNS] = (float) ((passengers - CENTRE) * SCALE);
      table[t * COLUMNS + 1] = (float) Math.sin(angle);
      table[t * COLUMNS + 2] = (float) Math.cos(angle);
    }
    return table;
  }

  @Test
  void shouldBeatNaiveByFarOnWindowsItHasNotSeen() {
    Sequences windows = new SlidingWindows(STEPS, 1, Placement.LAST_STEP).over(table(), COLUMNS, 0);
    Sequences unseen = windows.slice(SEEN, windows.count());
    Architecture architecture =
        Architecture.parse(
            "lstm:16,dropout:0.2,lstm:8,dropout:0.2,dense:1,activation:linear", COLUMNS, 1);
    FitSettings settings =
        FitSettings.of(60, 16).learningRate(0.01).validationSplit(0.1).patience(20).build();
    List<EpochReport> told = new ArrayList<>();

    FitReport report =
        new Fit(settings, Network.initialise(architecture, 1, false), windows.slice(0, SEEN))
            .run(() -> false, told::add);

    float[] forecasts = report.network().predict(unseen.inputs(), unseen.count(), STEPS);
    assertThat(told).isEqualTo(report.epochs()).hasSizeGreaterThan(5);
    EpochReport first = told.get(0);
    EpochReport last = told.get(told.size() - 1);
    assertThat(first.training().count()).isEqualTo(360);
    assertThat(first.validation().count()).isEqualTo(40);
    assertThat(last.training().mae()).isLessThan(first.training().mae() / 2);
    assertThat(last.validation().mae()).isLessThan(first.validation().mae() / 2);
    assertThat(mae(forecasts, unseen.lastTargets()))
        .isLessThan(0.4 * mae(lastValues(unseen), unseen.lastTargets()));
    assertThat(mape(forecasts, unseen.lastTargets())).isLessThan(0.1);
  }

  @Test
  void shouldTrainNetworkOfTutorialAtItsFullSize() {
    Architecture architecture =
        Architecture.parse("lstm:100,dropout:0.2,lstm:50,dropout:0.2,dense", COLUMNS, 1);
    Sequences windows = new SlidingWindows(30, 1, Placement.LAST_STEP).over(table(), COLUMNS, 0);

    FitReport report =
        new Fit(
                FitSettings.of(1, 50).seed(1).build(),
                Network.initialise(architecture, 1, false),
                windows.slice(0, 200))
            .run();

    assertThat(architecture).hasToString("lstm:100,dropout:0.2,lstm:50,dropout:0.2,dense:1");
    int parameters =
        report.network().parameters().stream().mapToInt(tensor -> tensor.data().length).sum();
    assertThat(parameters).isEqualTo(4 * 100 * (3 + 100 + 2) + 4 * 50 * (100 + 50 + 2) + 51);
    assertThat(report.epochs()).hasSize(1);
    float[] before = Network.initialise(architecture, 1, false).predict(windows.inputs(), 200, 30);
    float[] after = report.network().predict(windows.inputs(), 200, 30);
    float[] targets = windows.slice(0, 200).lastTargets();
    assertThat(mae(after, targets)).isLessThan(0.8 * mae(before, targets));
  }

  private static float[] lastValues(Sequences windows) {
    float[] inputs = windows.inputs();
    float[] last = new float[windows.count()];
    for (int w = 0; w < last.length; w++) {
      last[w] = inputs[(w * STEPS + STEPS - 1) * COLUMNS];
    }
    return last;
  }

  private static double mae(float[] forecasts, float[] actuals) {
    double sum = 0;
    for (int i = 0; i < actuals.length; i++) {
      sum += Math.abs(forecasts[i] - actuals[i]);
    }
    return sum / actuals.length;
  }

  /** In the unit of passengers, as a fraction. */
  private static double mape(float[] forecasts, float[] actuals) {
    double sum = 0;
    for (int i = 0; i < actuals.length; i++) {
      sum += Math.abs(forecasts[i] - actuals[i]) / SCALE / (actuals[i] / SCALE + CENTRE);
    }
    return sum / actuals.length;
  }
}
