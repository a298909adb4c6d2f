package org.collapsar.train;

import org.collapsar.linalg.NativeArray;
import org.collapsar.net.Activation;

/**
 * {@link Loss#CROSS_ENTROPY}. The largest output of a sample is subtracted before the exponentials,
 * so that none overflows; these are StrictMath's, which has the same bits everywhere.
 */
final class CrossEntropy implements LossFunction {

  @Override
  public double sum(NativeArray outputs, int classes, int samples, int[] labels) {
    double sum = 0;
    for (int i = 0; i < samples; i++) {
      int row = i * classes;
      double largest = largest(outputs, row, classes);
      double exponentials = 0;
      for (int k = 0; k < classes; k++) {
        exponentials += StrictMath.exp(outputs.get(row + k) - largest);
      }
      sum += StrictMath.log(exponentials) - (outputs.get(row + labels[i]) - largest);
    }
    return sum;
  }

  @Override
  public double mean(double sum, int n) {
    return sum / n;
  }

  /** dL/dZ = scale (softmax(Z) - Y). */
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
      int row = i * classes;
      double largest = largest(outputs, row, classes);
      double exponentials = 0;
      for (int k = 0; k < classes; k++) {
        exponentials += StrictMath.exp(outputs.get(row + k) - largest);
      }
      for (int k = 0; k < classes; k++) {
        double share = StrictMath.exp(outputs.get(row + k) - largest) / exponentials;
        outputs.set(row + k, scale * (share - (labels[i] == k ? 1 : 0)));
      }
    }
  }

  private static double largest(NativeArray outputs, int row, int classes) {
    double largest = outputs.get(row);
    for (int k = 1; k < classes; k++) {
      largest = Math.max(largest, outputs.get(row + k));
    }
    return largest;
  }

  /** g = p - y, p = softmax(f); the Hessian is diag(p) - p p^T. */
  @Override
  public void differentiate(
      double[] f, double[] direction, int label, double[] gradient, double[] curvature) {
    double largest = f[0];
    for (double x : f) {
      largest = Math.max(largest, x);
    }
    double exponentials = 0;
    for (int k = 0; k < f.length; k++) {
      gradient[k] = StrictMath.exp(f[k] - largest);
      exponentials += gradient[k];
    }
    double mean = 0;
    for (int k = 0; k < f.length; k++) {
      gradient[k] /= exponentials;
      mean += gradient[k] * direction[k];
    }
    for (int k = 0; k < f.length; k++) {
      curvature[k] = gradient[k] * (direction[k] - mean);
      gradient[k] -= label == k ? 1 : 0;
    }
  }
}
