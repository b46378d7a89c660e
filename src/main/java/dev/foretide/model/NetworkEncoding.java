package dev.foretide.model;

import java.util.List;

/**
 * What the inputs and outputs of a model's network mean. With {@code x} the last value of the
 * target, {@code s} the series' scale, {@code r} the residual scale of the model, {@code head} its
 * linear head and {@code net} what the network puts out, its forecast for lead {@code h} is
 *
 * <pre>
 *   on head:         x + s (head_h + r_h net_h)      inputs relative, see {@link NetworkInputs}
 *   on last value:   x + s r_h net_h                 inputs relative
 *   fixed:           mean + scale net_h              inputs (value - mean) / scale per feature
 * </pre>
 *
 * <p>Networks trained here stand on the head, or on the last value where it is switched off. The
 * other two are for networks that come from elsewhere, which know no head of ours. Immutable.
 */
public sealed interface NetworkEncoding {
  /** Inputs and outputs relative to the series: to its last value, in units of its scale. */
  enum Relative implements NetworkEncoding {
    /** The network forecasts what the head leaves over, as networks trained here do. */
    ON_HEAD,
    /** The network forecasts without a head. */
    ON_LAST_VALUE
  }

  /**
   * Inputs and outputs in units that are the same for all series and do not change.
   *
   * @param mean per feature, in its unit
   * @param scale per feature, in its unit, above zero
   */
  record Fixed(List<Double> mean, List<Double> scale) implements NetworkEncoding {
    public Fixed {
      mean = List.copyOf(mean);
      scale = List.copyOf(scale);
      for (double value : mean) {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException("mean is " + mean + ", must be finite numbers");
        }
      }
      for (double value : scale) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException("scale is " + scale + ", must be finite and above 0");
        }
      }
    }

    /** What the network sees of one feature's value. */
    public float input(int feature, double value) {
      return Regressors.clip((value - mean.get(feature)) / scale.get(feature));
    }

    /** The value that the network means. */
    public double output(int feature, double output) {
      return mean.get(feature) + scale.get(feature) * output;
    }
  }

  /** Whether inputs are measured from the series' own scale. */
  default boolean isRelative() {
    return !(this instanceof Fixed);
  }

  /**
   * Checks that there is a mean and a scale for every feature.
   *
   * @throws IllegalArgumentException naming what does not fit
   */
  default void requireFits(ModelShape shape) {
    if (this instanceof Fixed fixed) {
      int features = shape.features().size();
      if (fixed.mean().size() != features || fixed.scale().size() != features) {
        throw new IllegalArgumentException(
            "mean %s and scale %s, must have one number for each of readings.features %s"
                .formatted(fixed.mean(), fixed.scale(), shape.features()));
      }
    }
  }
}
