package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;
import static org.collapsar.metrics.Phrases.EMPTY;
import static org.collapsar.metrics.Phrases.MEANS_RULE;
import static org.collapsar.metrics.Phrases.ONE_PASS;
import static org.collapsar.metrics.Phrases.PAPYAN;
import static org.collapsar.metrics.Phrases.TWO_PASSES;

import java.util.List;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;

/** NC1: how much of the features' variance is left inside the classes. */
final class Nc1Metrics {
  private static final String POOLED = EMPTY + ", no class has two, or all class means are equal";

  private static final String WEIGHTED =
      "if no class has two samples or all class means are equal; a class without samples has"
          + " weight 0";

  static final List<Definition> ALL =
      List.of(
          metric("nc1.quotient")
              .title("within over between")
              .label("NC1", "NC1 = within / between variance")
              .says(
                  "Trace of the within-class over that of the between-class covariance, classes"
                      + " weighted equally in the latter.")
              .formula("tr Sigma_W / tr Sigma_B")
              .source(Phrases.TIRER + "; " + Phrases.JACOT)
              .undefined(POOLED)
              .costs(ONE_PASS)
              .byDefault()
              .from(Nc1Metrics::quotient),
          metric("nc1.quotient.weighted")
              .title("within over between, weighted")
              .says(
                  "nc1.quotient with Sigma_B about the mean over samples and weighted by class"
                      + " size.")
              .formula("tr Sigma_W / sum_c (n_c/n) ||mu_c - mu_G||^2")
              .source(Phrases.TIRER)
              .undefined(WEIGHTED)
              .costs(ONE_PASS)
              .from(Nc1Metrics::weightedQuotient),
          metric("nc1.total")
              .title("within over total")
              .label("NC1", "NC1 = within-class / total variance")
              .says(
                  "Share of the variance about the mean over samples that is within classes, in"
                      + " [0, 1].")
              .formula(
                  "||within||_F^2 / ||total||_F^2; q/(1+q) with q = nc1.quotient when balanced")
              .source(Phrases.WU)
              .undefined(
                  "if no class has two samples or all features are equal; classes without samples"
                      + " do not count")
              .costs(ONE_PASS)
              .byDefault()
              .from(Nc1Metrics::total),
          metric("nc1.pinv")
              .title("within relative to between")
              .says(
                  "Within-class variance relative to the between-class one in each direction of the"
                      + " class means, divided by K; Sigma_B weighs classes equally.")
              .formula("tr(Sigma_W Sigma_B^+)/K = (1/K) sum_j u_j^T Sigma_W u_j / lambda_j")
              .source(PAPYAN)
              .undefined(POOLED + MEANS_RULE)
              .costs(TWO_PASSES)
              .byDefault()
              .parts(Part.PROJECTIONS)
              .from(e -> pinv(e, 1)),
          metric("nc1.pinv.sum")
              .title("within relative to between, not divided by K")
              .says("nc1.pinv times K, as in the notebook of the source.")
              .formula("tr(Sigma_W Sigma_B^+)")
              .source(PAPYAN + " (notebook)")
              .undefined(POOLED + MEANS_RULE)
              .costs(TWO_PASSES)
              .parts(Part.PROJECTIONS)
              .from(e -> pinv(e, e.classes())),
          metric("nc1.pinv.weighted")
              .title("within relative to between, weighted")
              .says("nc1.pinv with Sigma_B about the mean over samples and weighted by class size.")
              .formula("tr(Sigma_W Sigma_B^+)/K")
              .source(PAPYAN)
              .undefined(POOLED + MEANS_RULE)
              .costs(TWO_PASSES)
              .parts(Part.WEIGHTED_PROJECTIONS)
              .from(
                  e -> {
                    e.requireEveryClass();
                    return weightedPinv(e, 1.0 / e.classes());
                  }),
          metric("nc1.fuzziness")
              .title("separation fuzziness")
              .says(
                  "Trace of within-class times inverse between-class scatter, both sums over"
                      + " samples: K times nc1.pinv.weighted.")
              .formula("tr(SS_W SS_B^+), SS_B = sum_c n_c (mu_c - mu_G)(mu_c - mu_G)^T")
              .source("He and Su, PNAS 2023")
              .undefined(WEIGHTED + MEANS_RULE)
              .costs(TWO_PASSES)
              .parts(Part.WEIGHTED_PROJECTIONS)
              .from(e -> weightedPinv(e, 1)),
          metric("nc1.cdnv")
              .title("class-distance normalised variance")
              .says(
                  "Mean over pairs of classes of their mean variance over the squared distance of"
                      + " their means.")
              .formula(
                  "mean over c < c' of (V_c + V_c')/(2 ||mu_c - mu_c'||^2), V_c = tr Cov_c"
                      + " (population)")
              .source("Galanti, Gyorgy and Hutter, ICLR 2022")
              .undefined(EMPTY + " or one, if K = 1, or if two class means are equal")
              .costs(ONE_PASS + " and O(D K^2)")
              .keepsPairs()
              .byDefault()
              .from(Nc1Metrics::cdnv));

  private Nc1Metrics() {}

  static MetricValue quotient(Evaluation e) {
    e.requireEveryClass();
    e.requirePooledVariance();
    e.requireDistinctMeans();
    return quotient(e.within(), e.moments().samples(), e.between());
  }

  private static MetricValue weightedQuotient(Evaluation e) {
    e.requirePooledVariance();
    e.requireDistinctMeans();
    return quotient(e.within(), e.moments().samples(), e.weightedBetween().trace());
  }

  /**
   * tr Sigma_W / tr Sigma_B, Sigma_W = within/n.
   *
   * @param within sum over samples of ||h - mu_y||^2
   * @param between tr Sigma_B
   */
  static MetricValue quotient(double within, long samples, double between) {
    return between == 0
        ? MetricValue.undefined("because all class means are equal")
        : Values.finite(within / samples / between);
  }

  /**
   * ||H~ - M_c||_F^2 / ||H~||_F^2 = W/(W + B), W = sum_i ||h_i - mu_{y_i}||^2, B = sum_c n_c ||mu_c
   * - mu_G||^2, mu_G the mean over samples; section 2 of the source.
   */
  static MetricValue total(Evaluation e) {
    e.requireSamples();
    double within = e.within();
    double total = within + e.weightedBetween().trace() * e.moments().samples();
    if (total == 0) {
      return MetricValue.undefined("because all features are equal: the total variance is 0");
    }
    e.requirePooledVariance();
    return Values.finite(within / total);
  }

  /** tr(Sigma_W Sigma_B^+)/K = sum_j (1/n) sum_i (u_j . d_i)^2 / s_j^2, times a factor. */
  static MetricValue pinv(Evaluation e, double factor) {
    e.requireProjections();
    return Values.finite(e.trace() * factor);
  }

  /** tr(Sigma_W Sigma_B^+) with Sigma_B weighted by class size, times a factor. */
  private static MetricValue weightedPinv(Evaluation e, double factor) {
    e.requireWeightedProjections();
    return Values.finite(factor * e.trace(Part.WEIGHTED_PROJECTIONS));
  }

  static MetricValue cdnv(Evaluation e) {
    e.requireTwoClasses();
    e.requireVariances();
    return cdnv(e.variances(), e.geometry().centred(), e.geometry().floor());
  }

  /**
   * The mean over pairs c &lt; c' of (V_c + V_c')/(2 ||mu_c - mu_c'||^2).
   *
   * @param variances V_c [K]
   * @param means centred by anything [K x D]; distances below {@code floor} are zero
   */
  static MetricValue cdnv(double[] variances, Matrix means, double floor) {
    int k = means.rows();
    int d = means.columns();
    Matrix gram = Blas.timesTransposed(means, means);
    double sum = 0;
    for (int c = 0; c < k; c++) {
      double part = 0;
      for (int other = c + 1; other < k; other++) {
        double scale = gram.get(c, c) + gram.get(other, other);
        double square = scale - 2 * gram.get(c, other);
        if (!(square > 1e-3 * scale)) {
          // Near each other: the difference of large products would lose digits.
          square = Vectors.squaredDistance(means.data(), c * d, means.data(), other * d, d);
        }
        if (Math.sqrt(square) <= floor) {
          return MetricValue.undefined(
              "because the means of classes " + c + " and " + other + " are equal");
        }
        part += (variances[c] + variances[other]) / (2 * square);
      }
      sum += part;
    }
    return Values.finite(sum / (k * (k - 1L) / 2));
  }
}
