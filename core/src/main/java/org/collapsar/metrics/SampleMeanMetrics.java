package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.List;

/** NC1 as scripts have it that centre over samples but weigh classes equally. */
final class SampleMeanMetrics {
  static final List<Definition> ALL =
      List.of(
          metric("nc1.quotient.samplemean")
              .title("within over between, classes equal about the mean over samples")
              .says(
                  "nc1.quotient with Sigma_B about the mean over samples, classes weighted equally:"
                      + " the same where classes are of one size.")
              .formula("tr Sigma_W / ((1/K) sum_c ||mu_c - hbar||^2), hbar the mean over samples")
              .source("tding1/Neural-Collapse and scripts after it")
              .undefined("where nc1.quotient is")
              .costs(Phrases.ONE_PASS)
              .from(
                  e -> {
                    e.requireEveryClass();
                    e.requirePooledVariance();
                    e.requireDistinctMeans();
                    double between = e.geometry().centredWeighted().squaredNorm() / e.classes();
                    return Nc1Metrics.quotient(e.within(), e.moments().samples(), between);
                  }),
          metric("nc1.pinv.samplemean")
              .title("within relative to between, classes equal about the mean over samples")
              .says(
                  "nc1.pinv with Sigma_B about the mean over samples, classes weighted equally: the"
                      + " same where classes are of one size.")
              .formula(
                  "tr(Sigma_W Sigma_B^+)/K, Sigma_B = (1/K) sum_c (mu_c - hbar)(mu_c - hbar)^T, hbar"
                      + " the mean over samples")
              .source("tding1/Neural-Collapse and scripts after it")
              .undefined("where nc1.pinv is")
              .costs(Phrases.TWO_PASSES)
              .parts(Part.SAMPLE_MEAN_PROJECTIONS)
              .from(
                  e -> {
                    e.requireProjections();
                    return Values.finite(e.trace(Part.SAMPLE_MEAN_PROJECTIONS) / e.classes());
                  }));

  private SampleMeanMetrics() {}
}
