package org.collapsar.theory;

import static org.collapsar.theory.Hypothesis.key;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;

/**
 * Evaluates Lemma 4.7 of [1]: lambda_* = lambda_min(E_{u ~ N(0, I)} sigma(X^T u) sigma(u^T X)) is
 * positive under Assumption 2.
 *
 * <p>[1] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 */
final class KernelLemma {
  private static final TheoremInfo INFO =
      TheoremInfo.of("wu2025.lemma4.7")
          .called("lambda_* (4.7)", "lambda_*", "smallest eigenvalue of the kernel and bounds")
          .claims("The kernel of Gaussian particles is positive definite on the data.")
          .from(LandscapeRequirements.SOURCE, "Lemma 4.7", "4.7")
          .below("lambda_*", Tier.PRINTED, Tier.RESIDUAL)
          .erratum(
              "sigma(z) + sigma(-z) is constant: two samples x, x' with -x, -x' among the data"
                  + " satisfy the assumption, and make the kernel singular")
          .build();

  /** On the data: it takes n x n numbers, which no run does of itself. */
  static final Theorem<ParticleInputs> THEOREM =
      Theorem.of(ParticleInputs.class, p -> List.of(certificate(p)), INFO);

  private KernelLemma() {}

  private static Certificate certificate(ParticleInputs of) {
    try (ThreadTeam team = new ThreadTeam(of.threads())) {
      return certificate(of.inputs(), of.sigma(), team);
    }
  }

  private static Certificate certificate(Matrix inputs, Nonlinearity sigma, ThreadTeam team) {
    int n = inputs.rows();
    GaussianKernel.Bottom bottom =
        n <= GaussianKernel.MOST ? GaussianKernel.bottom(inputs, sigma.value(), team) : null;
    MetricValue value =
        bottom == null
            ? MetricValue.undefined(
                "because n = "
                    + n
                    + " is more than the "
                    + GaussianKernel.MOST
                    + " it is computed for")
            : Logs.defined(bottom.value());
    List<Hypothesis> assumption =
        List.of(
            Hypothesis.yes(
                key("even-derivatives"),
                "no even derivative of sigma is 0 everywhere (" + sigma.name() + ")",
                sigma.evenDerivatives()),
            Hypothesis.atLeast(
                key("distinct"),
                "coordinates in which all samples are distinct and not 0",
                distinctCoordinates(inputs),
                1));
    return INFO.certificate(
        value,
        Bound.of(
            INFO,
            Tier.PRINTED,
            "0, under Assumption 2",
            sigma.oddUpToConstant() ? INFO.erratum() : null,
            assumption,
            value,
            () -> MetricValue.of(0)),
        Bound.of(
            INFO,
            Tier.RESIDUAL,
            "lambda_* as computed, less its error: above 0 it is a proof",
            null,
            List.of(),
            value,
            () ->
                bottom == null
                    ? MetricValue.undefined("because lambda_* was not computed")
                    : Logs.defined(bottom.value() - bottom.error())));
  }

  /** In how many coordinates all samples differ and none is 0. */
  static int distinctCoordinates(Matrix x) {
    int count = 0;
    Set<Double> seen = new HashSet<>();
    for (int s = 0; s < x.columns(); s++) {
      // Of most coordinates the first samples tell: pixels are 0 here and there, and repeat.
      boolean fine = true;
      for (int i = 0; i < x.rows() && fine; i++) {
        double value = x.get(i, s) + 0.0; // -0 is 0
        fine = value != 0 && seen.add(value);
      }
      count += fine ? 1 : 0;
      seen.clear();
    }
    return count;
  }
}
