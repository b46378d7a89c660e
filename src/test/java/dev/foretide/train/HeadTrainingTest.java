package dev.foretide.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.model.Evaluation;
import dev.foretide.model.LinearHead;
import dev.foretide.model.LinearInputs;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.series.GapFill;
import dev.foretide.series.Segment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadTrainingTest {
  private static final ModelShape SHAPE = Models.shape(4, 2, Evaluation.STATEFUL);

  /**
   * x_t = 1.4 x_{t-1} - 0.7 x_{t-2} + e: as difference to the last value, x_{t+1} - x_t is 0.4 x_t
   * - 0.7 x_{t-1} = -0.7 (x_{t-1} - x_t) - 0.3 x_t, of which the window of differences sees all but
   * the level; the roots are complex, so that the level is seen through older differences too.
   */
  @Test
  void shouldRecoverLawOfAutoregressiveDifferences() {
    Random random = new Random(1);
    float[] values = new float[6_000];
    double d1 = 0;
    double d2 = 0;
    double x = 0;
    for (int i = 0; i < values.length; i++) { // differences follow 0.5 d1 - 0.3 d2
      double d = 0.5 * d1 - 0.3 * d2 + random.nextGaussian();
      d2 = d1;
      d1 = d;
      x += d;
      values[i] = (float) x;
    }
    TrainingData data = data(values);

    LinearHead head = new HeadTraining(data, SHAPE).solve();

    // d_{t+1} = 0.5 (x_t - x_{t-1}) - 0.3 (x_{t-1} - x_{t-2}) = -0.8 r1 + 0.3 r2
    // with r_k = x_{t-k} - x_t; two steps on: 1.5 d_{t+1} - 0.3 d_t = -1.2 r1 + 0.45 r2 + 0.3 r1.
    float[] w = head.weights();
    assertThat(w[0]).isCloseTo(-0.8f, within(0.05f));
    assertThat(w[1]).isCloseTo(0.3f, within(0.06f));
    assertThat(w[2]).isCloseTo(0, within(0.06f));
    assertThat(w[3]).as("intercept").isCloseTo(0, within(0.05f));
    assertThat(w[4]).isCloseTo(-0.9f, within(0.08f));
    assertThat(w[5]).isCloseTo(0.45f, within(0.1f));
  }

  @Test
  void shouldLeaveMoreOverOnlineThanInSample() {
    ModelShape wide = Models.shape(30, 2, Evaluation.STATEFUL);
    float[] values = Models.random(300, 4, 1); // pure noise and many regressors: much to overfit
    TrainingData data =
        new TrainingData(
            wide, Histories.grid(GapFill.HOLD, 3), Histories.segments("a", 0, values), 0.2);
    HeadTraining training = new HeadTraining(data, wide);
    LinearHead head = training.solve();
    List<float[]> online = training.onlineResiduals();

    Run run = data.runs().get(0);
    double outside = 0;
    double inside = 0;
    float[] x = new float[LinearInputs.size(wide)];
    float[] forecast = new float[2];
    for (int at = 0; at < run.length(); at++) {
      if (!Float.isNaN(online.get(0)[at * 2])) {
        System.arraycopy(run.regressors(), at * x.length, x, 0, x.length);
        head.predict(x, forecast);
        outside += Math.pow(online.get(0)[at * 2], 2);
        inside += Math.pow(run.labels()[at * 2] - forecast[0], 2);
      }
    }
    assertThat(inside).isPositive();
    assertThat(outside).isGreaterThan(inside);
  }

  @Test
  void shouldGiveNoHeadForTooLittleHistory() {
    assertThat(new HeadTraining(data(Models.random(9, 1, 1)), SHAPE).solve()).isNull();
    assertThat(
            new HeadTraining(
                    new TrainingData(SHAPE, Histories.grid(GapFill.HOLD, 3), List.of(), 0.2), SHAPE)
                .solve())
        .isNull();
  }

  @Test
  void shouldSolveConstantSeriesWithoutFailing() {
    LinearHead head = new HeadTraining(data(new float[200]), SHAPE).solve();

    for (float weight : head.weights()) {
      assertThat(weight).isFinite();
    }
  }

  private static TrainingData data(float[] values) {
    List<Segment> history = Histories.segments("a", 0, values);
    return new TrainingData(SHAPE, Histories.grid(GapFill.HOLD, 3), history, 0.2);
  }
}
