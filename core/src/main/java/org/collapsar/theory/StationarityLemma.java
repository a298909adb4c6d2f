package org.collapsar.theory;

import java.util.List;
import org.collapsar.metrics.MetricValue;

/**
 * Evaluates Definition 4.1 and Lemma 4.6 of [1]: eps_S^2 = E||Delta||^2 without noise; with noise
 * its drift part, under its own name, because the rest is the score of rho. It is never below
 * ||D||_F^2/tr(K) (ours, docs/certificates.md).
 *
 * <p>[1] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 */
final class StationarityLemma {
  private static final TheoremInfo INFO =
      TheoremInfo.of("wu2025.lemma4.6")
          .called("Stationarity (4.6)", "squared drift", "squared drift of particles, bound")
          .claims("The distance of the point from a stationary one.")
          .from(LandscapeRequirements.SOURCE, "Lemma 4.6", "4.6")
          .below("eps_S^2 = E||Delta||^2", Tier.RESIDUAL)
          .inTraining()
          .build();
  private static final TheoremInfo NOISY =
      INFO.saying(
          "The drift of the particles: one part of their distance from a stationary law; the score"
              + " of rho is the other.",
          "E||Delta||^2 (drift part of eps_S^2)");

  static final Theorem<MeanFieldQuantities> THEOREM =
      Theorem.of(
          MeanFieldQuantities.class, q -> List.of(new StationarityLemma(q).certificate()), INFO);

  private final MeanFieldQuantities q;

  StationarityLemma(MeanFieldQuantities q) {
    this.q = q;
  }

  Certificate certificate() {
    boolean noisy = q.point().model().noise() > 0;
    MetricValue value = MetricValue.of(q.point().squaredDrift());
    return (noisy ? NOISY : INFO)
        .certificate(
            value,
            Bound.of(
                INFO,
                Tier.RESIDUAL,
                "||D||_F^2/tr(K)",
                null,
                List.of(),
                value,
                () ->
                    q.trace() > 0
                        ? Logs.defined(q.defect() / q.trace() * q.defect())
                        : MetricValue.undefined("because K = 0")));
  }
}
