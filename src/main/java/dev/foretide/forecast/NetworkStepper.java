package dev.foretide.forecast;

import dev.foretide.model.Evaluation;
import dev.foretide.model.LinearHead;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.model.NetworkInputs;
import dev.foretide.model.Regressors;
import dev.foretide.nn.Network;
import dev.foretide.nn.Workspace;
import dev.foretide.score.HalfFloat;
import dev.foretide.series.SeriesContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Advances the network of a model by the new steps of a series.
 *
 * <p>A state (h, c) made by other weights is stale, and so is one whose window was corrected: the
 * whole window is replayed from a zero state before the next step is trusted. Owned by one thread.
 */
final class NetworkStepper {
  private final ForecastSettings settings;
  private final ModelShape shape;
  private NetworkEncoding encoding = NetworkEncoding.Relative.ON_HEAD;
  private NetworkInputs inputs;
  private float[] row;
  private float[] rows;
  private @Nullable Network network;
  private @Nullable Workspace workspace;
  private float[] carried = {};
  private final Regressors regressors;
  private final float[] forecast;

  NetworkStepper(ForecastSettings settings, Regressors regressors) {
    this.settings = settings;
    this.regressors = regressors;
    this.forecast = new float[settings.shape().horizon()];
    this.shape = settings.shape();
    this.inputs = new NetworkInputs(shape);
    this.row = new float[inputs.size()];
    this.rows = newRows();
  }

  private float[] newRows() {
    return new float
        [shape.evaluation() == Evaluation.WINDOWED ? shape.window() * inputs.size() : 0];
  }

  /**
   * Brings the network up to the newest step. What the head said at the steps on the way is what
   * the head says now of what was known then.
   *
   * @param heads linear heads of the series, or null
   * @param head {@code [horizon]}: what the head says at the newest step
   * @param newSteps steps added to the window since the last call
   * @param output {@code [horizon]}, written
   * @return false when the model has no network, or the window is too short for it
   */
  boolean advance(
      SeriesState state,
      SeriesContext context,
      Model model,
      @Nullable LinearHeads heads,
      float[] head,
      int newSteps,
      float[] output) {
    Network current = model.network();
    if (current == null) {
      state.networkVersion = SeriesState.STALE;
      return false;
    }
    encodeAs(model.encoding());
    Workspace own = workspaceFor(current);
    if (shape.evaluation() == Evaluation.WINDOWED) {
      return runWindow(state, context, current, own, output);
    }
    int steps = newSteps;
    if (state.networkVersion != model.networkVersion()
        || state.networkState.length != current.stateSize()) {
      reset(state, current);
      steps = shape.window();
    }
    HalfFloat.toFloats(state.networkState, carried);
    long newestStart = settings.grid().startOf(state.step);
    LinearHead seen =
        heads != null && NetworkInputs.seesHead(shape, encoding) ? heads.linear() : null;
    int oldest = Math.min(steps, context.size()) - 1;
    float said = Float.NaN;
    if (seen != null && oldest + 1 < context.size()) {
      encode(seen, context, oldest + 1, newestStart);
      said = seen.predictNext(regressors);
    }
    for (int age = oldest; age >= 0; age--) {
      inputs.encode(context, age, newestStart, row, 0);
      if (seen != null) {
        boolean isNewest = age == 0;
        if (!isNewest) {
          encode(seen, context, age, newestStart);
          seen.predict(regressors, forecast);
        }
        float[] says = isNewest ? head : forecast;
        double error = Float.isNaN(said) ? 0 : error(context, age, said);
        inputs.encodeHead(error, context.change(shape.targetIndex()), says, 0, row, 0);
        said = says[0];
      }
      current.step(row, 0, carried, output, own);
    }
    HalfFloat.ofAll(carried, state.networkState);
    state.networkVersion = model.networkVersion();
    return true;
  }

  private void encode(LinearHead head, SeriesContext context, int age, long newestStart) {
    regressors.encode(context, age, newestStart - age * shape.stepMillis(), head.columns().lags());
  }

  /**
   * How far the value of a step lay from what the head had said one step before.
   *
   * @param said difference to the value of that step in units of the scale
   */
  private double error(SeriesContext context, int age, float said) {
    int target = shape.targetIndex();
    double expected = context.value(age + 1, target) + context.spread(target) * said;
    return context.value(age, target) - expected;
  }

  private void encodeAs(NetworkEncoding wanted) {
    if (!encoding.equals(wanted)) {
      encoding = wanted;
      inputs = new NetworkInputs(shape, wanted);
      row = new float[inputs.size()];
      rows = newRows();
    }
  }

  private static void reset(SeriesState state, Network current) {
    if (state.networkState.length == current.stateSize()) {
      Arrays.fill(state.networkState, (short) 0);
    } else {
      state.networkState = new short[current.stateSize()];
    }
  }

  private boolean runWindow(
      SeriesState state, SeriesContext context, Network current, Workspace own, float[] output) {
    if (state.window.size() < shape.window()) {
      return false;
    }
    long newestStart = settings.grid().startOf(state.step);
    for (int age = shape.window() - 1; age >= 0; age--) {
      int offset = (shape.window() - 1 - age) * row.length;
      inputs.encode(context, age, newestStart, rows, offset);
    }
    Arrays.fill(carried, 0);
    current.run(rows, shape.window(), carried, output, own);
    return true;
  }

  /** Workspaces belong to a network's sizes; series of one group come in runs, so one is kept. */
  private Workspace workspaceFor(Network current) {
    Workspace own = workspace;
    if (own == null || network != current) {
      own = current.newWorkspace();
      carried = new float[current.stateSize()];
      workspace = own;
      network = current;
    }
    return own;
  }
}
