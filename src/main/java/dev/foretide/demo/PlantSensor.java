package dev.foretide.demo;

import java.util.List;

/**
 * One sensor: the cycle of the day, the response to the load of its line, and noise. See {@link
 * SimulatedPlant} for the law in one formula.
 */
final class PlantSensor {

  /**
   * What is measured, with its law in units of the sensor.
   *
   * @param amplitude of the first harmonic, which shape and width are relative to
   * @param stepsPerUnit resolution: a shown value is a multiple of its reciprocal
   */
  record Kind(
      String label, double base, double amplitude, Shape shape, Width width, int stepsPerUnit) {}

  /** The kinds that each line has. */
  static final List<Kind> KINDS =
      List.of(
          new Kind("temperature", 180, 6, new Shape(0.25, 1, 0.150), new Width(0.06, 0.06), 100),
          new Kind("pressure", 8.5, 0.4, new Shape(0.3, 0.8, 0.060), new Width(0.07, 0.07), 1000),
          new Kind("flow", 42, 5, new Shape(0.4, 1, 0.030), new Width(0.08, 0.07), 100),
          new Kind("vibration", 2.8, 0.3, new Shape(0.35, 0.8, 0.04), new Width(0.11, 0.09), 1000),
          new Kind("power", 310, 40, new Shape(0.3, 1, 0.020), new Width(0.08, 0.06), 10));

  /** Second harmonic, answer to the load, and the time constant of that answer in days. */
  record Shape(double second, double gain, double lag) {}

  /** Standard deviations of the white measurement noise and of the AR(1) process. */
  record Width(double white, double drifting) {}

  private final String series;
  private final Kind kind;
  private final PlantLoad load;
  private final PlantNoise white;
  private final PlantNoise drifting;
  private final double amplitude;
  private final double firstPhase;
  private final double secondPhase;

  PlantSensor(int line, int kindIndex, long seed, PlantLoad load) {
    this.kind = KINDS.get(kindIndex);
    this.series = "plant/line" + line + "-" + kind.label;
    this.load = load;
    int stream = 1000 * line + 10 * kindIndex;
    this.white = new PlantNoise(seed, stream);
    this.drifting = new PlantNoise(seed, stream + 1);
    PlantNoise form = new PlantNoise(seed, stream + 2);
    this.amplitude = kind.amplitude * (0.8 + 0.4 * form.uniform(0));
    this.firstPhase = form.uniform(1);
    this.secondPhase = form.uniform(2);
  }

  String series() {
    return series;
  }

  /** What the sensor shows: law and noise, rounded to its resolution. */
  double value(double day, long step) {
    double noise =
        kind.width.white * white.white(step) + kind.width.drifting * drifting.autoregressive(step);
    double exact = given(load.response(day, kind.shape.lag), day) + kind.amplitude * noise;
    return Math.rint(exact * kind.stepsPerUnit) / kind.stepsPerUnit;
  }

  /** The law without noise, at {@code day}, by one who has seen the load until {@code known}. */
  double expected(double known, double day) {
    return given(load.responseKnowing(known, day, kind.shape.lag), day);
  }

  private double given(double response, double day) {
    double cycle =
        StrictMath.cos(2 * Math.PI * (day - firstPhase))
            + kind.shape.second * StrictMath.cos(4 * Math.PI * (day - secondPhase));
    return kind.base
        + amplitude * cycle
        + kind.amplitude * kind.shape.gain * (response - PlantLoad.MEAN);
  }

  /** Standard deviation of the measurement noise, in units of the sensor. */
  double whiteDeviation() {
    return kind.amplitude * kind.width.white;
  }

  /** Standard deviation of the AR(1) process, in units of the sensor. */
  double driftingDeviation() {
    return kind.amplitude * kind.width.drifting;
  }
}
