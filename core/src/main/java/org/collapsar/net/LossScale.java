package org.collapsar.net;

/**
 * The rule by which the losses of the samples make the loss of a network. With weight decay wd_l
 * and step factor f_l of layer l and n samples,
 *
 * <pre>
 * MEAN  L(theta) = (1/n) sum_i l_i + sum_l wd_l / (2 f_l) ||W_l||^2,
 * SUM   C(theta) = sum_i l_i + sum_l lambda_l / (2 f_l) ||W_l||^2 = n L(theta),  lambda_l = n wd_l.
 * </pre>
 *
 * MEAN is what training descends; SUM is C_lambda of Jacot et al. (ICLR 2025). Gradients, Hessians
 * and their eigenvalues are n times as large in SUM. A step eta on L is the step eta / n on C, so
 * that eta times the sharpness is the same number in both.
 */
public enum LossScale {
  /** The mean over the samples, which training descends. */
  MEAN,
  /** The sum over the samples, C_lambda of Jacot et al. (ICLR 2025). */
  SUM;

  /**
   * {@return the factor of one sample's loss}
   *
   * @param n number of samples
   */
  public double ofSample(int n) {
    return this == MEAN ? 1.0 / n : 1;
  }

  /**
   * {@return the factor of the weight decay of the mean loss: wd or lambda = n wd}
   *
   * @param n number of samples
   */
  public double ofDecay(int n) {
    return this == MEAN ? 1 : n;
  }

  /**
   * {@return the step size on this loss that is the same step as one on the mean loss}
   *
   * @param eta step size on the mean loss
   * @param n number of samples
   */
  public double ofStep(double eta, int n) {
    return this == MEAN ? eta : eta / n;
  }
}
