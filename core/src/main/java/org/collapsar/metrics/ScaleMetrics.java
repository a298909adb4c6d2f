package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;
import static org.collapsar.metrics.Phrases.MEANS_ONLY;

import java.util.List;
import org.collapsar.linalg.Matrix;

/** Numbers that scale with the features or the weights. */
final class ScaleMetrics {
  static final List<Definition> ALL =
      List.of(
          metric("variance.within")
              .group(MetricGroup.NC1)
              .title("within-class variance")
              .label("Within-class variance", "trace of within-class covariance")
              .says(
                  "Trace of the within-class covariance: mean squared distance of a sample from its"
                      + " class mean; scales with H.")
              .formula("tr Sigma_W = (1/n) sum_i ||h_i - mu_{y_i}||^2")
              .source("the numerator of nc1.quotient")
              .undefined("if no class has two samples; classes without samples do not count")
              .costs(Phrases.ONE_PASS)
              .from(
                  e -> {
                    e.requirePooledVariance();
                    return Values.finite(e.within() / e.moments().samples());
                  }),
          metric("unc3")
              .group(MetricGroup.NC3)
              .title("uniform dual alignment")
              .says(
                  "Variance over classes of the product of the row of W and the centred class mean;"
                      + " scales with W and H.")
              .formula("var_c <w_c, mu_c - mu_G>")
              .source("Wu and Papyan, 2024")
              .undefined("without W, if a class has no samples or if K = 1")
              .costs(MEANS_ONLY)
              .needs(Need.WEIGHTS)
              .from(
                  e -> {
                    Evaluation.Sides m = e.sides(Side.MEANS);
                    return uniformity(e.classifier().w(), m.rows());
                  }),
          metric("bias_collapse")
              .title("bias collapse")
              .says(
                  "Norm of the logits of the unweighted mean of the class means: 0 if the bias just"
                      + " undoes it.")
              .formula("||W mu_G + b||")
              .source(Phrases.ZHU)
              .undefined("without W and b or if a class has no samples")
              .costs(MEANS_ONLY)
              .needs(Need.WEIGHTS, Need.BIAS)
              .from(ScaleMetrics::biasCollapse),
          metric("nc0")
              .title("sum of the rows of W")
              .says("Norm of the sum of the rows of W.")
              .formula("||W^T 1||")
              .source("arXiv 2602.16642")
              .undefined("without W")
              .costs(Phrases.WEIGHTS_ONLY)
              .needs(Need.WEIGHTS)
              .from(e -> rowSum(e.classifier().w())));

  private ScaleMetrics() {}

  /** var_c &lt;w_c, m_c&gt;, population variance. Source: Wu and Papyan, 2024 (UNC3). */
  static MetricValue uniformity(Matrix w, Matrix means) {
    if (w.rows() < 2) {
      return Values.oneClass();
    }
    double[] products = new double[w.rows()];
    for (int c = 0; c < products.length; c++) {
      products[c] = Vectors.dot(w, c, means, c);
    }
    return Values.finite(Vectors.variance(products, Vectors.mean(products)));
  }

  private static MetricValue biasCollapse(Evaluation e) {
    Classifier last = e.classifier();
    if (!last.biasGiven()) {
      throw new Undefined("because no bias b was given");
    }
    e.requireEveryClass();
    double[] left = new double[e.classes()];
    double[] centre = e.geometry().centre();
    int d = centre.length;
    for (int c = 0; c < left.length; c++) {
      left[c] = Vectors.accurateDot(last.w().data(), c * d, centre, 0, d, last.bias()[c]);
    }
    return Values.finite(Vectors.norm(left));
  }

  private static MetricValue rowSum(Matrix w) {
    double[] sums = new double[w.columns()];
    for (int j = 0; j < sums.length; j++) {
      for (int c = 0; c < w.rows(); c++) {
        sums[j] += w.get(c, j);
      }
    }
    return Values.finite(Vectors.norm(sums));
  }
}
