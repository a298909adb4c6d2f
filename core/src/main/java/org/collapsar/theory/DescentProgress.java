package org.collapsar.theory;

import org.collapsar.metrics.MetricValue;

/**
 * Says where a run of gradient descent stands, and which eps_1 and eps_2 it is to reach, as Theorem
 * 4.4 / B.2 of Jacot et al. (ICLR 2025) takes them.
 *
 * @param steps k, how many were made
 * @param targetResidual eps_1 that phase 1 is to reach
 * @param targetImbalance eps_2 that phase 2 is to reach
 * @param nc1 NC1(Z_{L-1}) after k steps
 * @param regularisedLoss C_lambda(theta_k)
 * @param plRatio ||grad C_0||^2/C_0 at theta_k
 * @param distance ||theta_k - theta_0||
 */
public record DescentProgress(
    double steps,
    double targetResidual,
    double targetImbalance,
    MetricValue nc1,
    MetricValue regularisedLoss,
    MetricValue plRatio,
    MetricValue distance) {}
