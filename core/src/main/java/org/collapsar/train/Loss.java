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
   * Sums the losses of samples from the outputs of a network.
   *
   * @param outputs F [samples x classes]
   * @param classes K, the columns of F
   * @param samples number of rows
   * @param labels the label of row i is {@code labels[i]}
   * @return what {@link #mean} takes, the sum over the samples of what they add, in double
   */
  public double sum(NativeArray outputs, int classes, int samples, int[] labels) {
    return function.sum(outputs, classes, samples, labels);
  }

  /**
   * Computes the loss from the sum that {@link #sum} has found.
   *
   * @param sum over all samples
   * @param n number of samples
   * @return L_n
   */
  public double mean(double sum, int n) {
    return function.mean(sum, n);
  }

  /**
   * Replaces the outputs F of a linear last layer by n dL/dF times a scale.
   *
   * @param outputs F [samples x classes]; overwritten
   * @param classes K, the columns of F
   * @param samples number of rows
   * @param labels the label of row i is {@code labels[i]}
   * @param scale 1/n for the loss of n samples
   */
  public void differentiate(
      NativeArray outputs, int classes, int samples, int[] labels, double scale) {
    function.differentiate(outputs, outputs, classes, samples, labels, scale, Activation.IDENTITY);
  }

  /** {@return the derivatives by the outputs of one sample, for the Hessian} */
  public OutputLoss ofOutputs() {
    return function;
  }

  /**
   * Tells whether networks with this last activation can have the loss.
   *
   * @param last activation of the last layer
   * @return true for the squared loss; for others only with a linear last layer
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
