package org.collapsar.train;

import org.collapsar.linalg.NativeArray;
import org.collapsar.net.Activation;

/**
 * The loss (1/2n) ||F - Y||_F^2, Y one-hot: not divided by the number of outputs, as both papers
 * define it.
 */
final class SquaredLoss {
  private SquaredLoss() {}

  /**
   * Sum of squares of the residuals, in double.
   *
   * @param outputs F [samples x classes]
   * @param labels the label of row i is {@code labels[i]}
   */
  static double sumOfSquares(NativeArray outputs, int classes, int samples, int[] labels) {
    double sum = 0;
    for (int i = 0; i < samples; i++) {
      for (int k = 0; k < classes; k++) {
        double r = outputs.get(i * classes + k) - (labels[i] == k ? 1 : 0);
        sum += r * r;
      }
    }
    return sum;
  }

  /** Replaces F = f(Z) by dL/dZ = scale (F - Y) f'(Z), scale being 1/n. */
  static void differentiate(
      NativeArray outputs, int classes, int samples, int[] labels, double scale, Activation f) {
    for (int i = 0; i < samples; i++) {
      for (int k = 0; k < classes; k++) {
        double a = outputs.get(i * classes + k);
        double slope =
            switch (f) {
              case IDENTITY -> 1;
              case RELU -> a > 0 ? 1 : 0;
              case TANH -> 1 - a * a;
              case SIGMOID -> a * (1 - a);
            };
        outputs.set(i * classes + k, scale * slope * (a - (labels[i] == k ? 1 : 0)));
      }
    }
  }
}
