package org.collapsar.theory;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.linalg.KernelSystems;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * The landscape theorems of Wu and Mondelli (ICML 2025) on a mean-field network as it stands:
 * {@link #of}, and {@link #kernel} on its data. Formulas and proofs: docs/certificates.md.
 */
public final class LandscapeCertificates {
  /** Ids of those that a training run evaluates of itself, in their order. */
  public static final List<String> IN_TRAINING =
      List.of(
          "wu2025.theorem4.2.identity",
          "wu2025.theorem4.2.explained",
          "wu2025.theorem4.2.e1",
          "wu2025.theorem4.2.e2",
          "wu2025.corollary4.4",
          "wu2025.lemma4.3.smin",
          "wu2025.lemma4.3.norm",
          "wu2025.lemma4.5",
          "wu2025.lemma4.6");

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
    List<Certificate> all = new ArrayList<>(new FeatureTheorem(q).certificates());
    MetricValue explained = all.get(1).value();
    all.add(new CollapseCorollary(q).certificate());
    all.addAll(new ConditioningLemma(q, 0).certificates());
    all.add(new BalanceLemma(q).certificate());
    all.add(new StationarityLemma(q).certificate());
    MeanFieldQuantities.Prediction p = q.prediction();
    return new Landscape(
        all,
        point.features(),
        p == null ? null : p.predicted(),
        explained,
        p == null ? null : p.solution().method(),
        p == null ? Double.NaN : p.solution().residual(),
        p == null ? 0 : p.solution().steps());
  }

  /**
   * Lemma 4.7 on the data: lambda_* of the kernel of Gaussian particles with its error, and
   * Assumption 2. It takes n x n numbers, and is undefined for more than 8000 samples.
   *
   * @param inputs X [n x d], a row a sample
   * @param threads how many threads work; no number depends on it
   */
  public static Certificate kernel(Matrix inputs, Nonlinearity sigma, int threads) {
    try (ThreadTeam team = new ThreadTeam(threads)) {
      return KernelLemma.certificate(inputs, sigma, team);
    }
  }
}
