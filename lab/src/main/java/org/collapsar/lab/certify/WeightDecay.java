package org.collapsar.lab.certify;

import java.util.Locale;

/**
 * Weight decay as an optimizer was given it, w in theta &lt;- theta - eta (grad loss + w theta),
 * and the loss that it stood beside. The theorems' C = (1/2) ||Z_L - Y||_F^2 + (lambda/2)
 * ||theta||^2 is a multiple of that.
 *
 * @param decay w
 * @param beside the loss
 */
public record WeightDecay(double decay, Loss beside) {

  /** Squared errors by what they are divided by. */
  public enum Loss {
    /** Mean over samples and outputs: {@code nn.MSELoss()}, {@code loss="mse"} of Keras. */
    MSE,
    /** Mean over samples of the squared norm. */
    SAMPLES,
    /** Half of that. */
    HALF_SAMPLES,
    /** Sum of squares: {@code nn.MSELoss(reduction="sum")}. */
    SUM,
    /** Half of that, the theorems' own: lambda is w. */
    HALF_SUM;

    /** {@return the word of the option, for example "half-samples"} */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Computes lambda for n samples of K classes.
   *
   * @param samples n
   * @param classes K
   * @return w n K/2 beside the mean over samples and outputs, and so on
   */
  public double lambda(int samples, int classes) {
    double n = samples;
    return decay
        * switch (beside) {
          case MSE -> n * classes / 2;
          case SAMPLES -> n / 2;
          case HALF_SAMPLES -> n;
          case SUM -> 0.5;
          case HALF_SUM -> 1;
        };
  }
}
