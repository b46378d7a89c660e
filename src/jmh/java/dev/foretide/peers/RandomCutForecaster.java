package dev.foretide.peers;

import com.amazon.randomcutforest.config.Precision;
import com.amazon.randomcutforest.parkservices.ForecastDescriptor;
import com.amazon.randomcutforest.parkservices.RCFCaster;
import com.amazon.randomcutforest.parkservices.config.Calibration;

/** RCFCaster as its examples make it: 50 trees of 256 points, a shingle of 8. */
final class RandomCutForecaster implements OnlineForecaster {
  private static final int SHINGLE = 8;
  private static final int TREES = 50;
  private static final int SAMPLE = 256;

  private final RCFCaster caster =
      RCFCaster.builder()
          .dimensions(SHINGLE)
          .shingleSize(SHINGLE)
          .forecastHorizon(UpdateBenchmark.HORIZON)
          .numberOfTrees(TREES)
          .sampleSize(SAMPLE)
          .precision(Precision.FLOAT_32)
          .internalShinglingEnabled(true)
          .calibration(Calibration.SIMPLE)
          .randomSeed(1)
          .build();

  @Override
  public float[] update(long time, double value) {
    ForecastDescriptor answer = caster.process(new double[] {value}, time);
    return answer.getTimedForecast() == null
        ? new float[0]
        : answer.getTimedForecast().rangeVector.values;
  }
}
