package org.collapsar.theory;

import org.collapsar.linalg.KernelSystems;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the landscape theorems of [1] on a mean-field network as it stands ({@link #of}), and
 * on its data ({@link #kernel}). Formulas and proofs: docs/certificates.md.
 *
 * <p>[1] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 */
public final class LandscapeCertificates {
  private LandscapeCertificates() {}

  /**
   * Evaluates Theorem 4.2, Corollary 4.4 and Lemmas 4.3, 4.5 and 4.6 of [1]. The linear systems are
   * solved by Cholesky where the smaller of n and N is at most {@link KernelSystems#DIRECT}, else
   * by conjugate gradients.
   *
   * @param point the network on its training samples
   * @param threads how many threads work; no number depends on it
   * @return certificates and predicted features
   * @throws IllegalArgumentException if that is below 1
   */
  public static Landscape of(MeanFieldPoint point, int threads) {
    return of(point, null, threads);
  }

  /**
   * Evaluates the theorems with a solver of one's choice.
   *
   * @param point the network on its training samples
   * @param method null for the usual one
   * @param threads how many threads work; no number depends on it
   * @return certificates and predicted features
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public static Landscape of(
      MeanFieldPoint point, KernelSystems.@Nullable Method method, int threads) {
    MeanFieldQuantities q = MeanFieldQuantities.measure(point, method, threads);
    MeanFieldQuantities.Prediction p = q.prediction();
    return new Landscape(
        TheoremCatalogue.ALL.evaluate(MeanFieldQuantities.class, q),
        point.features(),
        p == null ? null : p.predicted(),
        new FeatureTheorem(q).share(),
        p == null ? null : p.solution().method(),
        p == null ? Double.NaN : p.solution().residual(),
        p == null ? 0 : p.solution().steps());
  }

  /**
   * Evaluates Lemma 4.7 of [1] on the data: lambda_* of the kernel of Gaussian particles with its
   * error, and Assumption 2. It takes n x n numbers, and is undefined for more than 8000 samples.
   *
   * @param inputs X [n x d], a row per sample
   * @param sigma activation of the particles
   * @param threads how many threads work; no number depends on it
   * @return the certificate {@code wu2025.lemma4.7}
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public static Certificate kernel(Matrix inputs, Nonlinearity sigma, int threads) {
    return KernelLemma.THEOREM.evaluate(new ParticleInputs(inputs, sigma, threads)).get(0);
  }
}
