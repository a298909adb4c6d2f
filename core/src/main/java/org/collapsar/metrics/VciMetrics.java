package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;
import static org.collapsar.metrics.Phrases.EMPTY;

import java.util.List;

/**
 * The variability collapse index: the share of the total covariance that is not between classes.
 */
final class VciMetrics {
  private static final String XU = "Xu and Liu, 2023 (arXiv 2306.03440)";

  static final List<Definition> ALL =
      List.of(
          metric("nc1.vci")
              .title("variability collapse index")
              .says(
                  "One less the share of the between-class covariance in the total, per direction of"
                      + " the class means; both weigh classes equally; in [0, 1].")
              .formula(
                  "1 - tr(Sigma_T^+ Sigma_B)/min(D, K-1), Sigma_T = (1/K) sum_c Cov_c + Sigma_B")
              .source(XU)
              .undefined(EMPTY + " or one, if K = 1, or if all class means are equal")
              .costs(Phrases.SPECTRUM)
              .parts(Part.SPREAD_EQUAL)
              .from(e -> e.vci(false)),
          metric("nc1.vci.weighted")
              .title("variability collapse index, weighted")
              .says("nc1.vci with the sample covariance and Sigma_B weighted by class size.")
              .formula("1 - tr(Sigma_T^+ Sigma_B)/min(D, K-1), Sigma_T the sample covariance")
              .source(XU)
              .undefined(EMPTY + ", no class has two, K = 1, or all class means are equal")
              .costs(Phrases.SPECTRUM)
              .parts(Part.SPREAD)
              .from(e -> e.vci(true)));

  private VciMetrics() {}
}
