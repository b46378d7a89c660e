package dev.foretide.train.network;

import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.model.NetworkInputs;
import dev.foretide.series.Grid;
import dev.foretide.train.history.HistoryStretch;

/**
 * What networks see along stretches, and what those trained here are to answer: what the linear
 * head leaves over of the labels, or the labels themselves where there is no head. In units of the
 * scale. Owned by one thread.
 */
final class NetworkData {
  private final ModelShape shape;
  private final Grid grid;
  private final NetworkInputs inputs;
  private final boolean seesHead;
  private final int horizon;

  NetworkData(ModelShape shape, Grid grid, NetworkEncoding encoding) {
    this.shape = shape;
    this.grid = grid;
    this.inputs = new NetworkInputs(shape, encoding);
    this.seesHead = NetworkInputs.seesHead(shape, encoding);
    this.horizon = shape.horizon();
  }

  /** Values per row. */
  int inputs() {
    return inputs.size();
  }

  /**
   * Encodes a row of a stateful network.
   *
   * @param target written from {@code offset}
   */
  void encode(
      HistoryStretch stretch,
      HistoryStretch.Position position,
      int at,
      float[] target,
      int offset) {
    inputs.encode(position.moveTo(at), 0, grid.startOf(stretch.firstStep() + at), target, offset);
    if (seesHead) {
      if (stretch.hasForecast(at)) {
        inputs.encodeHead(
            error(stretch, at),
            stretch.change(at),
            stretch.forecasts(),
            stretch.forecastAt(at),
            target,
            offset);
      } else {
        for (int i = offset + inputs.size() - 1 - horizon; i < offset + inputs.size(); i++) {
          target[i] = 0;
        }
      }
    }
  }

  private double error(HistoryStretch stretch, int at) {
    if (at == 0 || !stretch.hasForecast(at - 1)) {
      return 0;
    }
    int target = shape.targetIndex();
    double forecast = stretch.forecasts()[stretch.forecastAt(at - 1)];
    return stretch.value(at, target)
        - (stretch.value(at - 1, target) + stretch.spread(at - 1) * forecast);
  }

  /** Encodes the whole window of an origin, {@code [window, inputs]}. */
  void encodeWindow(
      HistoryStretch stretch,
      HistoryStretch.Position position,
      int origin,
      float[] target,
      int offset) {
    position.moveTo(origin);
    long start = grid.startOf(stretch.firstStep() + origin);
    for (int i = 0; i < shape.window(); i++) {
      int age = shape.window() - 1 - i;
      inputs.encode(position, age, start, target, offset + i * inputs.size());
    }
  }

  /**
   * What the network should add at an origin.
   *
   * @return NaN where it is not known, or the head had no forecast
   */
  float residual(HistoryStretch stretch, int origin, int lead) {
    float label = stretch.label(origin, lead, false);
    return shape.linear()
        ? label - stretch.forecasts()[stretch.forecastAt(origin) + lead - 1]
        : label;
  }
}
