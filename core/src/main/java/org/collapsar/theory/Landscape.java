package org.collapsar.theory;

import java.util.List;
import org.collapsar.linalg.KernelSystems;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * The theorems of Wu and Mondelli (ICML 2025) evaluated on one point of a mean-field network, with
 * the features that Theorem 4.2 predicts.
 *
 * @param certificates in the order of {@link TheoremCatalogue}
 * @param actual H [n x p]
 * @param predicted F [n x p] of Theorem 4.2; null where lambda_rho = 0
 * @param explained the share of the variance of H that F explains
 * @param method how the linear systems were solved; null where there were none
 * @param residual the largest residual of one, relative to its right side; NaN where there were
 *     none
 * @param steps of conjugate gradients
 */
public record Landscape(
    List<Certificate> certificates,
    Matrix actual,
    @Nullable Matrix predicted,
    MetricValue explained,
    KernelSystems.@Nullable Method method,
    double residual,
    int steps) {
  /**
   * Keeps a copy of the certificates.
   *
   * @param certificates in the order of {@link TheoremCatalogue}
   * @param actual [n x p]
   * @param predicted [n x p] or null
   * @param explained at most 1
   * @param method null without linear systems
   * @param residual NaN without linear systems
   * @param steps at least 0
   */
  public Landscape {
    certificates = List.copyOf(certificates);
  }
}
