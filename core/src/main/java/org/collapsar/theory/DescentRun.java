package org.collapsar.theory;

import org.collapsar.metrics.MetricValue;

/**
 * The gradient descent that led to a network, as Theorem 4.4 / B.2 of Jacot et al. (ICLR 2025)
 * takes it.
 *
 * @param start the numbers at its start
 * @param steps k, how many steps were made
 * @param regularisedLoss C_lambda(theta_k), a sum over samples
 * @param plRatio ||grad C_0||^2/C_0 at theta_k
 * @param distance ||theta_k - theta_0||
 */
public record DescentRun(
    InitialQuantities start,
    double steps,
    MetricValue regularisedLoss,
    MetricValue plRatio,
    MetricValue distance) {

  /** With what the head of the network shows: the eps_1 and eps_2 that the run has reached. */
  DescentProgress reached(HeadQuantities q) {
    return new DescentProgress(
        steps,
        q.residual() / Math.sqrt(2),
        q.imbalance(),
        q.nc1(),
        regularisedLoss,
        plRatio,
        distance);
  }
}
