package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;

/**
 * The squared loss (1/2n) sum_i ||W h_i + b - e_{y_i}||^2 as a sum of three: what is left at the
 * best last layer W_LS, b_LS for these features, within classes (L_NC1) and of their means
 * (L_NC2/3), and what the last layer loses against that one (L_perp). Source: Han, Papyan and
 * Donoho, ICLR 2022, without weight decay; here every sample counts the same, whatever the sizes of
 * classes.
 *
 * <p>Each has its digits in deep collapse, where normal equations lose them: W_LS is the minimum of
 * ||R X||^2 + ||B X - Y||^2 over X [D x K], with R^T R = Sigma_W, B the weighted centred means and
 * Y the weighted centred labels. Let B = U S V^T. The part of X outside of V only serves to make R
 * X small, which leaves of R V what columns of R outside of V cannot explain, P. With G = P S^{-1}
 * and its singular values g the minimum is a ridge regression, L_NC1 = (1/2) sum (g/(1 + g^2))^2
 * ||y_j||^2 and L_NC2/3 = (1/2) sum (g^2/(1 + g^2))^2 ||y_j||^2, without a difference (derived
 * here).
 */
final class SquaredLossMetrics {
  private static final String SOURCE =
      "Han, Papyan and Donoho, ICLR 2022, there with classes of one size";

  static final List<Definition> ALL =
      List.of(
          metric("mse.nc1")
              .title("squared loss within classes")
              .says(
                  "Part of the squared loss of the best last layer for these features that is due"
                      + " to deviations from the class means.")
              .formula("L_NC1 = (1/2) tr(W_LS Sigma_W W_LS^T)")
              .source(SOURCE)
              .undefined("if K = 1")
              .costs(Phrases.SPECTRUM)
              .keepsPairs()
              .parts(Part.SPREAD)
              .from(e -> Values.finite(split(e).within())),
          metric("mse.nc23")
              .title("squared loss of the class means")
              .says(
                  "Part of the squared loss of the best last layer for these features that is due"
                      + " to their class means.")
              .formula("L_NC2/3 = (1/2n) sum_c n_c ||W_LS mu_c + b_LS - e_c||^2")
              .source(SOURCE)
              .undefined("if K = 1")
              .costs(Phrases.SPECTRUM)
              .keepsPairs()
              .parts(Part.SPREAD)
              .from(e -> Values.finite(split(e).ofMeans())),
          metric("mse.perp")
              .title("squared loss of the last layer")
              .says(
                  "Excess of the squared loss of the last layer over that of the best one for these"
                      + " features; b is 0 if none was given. With mse.nc1 and mse.nc23 it adds up"
                      + " to the squared loss.")
              .formula("L_perp = (1/2n) sum_i ||(W - W_LS) h_i + b - b_LS||^2")
              .source(SOURCE)
              .undefined("without W or if K = 1")
              .costs(Phrases.SPECTRUM)
              .keepsPairs()
              .needs(Need.WEIGHTS)
              .parts(Part.SPREAD)
              .from(e -> Values.finite(split(e).against(e))));

  private SquaredLossMetrics() {}

  /**
   * The best last layer, by what it makes of the features.
   *
   * @param r R [r x D], R^T R = Sigma_W
   * @param b B [K x D], rows sqrt(n_c/n) (mu_c - mu_G)
   * @param ofDeviations R X [r x K]
   * @param ofMeansLeft U [K x q]
   * @param coordinates U^T B X [q x K]
   * @param within L_NC1
   * @param ofMeans L_NC2/3
   */
  private record Split(
      Matrix r,
      Matrix b,
      Matrix ofDeviations,
      Matrix ofMeansLeft,
      Matrix coordinates,
      double within,
      double ofMeans) {

    /** L_perp. */
    double against(Evaluation e) {
      Classifier last = e.classifier();
      Matrix deviations = Blas.timesTransposed(r, last.w()).combine(1, -1, ofDeviations);
      Matrix means =
          Blas.timesTransposed(b, last.w()).combine(1, -1, ofMeansLeft.times(coordinates));
      double[] centre = e.moments().sampleMean();
      double[] shares = shares(e);
      double sum = 0;
      for (int c = 0; c < shares.length; c++) {
        double x =
            Vectors.accurateDot(
                last.w().data(),
                c * centre.length,
                centre,
                0,
                centre.length,
                last.bias()[c] - shares[c]);
        sum += x * x;
      }
      return (deviations.squaredNorm() + means.squaredNorm() + sum) / 2;
    }
  }

  private static Split split(Evaluation e) {
    return e.shared(Split.class, () -> compute(e));
  }

  private static Split compute(Evaluation e) {
    e.requireSamples();
    e.requireTwoClasses();
    Matrix r = e.deviations(SpreadPlan.Weight.BY_SIZE);
    Matrix b = e.weightedBetween().rows();
    if (!Double.isFinite(r.squaredNorm()) || !Double.isFinite(b.squaredNorm())) {
      throw new Undefined("because the features are too large: their squares are not finite");
    }
    Spectral.BothSides means = Spectral.svd(b);
    // As of every metric: what is rounding of the features is no direction of the means.
    int q = e.geometry().distinct() ? e.weightedBetween().rotation().rows() : 0;
    Matrix u = columns(means.left(), q);
    Matrix v = rows(means.right(), q);
    Matrix y = labels(shares(e));
    Matrix inU = u.transposed().times(y);

    // G = P S^{-1}, P what R outside of V does not explain of R V.
    Matrix g = unexplained(r, v);
    for (int i = 0; i < g.data().length; i++) {
      g.data()[i] /= means.values()[i % q];
    }
    Spectral.BothSides ridge = Spectral.svd(g);
    Matrix turned = ridge.right().times(inU);
    double within = 0;
    // With as many directions as labels have, the means alone can be fitted exactly.
    double ofMeans = q == y.rows() - 1 ? 0 : y.combine(1, -1, u.times(inU)).squaredNorm();
    for (int j = 0; j < turned.rows(); j++) {
      double s = ridge.values()[j];
      double kept = 1 / (1 + s * s);
      double square = 0;
      for (int c = 0; c < turned.columns(); c++) {
        double x = turned.get(j, c);
        square += x * x;
        turned.data()[j * turned.columns() + c] = s * s * kept * x;
      }
      within += s * kept * s * kept * square;
      ofMeans += s * s * kept * s * s * kept * square;
    }
    Matrix coordinates = inU.combine(1, -1, ridge.right().transposed().times(turned));
    return new Split(r, b, g.times(coordinates), u, coordinates, within / 2, ofMeans / 2);
  }

  /** (I - Q Q^T) R V, Q the range of R (I - V V^T); v has the directions as rows. */
  private static Matrix unexplained(Matrix r, Matrix v) {
    Matrix inside = Blas.timesTransposed(r, v);
    if (r.rows() == 0 || v.rows() == 0) {
      return inside;
    }
    Spectral.BothSides outside = Spectral.svd(r.combine(1, -1, inside.times(v)));
    double[] s = outside.values();
    int size = Math.max(r.rows(), r.columns());
    double tolerance = 10.0 * size * Math.ulp(1.0) * Spectral.operatorNorm(r);
    int rank = 0;
    while (rank < s.length && s[rank] > tolerance) {
      rank++;
    }
    Matrix left = columns(outside.left(), rank);
    Matrix p = inside;
    for (int i = 0; i < 2; i++) { // twice is enough
      p = p.combine(1, -1, left.times(left.transposed().times(p)));
    }
    double rounding = 10.0 * size * Math.ulp(1.0) * Math.sqrt(inside.squaredNorm());
    return Math.sqrt(p.squaredNorm()) > rounding ? p : new Matrix(inside.rows(), inside.columns());
  }

  /** n_c/n of each class. */
  private static double[] shares(Evaluation e) {
    double[] shares = new double[e.classes()];
    for (int c = 0; c < shares.length; c++) {
      shares[c] = (double) e.moments().count(c) / e.moments().samples();
    }
    return shares;
  }

  /** Y: sqrt(n_c/n) (e_c - shares), a row per class that has samples. */
  private static Matrix labels(double[] shares) {
    int k = shares.length;
    int[] filled = IntStream.range(0, k).filter(c -> shares[c] > 0).toArray();
    Matrix y = new Matrix(filled.length, k);
    for (int i = 0; i < filled.length; i++) {
      for (int j = 0; j < k; j++) {
        y.data()[i * k + j] = Math.sqrt(shares[filled[i]]) * ((filled[i] == j ? 1 : 0) - shares[j]);
      }
    }
    return y;
  }

  private static Matrix columns(Matrix a, int count) {
    return rows(a.transposed(), count).transposed();
  }

  private static Matrix rows(Matrix a, int count) {
    double[] first = Arrays.copyOf(a.data(), count * a.columns());
    return new Matrix(count, a.columns(), first);
  }
}
