package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.List;

/** NC5: where features of samples of none of the classes lie. */
final class OutOfDistributionMetrics {
  static final List<Definition> ALL =
      List.of(
          metric("nc5.ood")
              .title("orthogonality to out-of-distribution features")
              .says(
                  "Mean over classes of the absolute cosine of the class mean and the mean of the"
                      + " out-of-distribution features, both uncentred.")
              .formula("(1/K) sum_c |cos(mu_c, mu_OOD)|")
              .source("Ammar et al., ICLR 2024 (arXiv 2310.06823)")
              .undefined("without such features, if a class has no samples, or if a mean is zero")
              .costs("a pass over the out-of-distribution features")
              .byDefault()
              .needs(Need.OUT_OF_DISTRIBUTION)
              .from(e -> cosine(e, e.outOfDistribution().mean())),
          metric("nc5.ood.class_means")
              .title("orthogonality to out-of-distribution class means")
              .says(
                  "nc5.ood with the mean of the means of the out-of-distribution classes, which all"
                      + " count the same; classes without samples do not.")
              .formula("(1/K) sum_c |cos(mu_c, mu_OOD)|, mu_OOD the mean of the OOD class means")
              .source("the package neural-collapse")
              .undefined(
                  "without such features and labels of them (--ood-labels); otherwise as nc5.ood")
              .costs("the pass of nc5.ood")
              .byDefault()
              .needs(Need.OUT_OF_DISTRIBUTION, Need.OUT_OF_DISTRIBUTION_LABELS)
              .from(e -> cosine(e, ofClasses(e))));

  private OutOfDistributionMetrics() {}

  private static double[] ofClasses(Evaluation e) {
    double[] mean = e.outOfDistribution().ofClasses();
    if (mean == null) {
      throw new Undefined("because no labels of the out-of-distribution features were given");
    }
    return mean;
  }

  private static MetricValue cosine(Evaluation e, double[] other) {
    e.requireEveryClass();
    MeanGeometry geometry = e.geometry();
    int d = other.length;
    double length = Math.sqrt(Vectors.dot(other, 0, other, 0, d));
    if (length == 0) {
      throw new Undefined("because the mean of the out-of-distribution features is zero");
    }
    double[] norms = Vectors.norms(geometry.means());
    double sum = 0;
    for (int c = 0; c < e.classes(); c++) {
      if (norms[c] == 0) {
        throw new Undefined("because the mean of class " + c + " is zero");
      }
      sum += Math.abs(Vectors.dot(geometry.means().data(), c * d, other, 0, d)) / norms[c] / length;
    }
    return Values.finite(sum / e.classes());
  }
}
