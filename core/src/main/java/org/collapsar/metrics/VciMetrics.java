package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;
import static org.collapsar.metrics.Phrases.EMPTY;

import java.util.Arrays;
import java.util.List;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.Triangle;

/**
 * The variability collapse index: the share of the total covariance that is not between classes.
 */
final class VciMetrics {
  private static final String XU = "Xu and Liu, 2023 (arXiv 2306.03440)";

  /** More than this of a unit vector outside the range of Sigma_W is no rounding. */
  private static final double MOST_ROUNDING = 1e-4;

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
              .from(e -> vci(e, false)),
          metric("nc1.vci.weighted")
              .title("variability collapse index, weighted")
              .says("nc1.vci with the sample covariance and Sigma_B weighted by class size.")
              .formula("1 - tr(Sigma_T^+ Sigma_B)/min(D, K-1), Sigma_T the sample covariance")
              .source(XU)
              .undefined(EMPTY + ", no class has two, K = 1, or all class means are equal")
              .costs(Phrases.SPECTRUM)
              .parts(Part.SPREAD)
              .from(e -> vci(e, true)));

  private VciMetrics() {}

  private static MetricValue vci(Evaluation e, boolean weighted) {
    MeanGeometry geometry = e.geometry();
    Matrix between;
    if (weighted) {
      e.requireTwoClasses();
      e.requireEveryClass();
      e.requirePooledVariance();
      e.requireDistinctMeans();
      WeightedBetween sum = e.weightedBetween();
      between = scaled(sum.rotation().times(geometry.directions()), sum.values(), 1);
    } else {
      e.requireClassVariances();
      double factor = 1 / Math.sqrt(e.classes());
      between = scaled(geometry.directions(), geometry.singularValues(), factor);
    }
    Matrix within = e.deviations(weighted ? SpreadPlan.Weight.BY_SIZE : SpreadPlan.Weight.EQUAL);
    if (!Double.isFinite(within.squaredNorm())) {
      throw new Undefined("because the features are too large: their squares are not finite");
    }
    int r = Math.min(e.moments().dimension(), e.classes() - 1);
    return Values.finite(index(within, between, r, e.moments().samples()));
  }

  /** Row j times s_j and a factor. */
  private static Matrix scaled(Matrix rows, double[] s, double factor) {
    Matrix scaled = new Matrix(rows.rows(), rows.columns());
    for (int i = 0; i < scaled.data().length; i++) {
      scaled.data()[i] = rows.data()[i] * (s[i / rows.columns()] * factor);
    }
    return scaled;
  }

  /**
   * (1/r) sum over r directions of 1/(1 + s_j^2), s_j the singular values of R^-T B^T, R^T R =
   * Sigma_W and B^T B = Sigma_B: by Woodbury's identity 1 - tr(Sigma_T^+ Sigma_B)/r, without the
   * difference that deep collapse leaves no digit of. Directions that the class means lack count 1;
   * those in which nothing varies within classes count 0.
   *
   * @param within R [m x D]: a triangle if there are more samples than D, else any rows whose
   *     squares sum to Sigma_W
   * @param between B [k x D], rows of full rank k &lt;= r
   * @param samples that R was made of
   */
  static double index(Matrix within, Matrix between, int r, long samples) {
    int d = between.columns();
    double lacking = r - between.rows();
    double tolerance = 10.0 * Math.max(samples, d) * Vectors.EPSILON;
    if (Vectors.max(within.data()) == 0) {
      return lacking / r;
    }
    if (samples > d && d * tolerance < Triangle.reciprocalCondition(within)) {
      return (lacking + traceOfInverse(Triangle.solveTransposed(within, between))) / r;
    }
    Spectral.Svd svd = Spectral.thinSvd(within);
    double[] s = svd.values();
    int rank = 0;
    while (rank < s.length && s[rank] > tolerance * s[0]) {
      rank++;
    }
    Matrix range = rows(svd.right(), rank);
    Matrix inside = inRange(between, range, tolerance * s[0] / s[rank - 1]);
    Matrix x = Blas.timesTransposed(inside, range);
    for (int i = 0; i < x.data().length; i++) {
      x.data()[i] /= s[i % rank];
    }
    return (lacking + traceOfInverse(x)) / r;
  }

  /**
   * Combinations Z^T B, Z orthonormal, of all that lies in the range of Sigma_W: a direction with a
   * part outside has s = infinity.
   *
   * @param range orthonormal rows that span it
   * @param rounding what of a unit vector may lie outside by rounding
   */
  private static Matrix inRange(Matrix between, Matrix range, double rounding) {
    int k = between.rows();
    double[] norms = Vectors.norms(between);
    Matrix unit = new Matrix(k, between.columns(), between.data().clone());
    for (int i = 0; i < unit.data().length; i++) {
      unit.data()[i] /= norms[i / unit.columns()];
    }
    Matrix outside =
        unit.combine(
            1, -1, Blas.timesTransposed(Blas.timesTransposed(unit, range), range.transposed()));
    Spectral.BothSides svd = Spectral.svd(outside);
    int infinite = 0;
    while (infinite < k && svd.values()[infinite] > Math.min(rounding, MOST_ROUNDING)) {
      infinite++;
    }
    if (infinite == k) {
      return new Matrix(0, between.columns());
    }
    // Unit rows combined by a, the rows of B by a_i/norm_i: orthonormal again by a QR.
    Matrix combined = new Matrix(k, k - infinite);
    for (int i = 0; i < k; i++) {
      for (int j = infinite; j < k; j++) {
        combined.data()[i * (k - infinite) + j - infinite] =
            svd.left().get(i, j) / norms[i] * norms[k - 1];
      }
    }
    Matrix z = Spectral.orthonormalColumns(combined);
    return Blas.timesTransposed(z.transposed(), between.transposed());
  }

  /**
   * tr (I + X X^T)^-1 of X [k x q]: of the triangle T of [X^T; I] the sum of squares of its
   * inverse. Rows of X of unlike size keep their digits.
   */
  private static double traceOfInverse(Matrix x) {
    int k = x.rows();
    if (k == 0) {
      return 0;
    }
    Matrix stacked = new Matrix(x.columns() + k, k);
    for (int j = 0; j < k; j++) {
      for (int i = 0; i < x.columns(); i++) {
        stacked.data()[i * k + j] = x.get(j, i);
      }
      stacked.data()[(x.columns() + j) * k + j] = 1;
    }
    Matrix identity = new Matrix(k, k);
    for (int j = 0; j < k; j++) {
      identity.data()[j * k + j] = 1;
    }
    return Triangle.solveTransposed(Spectral.triangle(stacked), identity).squaredNorm();
  }

  private static Matrix rows(Matrix a, int count) {
    return new Matrix(count, a.columns(), Arrays.copyOf(a.data(), count * a.columns()));
  }
}
