package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.moments.ClassMoments;

/**
 * What the class means say: centred means M~ (one a row here), their singular values, numerical
 * rank and an orthonormal basis of their span. Classes without samples are left out.
 */
final class MeanGeometry {
  private final Matrix means;
  private final int[] present;
  private final Matrix presentMeans;
  private final double[] shares;
  private final double[] centre;
  private final Matrix centred;
  private final double floor;
  private final double[] singularValues;
  private final int rank;
  private final double tolerance;
  private final Matrix directions;
  private final Matrix coordinates;

  MeanGeometry(ClassMoments moments) {
    int k = moments.classes();
    int d = moments.dimension();
    present = java.util.stream.IntStream.range(0, k).filter(c -> moments.count(c) > 0).toArray();
    means = new Matrix(k, d);
    presentMeans = new Matrix(present.length, d);
    shares = new double[present.length];
    for (int i = 0; i < present.length; i++) {
      double[] mean = moments.mean(present[i]);
      System.arraycopy(mean, 0, means.data(), present[i] * d, d);
      System.arraycopy(mean, 0, presentMeans.data(), i * d, d);
      shares[i] = (double) moments.count(present[i]) / moments.samples();
    }
    double[] equal = Vectors.equalWeights(present.length);
    centre = Vectors.centre(presentMeans, equal);
    centred = Vectors.centred(presentMeans, equal);
    floor = Vectors.roundingFloor(presentMeans);
    boolean finite = Double.isFinite(Vectors.norm(centred));
    Spectral.Svd svd = Spectral.thinSvd(finite ? centred : new Matrix(0, d));
    singularValues = svd.values();
    double largest = singularValues.length == 0 ? 0 : singularValues[0];
    tolerance =
        Math.max(
            10.0 * Math.max(d, k) * Vectors.EPSILON * largest, floor * Math.sqrt(present.length));
    int above = 0;
    while (above < Math.min(singularValues.length, present.length - 1)
        && singularValues[above] > tolerance) {
      above++;
    }
    rank = above;
    directions = new Matrix(rank, d, java.util.Arrays.copyOf(svd.right().data(), rank * d));
    coordinates = rank == 0 ? new Matrix(k, 0) : coordinatesOf(k);
  }

  /** Rows of M~ in the basis, [K x rank]; zeros for a class without samples. */
  private Matrix coordinatesOf(int k) {
    Matrix ofPresent = Blas.timesTransposed(centred, directions);
    Matrix all = new Matrix(k, rank);
    for (int i = 0; i < present.length; i++) {
      System.arraycopy(ofPresent.data(), i * rank, all.data(), present[i] * rank, rank);
    }
    return all;
  }

  /** mu_c [K x D]; zeros for a class without samples. */
  Matrix means() {
    return means;
  }

  boolean finite() {
    return present.length == 0 || singularValues.length > 0;
  }

  /** The unweighted mean of the class means [D]. */
  double[] centre() {
    return centre;
  }

  /** M~^T, about the unweighted mean, of the classes that have samples. */
  Matrix centred() {
    return centred;
  }

  /** The same about the mean over samples. */
  Matrix centredWeighted() {
    return Vectors.centred(presentMeans, shares);
  }

  /** n_c/n of the classes that have samples. */
  double[] shares() {
    return shares;
  }

  /** A norm below this is rounding. */
  double floor() {
    return floor;
  }

  double[] singularValues() {
    return singularValues;
  }

  int rank() {
    return rank;
  }

  double tolerance() {
    return tolerance;
  }

  /**
   * Orthonormal basis of the span of the centred means, [rank x D]: left singular vectors of M~.
   */
  Matrix directions() {
    return directions;
  }

  /** M~^T in that basis [K x rank]. */
  Matrix coordinates() {
    return coordinates;
  }
}
