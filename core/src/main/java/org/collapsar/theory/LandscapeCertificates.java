package org.collapsar.theory;

import org.collapsar.linalg.KernelSystems;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The landscape theorems of Wu and Mondelli (ICML 2025) on a mean-field network as it stands:
 * {@link #of}, and {@link #kernel} on its data. Formulas and proofs: docs/certificates.md.
 */
public final class LandscapeCertificates {
  private LandscapeCertificates() {}

  /**
   * Theorem 4.2, Corollary 4.4 and Lemmas 4.3, 4.5 and 4.6. The linear systems are solved by
   * Cholesky where the smaller of n and N is at most {@link KernelSystems#DIRECT}, else by
   * conjugate gradients.
   *
   * @param threads how many threads work; no number depends on it
   * @throws IllegalArgumentException if that is below 1
   */
  public static Landscape of(MeanFieldPoint point, int threads) {
    return of(point, null, threads);
  }

  /**
   * The same with a solver of one's choice.
   *
   * @param method null for the usual one
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
   * Lemma 4.7 on the data: lambda_* of the kernel of Gaussian particles with its error, and
   * Assumption 2. It takes n x n numbers, and is undefined for more than 8000 samples.
   *
   * @param inputs X [n x d], a row per sample
   * @param threads how many threads work; no number depends on it
   */
  public static Certificate kernel(Matrix inputs, Nonlinearity sigma, int threads) {
    return KernelLemma.THEOREM.evaluate(new ParticleInputs(inputs, sigma, threads)).get(0);
  }
}
