package dev.foretide.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * The Adam optimiser (Kingma and Ba, 2015) with decoupled weight decay (AdamW, Loshchilov and
 * Hutter, 2019):
 *
 * <pre>  m  = b1 m + (1 - b1) g           v = b2 v + (1 - b2) g^2
 *  p -= rate (decay p + (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps))</pre>
 *
 * <p>with b1 = 0.9, b2 = 0.999, eps = 1e-8. Decay applies to matrices only: a bias that is pulled
 * to zero forgets the level, or the forget gate. One owner thread.
 */
public final class Adam {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final List<Tensor> parameters;
  private final double weightDecay;
  private final List<float[]> means = new ArrayList<>();
  private final List<float[]> squares = new ArrayList<>();
  private long steps;

  /**
   * An optimiser of some parameters.
   *
   * @param parameters their arrays are modified by {@link #step}
   * @param weightDecay 0 for none
   */
  public Adam(List<Tensor> parameters, double weightDecay) {
    this.parameters = List.copyOf(parameters);
    this.weightDecay = weightDecay;
    for (Tensor parameter : parameters) {
      means.add(new float[parameter.data().length]);
      squares.add(new float[parameter.data().length]);
    }
  }

  /**
   * Moves all parameters one step.
   *
   * @param gradients one array per parameter, not modified
   * @throws IllegalArgumentException if their number or a length is another
   */
  public void step(List<float[]> gradients, double learningRate) {
    if (gradients.size() != parameters.size()) {
      throw new IllegalArgumentException(
          gradients.size() + " gradients: must be " + parameters.size());
    }
    steps++;
    // Both corrections are folded into the rate and epsilon, so that the loop has no more
    // divisions.
    double correction = Math.sqrt(1 - Math.pow(BETA2, (double) steps));
    float rate = (float) (learningRate * correction / (1 - Math.pow(BETA1, (double) steps)));
    float epsilon = (float) (EPSILON * correction);
    for (int i = 0; i < parameters.size(); i++) {
      Tensor parameter = parameters.get(i);
      float[] gradient = gradients.get(i);
      if (gradient.length != parameter.data().length) {
        throw new IllegalArgumentException(
            "gradient of '"
                + parameter.name()
                + "' has "
                + gradient.length
                + " values: must be "
                + parameter.data().length);
      }
      float shrink = parameter.isMatrix() ? (float) (1 - learningRate * weightDecay) : 1;
      moments(gradient, means.get(i), squares.get(i));
      move(parameter.data(), means.get(i), squares.get(i), new float[] {shrink, rate, epsilon});
    }
  }

  /**
   * Scales gradients down so that their common Euclidean norm is at most {@code maxNorm}.
   *
   * @param gradients modified
   * @param maxNorm 0 for no limit
   * @return the norm before; not finite if a gradient is not
   */
  public static double clipByNorm(List<float[]> gradients, double maxNorm) {
    double squares = 0;
    for (float[] gradient : gradients) {
      for (float value : gradient) {
        squares += (double) value * value;
      }
    }
    double norm = Math.sqrt(squares);
    if (maxNorm > 0 && norm > maxNorm && Double.isFinite(norm)) {
      float scale = (float) (maxNorm / norm);
      for (float[] gradient : gradients) {
        for (int j = 0; j < gradient.length; j++) {
          gradient[j] *= scale;
        }
      }
    }
    return norm;
  }

  private static void moments(float[] g, float[] m, float[] v) {
    for (int j = 0; j < g.length; j++) {
      m[j] = BETA1 * m[j] + (1 - BETA1) * g[j];
      v[j] = BETA2 * v[j] + (1 - BETA2) * g[j] * g[j];
    }
  }

  /** {@code factors}: shrink, rate, epsilon. */
  private static void move(float[] p, float[] m, float[] v, float[] factors) {
    float shrink = factors[0];
    float rate = factors[1];
    float epsilon = factors[2];
    for (int j = 0; j < p.length; j++) {
      p[j] = shrink * p[j] - rate * m[j] / ((float) Math.sqrt(v[j]) + epsilon);
    }
  }
}
