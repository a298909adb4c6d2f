package org.collapsar.train;

import org.collapsar.BadInputException;
import org.collapsar.linalg.NativeArray;
import org.collapsar.net.Activation;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.OutputLoss;

/** The loss L_n over n samples that training makes small, before weight decay is added. */
public enum Loss {
  /**
   * L_n = (1/2n) ||F - Y||_F^2, Y one-hot: not divided by the number of outputs, as Wu and Mondelli
   * (ICML 2025) define it. Jacot et al. (ICLR 2025) have the sum, n times this.
   */
  SQUARED(new SquaredLoss()),
  /**
   * L_n = (1/n) sum_i ( log sum_k exp f_k(x_i) - f_{y_i}(x_i) ), the negative log-likelihood of the
   * softmax of the outputs. The last layer is linear.
   */
  CROSS_ENTROPY(new CrossEntropy());

  private final LossFunction function;

  Loss(LossFunction function) {
    this.function = function;
  }

  LossFunction function() {
    return function;
  }

  /**
   * L of samples from the outputs of a network.
   *
   * @param outputs F [samples x classes]
   * @param labels the label of row i is {@code labels[i]}
   * @return what {@link #mean} takes, the sum over the samples of what they add, in double
   */
  public double sum(NativeArray outputs, int classes, int samples, int[] labels) {
    return function.sum(outputs, classes, samples, labels);
  }

  /** The loss of {@code n} samples from the sum of what {@link #sum} has found for them. */
  public double mean(double sum, int n) {
    return function.mean(sum, n);
  }

  /**
   * Replaces the outputs F of a linear last layer by n dL/dF times {@code scale}, 1/n for the loss
   * of n samples.
   */
  public void differentiate(
      NativeArray outputs, int classes, int samples, int[] labels, double scale) {
    function.differentiate(outputs, outputs, classes, samples, labels, scale, Activation.IDENTITY);
  }

  /** Its derivatives by the outputs of one sample, for the Hessian. */
  public OutputLoss ofOutputs() {
    return function;
  }

  /**
   * Whether networks whose last layer has the activation {@code last} have this loss.
   *
   * @param last activation of the last layer
   */
  public boolean allows(Activation last) {
    return this == SQUARED || last.isIdentity();
  }

  /** Checks that a network has this loss. */
  void check(NetworkSpec spec) {
    Activation last = spec.layers().get(spec.depth() - 1).activation();
    if (!allows(last)) {
      throw new BadInputException(
          "train.loss: cross-entropy expects a linear last layer (activation identity), found "
              + last);
    }
  }
}
