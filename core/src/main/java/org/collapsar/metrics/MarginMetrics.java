package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Cholesky;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.MinimumNormPoint;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;

/**
 * The one-vs-rest margin of K directions a_c, rho = min_c dist(a_c, conv{a_c', c' != c}), which a
 * softmax code maximises: what takes the place of a simplex for K &gt; D + 1. Source: Jiang et al.,
 * ICML 2024 (arXiv 2310.05351).
 *
 * <p>Most distances need no search. For K &lt;= D + 1 the nearest points of all affine hulls come
 * from one inverse of G + 1 1^T, G the cosines; where its weights are positive it is the nearest of
 * the hull, and where not it still says how far the hull is at least. Wolfe's algorithm looks only
 * for those that may be nearer than the nearest known.
 */
final class MarginMetrics {
  static final List<Definition> ALL = List.of(of(Side.WEIGHTS), of(Side.MEANS));

  /** With more, pairs of classes take memory by the hundred megabytes. */
  static final int MOST_CLASSES = 2000;

  /** K min(K, D): time grows by its square and is two minutes here, where most is searched. */
  private static final long MOST_WORK = 1 << 20;

  /** Between the two sides of a distance, as a part of it: what is nearer is exact. */
  private static final double GAP = 1e-10;

  private static final double COARSEST_GAP = 1e-6;

  private MarginMetrics() {}

  private static Definition of(Side side) {
    String vector = side.ofWeights() ? "w_c" : "m_c";
    MetricInfo.Builder builder =
        metric("nc2.margin." + side.suffix)
            .title("softmax-code margin of " + side.what)
            .says(
                "Smallest distance of one from the convex hull of the others, of the "
                    + side.phrase
                    + ", each normalised to length 1; a simplex has K/(K-1), a softmax code the"
                    + " largest that D allows.")
            .formula(
                "min_c dist(a_c, conv{a_c', c' != c}), a_c = " + vector + "/||" + vector + "||")
            .source("Jiang et al., ICML 2024 (arXiv 2310.05351)")
            .undefined(
                (side.ofWeights() ? "without W" : Phrases.EMPTY)
                    + ", if K = 1, if one of them is zero, if K > "
                    + MOST_CLASSES
                    + " or if K min(K, D) > 2^20, which would take longer than minutes")
            .costs(
                "O(D K^2 + K^3), and up to K convex problems of K-1 points in D dimensions where"
                    + " hulls have to be searched, most of all for K > D + 1");
    return (side.ofWeights() ? builder.needs(Need.WEIGHTS) : builder)
        .from(
            e -> {
              Evaluation.Sides s = e.sides(side);
              return margin(s.rows(), side.one, s.floor());
            });
  }

  /**
   * rho of the rows.
   *
   * @param what names one of them in reasons
   * @param floor a norm that counts as zero
   */
  static MetricValue margin(Matrix rows, String what, double floor) {
    int k = rows.rows();
    if (k < 2) {
      return Values.oneClass();
    }
    if (k > MOST_CLASSES) {
      return MetricValue.undefined(
          "because there are " + k + " classes: up to " + MOST_CLASSES + " are searched");
    }
    if ((long) k * Math.min(k, rows.columns()) > MOST_WORK) {
      return MetricValue.undefined(
          "because the hulls of "
              + k
              + " classes in "
              + rows.columns()
              + " dimensions would take longer than minutes");
    }
    Matrix unit = unit(rows, what, floor);
    Matrix cosines = Blas.timesTransposed(unit, unit);
    double[] lower = new double[k];
    for (int c = 0; c < k; c++) {
      lower[c] = Math.max(0, 1 - largestOther(cosines, c));
    }
    double best = k <= unit.columns() + 1 ? nearestInAffineHulls(unit, cosines, lower) : 2;
    int[] order =
        IntStream.range(0, k)
            .boxed()
            .sorted((a, b) -> Double.compare(lower[a], lower[b]))
            .mapToInt(c -> c)
            .toArray();
    for (int c : order) {
      if (lower[c] < best) {
        best = Math.min(best, search(unit, c));
      }
    }
    return Values.finite(best);
  }

  private static Matrix unit(Matrix rows, String what, double floor) {
    int d = rows.columns();
    Matrix unit = new Matrix(rows.rows(), d);
    for (int c = 0; c < rows.rows(); c++) {
      double largest = Vectors.max(Vectors.row(rows, c));
      double square = 0;
      for (int j = 0; j < d && largest > 0; j++) {
        unit.data()[c * d + j] = rows.get(c, j) / largest;
        square += unit.get(c, j) * unit.get(c, j);
      }
      double norm = Math.sqrt(square);
      if (largest * norm <= floor) {
        throw new Undefined("because the " + what + " of class " + c + " is zero");
      }
      for (int j = 0; j < d; j++) {
        unit.data()[c * d + j] /= norm;
      }
    }
    return unit;
  }

  private static double largestOther(Matrix cosines, int c) {
    double largest = -1;
    for (int other = 0; other < cosines.rows(); other++) {
      largest = other == c ? largest : Math.max(largest, cosines.get(c, other));
    }
    return largest;
  }

  /**
   * Raises {@code lower} to the distances of the affine hulls, as the data prove them, and to
   * infinity where that is the distance of the hull itself.
   *
   * @return the smallest of the latter
   */
  private static double nearestInAffineHulls(Matrix unit, Matrix cosines, double[] lower) {
    int k = unit.rows();
    double best = 2;
    Matrix weights = affineWeights(cosines);
    if (weights.rows() == 0) {
      return best;
    }
    Matrix y = Blas.timesTransposed(weights, unit.transposed());
    Matrix prices = Blas.timesTransposed(y, unit);
    double[] norms = Vectors.norms(y);
    double rounding = (unit.columns() + 8) * Vectors.EPSILON;
    for (int c = 0; c < k; c++) {
      double proved = (prices.get(c, c) - largestOther(prices, c)) / norms[c] - 2 * rounding;
      if (proved > lower[c]) {
        lower[c] = proved;
      }
      if (norms[c] - proved <= GAP * norms[c] && inHull(weights, c)) {
        best = Math.min(best, norms[c]);
        lower[c] = Double.POSITIVE_INFINITY;
      }
    }
    return best;
  }

  private static boolean inHull(Matrix weights, int c) {
    for (int other = 0; other < weights.rows(); other++) {
      if (other != c && weights.get(c, other) > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Row c: the v with v_c = 1 and sum 0 for which sum v_c' a_c' is shortest, which is of B = (G + 1
   * 1^T)^-1 and s = B 1 the vector sum(s) B_c - s_c s, made 1 at c. No rows where directions are
   * affinely dependent.
   */
  private static Matrix affineWeights(Matrix cosines) {
    int k = cosines.rows();
    Matrix shifted = new Matrix(k, k);
    Matrix identity = new Matrix(k, k);
    for (int i = 0; i < k * k; i++) {
      shifted.data()[i] = cosines.data()[i] + 1;
    }
    for (int c = 0; c < k; c++) {
      identity.data()[c * k + c] = 1;
    }
    Matrix inverse;
    try (NativeArray factor = Blas.copy(shifted);
        NativeArray solution = Blas.copy(identity)) {
      Cholesky.factor(factor, k);
      Cholesky.solve(factor, k, solution, k);
      inverse = new Matrix(k, k, solution.toDoubles());
    } catch (ArithmeticException dependent) {
      return new Matrix(0, k);
    }
    double[] sums = new double[k];
    for (int c = 0; c < k; c++) {
      sums[c] = Arrays.stream(Vectors.row(inverse, c)).sum();
    }
    double sum = Arrays.stream(sums).sum();
    Matrix weights = new Matrix(k, k);
    for (int c = 0; c < k; c++) {
      double own = sum * inverse.get(c, c) - sums[c] * sums[c];
      for (int other = 0; other < k; other++) {
        weights.data()[c * k + other] = (sum * inverse.get(c, other) - sums[c] * sums[other]) / own;
      }
    }
    return weights;
  }

  /** The distance of one direction from the hull of the others. */
  private static double search(Matrix unit, int c) {
    int d = unit.columns();
    int others = unit.rows() - 1;
    // Halved, for norms of at most 1.
    double[] differences = new double[others * d];
    int at = 0;
    for (int other = 0; other < unit.rows(); other++) {
      for (int j = 0; j < d && other != c; j++) {
        differences[at++] = (unit.get(c, j) - unit.get(other, j)) / 2;
      }
    }
    double[] signs = new double[others];
    Arrays.fill(signs, 1);
    try (NativeArray x = NativeArray.allocate(Precision.FLOAT64, differences.length)) {
      x.write(0, differences, 0, differences.length);
      try (MinimumNormPoint point = new MinimumNormPoint(x, others, d, signs)) {
        MinimumNormPoint.Found found = point.find();
        if (found.lower() <= 0 && found.norm() <= MinimumNormPoint.ZERO) {
          return 0;
        }
        if (found.norm() - found.lower() > COARSEST_GAP * found.norm() + MinimumNormPoint.ZERO) {
          throw new Undefined(
              "because the distance of class " + c + " from the hull of the others is not settled");
        }
        return 2 * found.norm();
      }
    }
  }
}
