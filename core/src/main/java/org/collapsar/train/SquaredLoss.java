package org.collapsar.train;

import org.collapsar.linalg.NativeArray;
import org.collapsar.net.Activation;

/** {@link Loss#SQUARED}. */
final class SquaredLoss implements LossFunction {

  @Override
  public double sum(NativeArray outputs, int classes, int samples, int[] labels) {
    double sum = 0;
    for (int i = 0; i < samples; i++) {
      for (int k = 0; k < classes; k++) {
        double r = outputs.get(i * classes + k) - (labels[i] == k ? 1 : 0);
        sum += r * r;
      }
    }
    return sum;
  }

  @Override
  public double mean(double sum, int n) {
    return sum / (2.0 * n);
  }

  /** dL/dZ = scale (F - Y) f'(Z). */
  @Override
  public void differentiate(
      NativeArray outputs,
      NativeArray before,
      int classes,
      int samples,
      int[] labels,
      double scale,
      Activation f) {
    for (int i = 0; i < samples; i++) {
      for (int k = 0; k < classes; k++) {
        double a = outputs.get(i * classes + k);
        double slope = f.derivative(before.get(i * classes + k), a);
        outputs.set(i * classes + k, scale * slope * (a - (labels[i] == k ? 1 : 0)));
      }
    }
  }

  /** g = f - y; the Hessian is the identity. */
  @Override
  public void differentiate(
      double[] f, double[] direction, int label, double[] gradient, double[] curvature) {
    for (int k = 0; k < f.length; k++) {
      gradient[k] = f[k] - (label == k ? 1 : 0);
      curvature[k] = direction[k];
    }
  }
}
