package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;

/** NC3: how the rows of the classifier W [K x D] and the class means M [K x D] (rows) agree. */
final class Duality {
  private Duality() {}

  /**
   * || W M~/||W M~||_F - (I - 11^T/K)/sqrt(K-1) ||_F. Source: Zhu et al., NeurIPS 2021.
   *
   * @param means centred, one a row
   */
  static MetricValue dualError(Matrix w, Matrix means, double meansFloor) {
    if (w.rows() < 2) {
      return Frames.oneClass();
    }
    Matrix left = Frames.unitNorm(w, 0);
    Matrix right = Frames.unitNorm(means, meansFloor);
    if (left == null || right == null) {
      return MetricValue.undefined(
          left == null ? "because W = 0" : "because every centred mean is zero");
    }
    Matrix product = Blas.timesTransposed(left, right);
    if (Vectors.norm(product) <= 4 * Vectors.EPSILON * Math.sqrt(w.columns())) {
      return MetricValue.undefined("because W M~ = 0: W is orthogonal to the centred means");
    }
    return Frames.distanceToSimplex(product);
  }

  /**
   * || W/||W||_F - M~^T/||M~||_F ||_F, or its square (so in Papyan, Han and Donoho, PNAS 2020).
   *
   * @param means centred, one a row
   */
  static MetricValue selfDuality(Matrix w, Matrix means, double meansFloor, boolean squared) {
    if (w.rows() < 2) {
      return Frames.oneClass();
    }
    Matrix left = Frames.unitNorm(w, 0);
    Matrix right = Frames.unitNorm(means, meansFloor);
    if (left == null || right == null) {
      return MetricValue.undefined(
          left == null ? "because W = 0" : "because every centred mean is zero");
    }
    double distance = left.combine(1, -1, right).squaredNorm();
    return Values.finite(squared ? distance : Math.sqrt(distance));
  }

  /** (1/K) sum_c cos(m_c, w_c). */
  static MetricValue meanCosine(Matrix w, Matrix means, String what, double meansFloor) {
    double[] lengths = Vectors.norms(means);
    double[] rows = Vectors.norms(w);
    double sum = 0;
    for (int c = 0; c < rows.length; c++) {
      if (rows[c] == 0 || lengths[c] <= meansFloor) {
        return MetricValue.undefined(
            "because the " + (rows[c] == 0 ? "row of W" : what) + " of class " + c + " is zero");
      }
      sum += Vectors.dot(w, c, means, c) / rows[c] / lengths[c];
    }
    return Values.finite(sum / rows.length);
  }

  /** var_c &lt;w_c, m_c&gt;, population variance. Source: Wu and Papyan, 2024 (UNC3). */
  static MetricValue uniformity(Matrix w, Matrix means) {
    if (w.rows() < 2) {
      return Frames.oneClass();
    }
    double[] products = new double[w.rows()];
    for (int c = 0; c < products.length; c++) {
      products[c] = Vectors.dot(w, c, means, c);
    }
    return Values.finite(Frames.variance(products, Frames.mean(products)));
  }
}
