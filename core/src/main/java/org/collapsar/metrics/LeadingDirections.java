package org.collapsar.metrics;

import java.util.Arrays;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;

/**
 * Along which directions training features vary most when every column has variance 1.
 *
 * @param scale s [D], the population standard deviation of each column, 1 where that is 0
 * @param rows U^T [d x D], leading eigenvectors of the covariance of (h - m)/s, orthonormal rows
 */
record LeadingDirections(double[] scale, Matrix rows) {
  /** Samples that are summed at most before sums are merged: by so much a constant is missed. */
  private static final double SUMMED = 2048;

  /** d, where directions may be found. */
  static int count(Evaluation train) {
    int dimension = train.moments().dimension();
    int count = train.scoreOptions().directions(train.classes(), dimension);
    if (count == 0) {
      throw new Undefined("because there is only one class: there are K - 1 directions by default");
    }
    if (count > dimension) {
      throw new Undefined(
          "because "
              + directions(count)
              + " were asked for and features have "
              + dimension
              + (dimension == 1 ? " column" : " columns"));
    }
    return count;
  }

  private static String directions(int count) {
    return count + (count == 1 ? " direction" : " directions");
  }

  /**
   * By singular values of the triangle of deviations: no covariance is formed.
   *
   * @param train with the pass of {@link Part#SPREAD}
   * @throws Undefined if the features vary in fewer directions than are wanted
   */
  static LeadingDirections of(Evaluation train) {
    int count = count(train);
    Matrix triangle = train.totalDeviations();
    int d = triangle.columns();
    double[] scale = scale(triangle, train.geometry().means());
    Matrix standard = new Matrix(triangle.rows(), d);
    for (int i = 0; i < standard.data().length; i++) {
      standard.data()[i] = scale[i % d] == 0 ? 0 : triangle.data()[i] / scale[i % d];
    }
    for (int j = 0; j < d; j++) {
      scale[j] = scale[j] == 0 ? 1 : scale[j];
    }
    Spectral.Svd svd = Spectral.thinSvd(standard);
    double[] s = svd.values();
    int rank = 0;
    while (rank < s.length && s[rank] > 10.0 * d * Vectors.EPSILON * s[0]) {
      rank++;
    }
    if (rank == 0) {
      throw new Undefined("because all features are equal");
    }
    if (rank < count) {
      throw new Undefined(
          "because the training features vary in "
              + directions(rank)
              + " and "
              + count
              + " are wanted");
    }
    return new LeadingDirections(
        scale, new Matrix(count, d, Arrays.copyOf(svd.right().data(), count * d)));
  }

  /** Column norms; 0 where rounding of the means explains them. */
  private static double[] scale(Matrix triangle, Matrix means) {
    int d = triangle.columns();
    double[] scale = new double[d];
    for (int j = 0; j < d; j++) {
      double square = 0;
      for (int i = 0; i < triangle.rows(); i++) {
        square += triangle.get(i, j) * triangle.get(i, j);
      }
      double largest = 0;
      for (int c = 0; c < means.rows(); c++) {
        largest = Math.max(largest, Math.abs(means.get(c, j)));
      }
      double deviation = Math.sqrt(square);
      scale[j] = deviation <= SUMMED * Vectors.EPSILON * largest ? 0 : deviation;
    }
    return scale;
  }

  void write(PackedWriter out) {
    out.reals(scale).matrix(rows);
  }

  static LeadingDirections read(PackedReader in, int dimension) {
    double[] scale = in.reals(dimension, "scale");
    return new LeadingDirections(scale, in.matrix(-1, dimension, "leading directions"));
  }
}
