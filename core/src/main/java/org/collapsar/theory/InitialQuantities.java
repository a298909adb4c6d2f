package org.collapsar.theory;

import java.util.List;
import org.collapsar.BadInputException;

/**
 * The numbers that Assumptions 4.1 to 4.3 and Theorem 4.4 / B.2 of [1] take: those at
 * initialisation, and those of the training that follows. That is plain gradient descent theta
 * &lt;- theta - eta grad C_lambda with C_lambda = (1/2) ||Z_L - Y||_F^2 + (lambda/2) ||theta||^2, a
 * sum over samples.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang and M. Mondelli, <i>Wide Neural Networks Trained with Weight
 * Decay Provably Exhibit Neural Collapse</i>, ICLR 2025, arXiv 2410.04887.
 *
 * @param samples N
 * @param classes K
 * @param widths n_1 .. n_L
 * @param nonlinearLayers L_1
 * @param smallest lambda_l = s_min(W_l^0), the smallest of its min(n_l, n_{l-1}) singular values,
 *     for l = 1 .. L
 * @param norms ||W_l^0||_op for l = 1 .. L
 * @param featuresSmallest lambda_F = s_min(sigma(W_1^0 X)), 0 where n_1 &lt; N
 * @param loss C_0(theta_0) = (1/2) ||Z_L - Y||_F^2
 * @param parameterNorm ||theta_0||
 * @param inputNorm ||X||_op
 * @param largestSample the largest ||x_i||
 * @param gamma the smallest slope of the activation
 * @param beta its Lipschitz constant of the slope, infinity where there is none (ReLU)
 * @param dominated whether the slopes are at most 1 and |sigma(x)| &lt;= |x|
 * @param step eta
 * @param decay lambda
 */
public record InitialQuantities(
    int samples,
    int classes,
    List<Integer> widths,
    int nonlinearLayers,
    List<Double> smallest,
    List<Double> norms,
    double featuresSmallest,
    double loss,
    double parameterNorm,
    double inputNorm,
    double largestSample,
    double gamma,
    double beta,
    boolean dominated,
    double step,
    double decay) {

  /**
   * Checks the numbers and keeps copies of the lists.
   *
   * @param samples N
   * @param classes K
   * @param widths [L], at least two layers
   * @param nonlinearLayers L_1
   * @param smallest [L]
   * @param norms [L]
   * @param featuresSmallest at least 0
   * @param loss at least 0
   * @param parameterNorm at least 0
   * @param inputNorm at least 0
   * @param largestSample at least 0
   * @param gamma at least 0
   * @param beta at least 0, may be infinite
   * @param dominated false where it is not known
   * @param step at least 0
   * @param decay at least 0
   * @throws BadInputException if the lists do not fit each other, or one of these numbers is
   *     negative or NaN
   */
  public InitialQuantities {
    widths = List.copyOf(widths);
    smallest = List.copyOf(smallest);
    norms = List.copyOf(norms);
    int depth = widths.size();
    if (depth < 2 || smallest.size() != depth || norms.size() != depth) {
      throw new BadInputException(
          "initial quantities: expected widths, smallest singular values and norms of the same two"
              + " or more layers, found "
              + depth
              + ", "
              + smallest.size()
              + " and "
              + norms.size());
    }
    double[] numbers = {
      featuresSmallest, loss, parameterNorm, inputNorm, largestSample, gamma, beta, step, decay
    };
    for (double x : numbers) {
      if (!(x >= 0)) {
        throw new BadInputException(
            "initial quantities: expected numbers of at least 0, found " + x);
      }
    }
  }

  /** {@return L, the number of layers} */
  public int depth() {
    return widths.size();
  }

  /** min over l &gt;= 3 of lambda_l; infinity with two layers. */
  double smallestLater() {
    return smallest.subList(2, depth()).stream()
        .mapToDouble(x -> x)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** log of lambda_F lambda_{3->L}. */
  double logProduct() {
    double sum = Math.log(featuresSmallest);
    for (double x : smallest.subList(2, depth())) {
      sum += Math.log(x);
    }
    return sum;
  }

  /** C_lambda(theta_0). */
  double regularisedLoss() {
    return loss + decay / 2 * parameterNorm * parameterNorm;
  }
}
