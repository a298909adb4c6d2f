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
}
