package org.collapsar.train;

import org.collapsar.linalg.NativeArray;
import org.collapsar.net.Activation;
import org.collapsar.net.OutputLoss;

/** A loss that is a mean over the samples, of the outputs of a network and the labels. */
interface LossFunction extends OutputLoss {

  /**
   * What the samples add to the loss, in double.
   *
   * @param outputs F [samples x classes]
   * @param labels the label of row i is {@code labels[i]}
   */
  double sum(NativeArray outputs, int classes, int samples, int[] labels);

  /** The loss of {@code n} samples from what {@link #sum} found for them. */
  double mean(double sum, int n);

  /**
   * Replaces F = f(Z) by {@code scale} n dL/dZ, scale being 1/n for the loss of n samples.
   *
   * @param before Z [samples x classes] where f' needs it, else F itself
   */
  void differentiate(
      NativeArray outputs,
      NativeArray before,
      int classes,
      int samples,
      int[] labels,
      double scale,
      Activation f);
}
