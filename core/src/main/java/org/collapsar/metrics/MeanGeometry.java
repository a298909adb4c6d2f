package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.GramInverse;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * What the class means say: centred means M~ (one a row here), their singular values, numerical
 * rank and an orthonormal basis of their span. Classes without samples are left out.
 */
final class MeanGeometry {
  private final Matrix means;
  private final double[] squares;
  private final int[] present;
  private final Matrix presentMeans;
  private final double[] shares;
  private final double[] centre;
  private final Matrix centred;
  private final double norm;
  private final double floor;
  private @Nullable Spectrum spectrum;
  private @Nullable Matrix directions;
  private @Nullable Matrix inverse;

  /** What is computed when it is first asked for. */
  private record Spectrum(double[] singularValues, int rank, double tolerance) {}

  MeanGeometry(ClassMoments moments) {
    int k = moments.classes();
    int d = moments.dimension();
    present = java.util.stream.IntStream.range(0, k).filter(c -> moments.count(c) > 0).toArray();
    means = new Matrix(k, d);
    presentMeans = present.length == k ? means : new Matrix(present.length, d);
    shares = new double[present.length];
    squares = new double[k];
    for (int i = 0; i < present.length; i++) {
      int c = present[i];
      moments.copyMean(c, means.data(), c * d);
      moments.copyMean(c, presentMeans.data(), i * d);
      squares[c] = Vectors.dot(means, c, means, c);
      shares[i] = (double) moments.count(present[i]) / moments.samples();
    }
    double[] equal = Vectors.equalWeights(present.length);
    centre = Vectors.centre(presentMeans, equal);
    centred = Vectors.less(presentMeans, centre);
    norm = Vectors.norm(centred);
    floor = Vectors.roundingFloor(Math.sqrt(Vectors.max(squares)));
  }

  /**
   * Computed once, on whichever thread asks first. Vectors are left out where the inverse of the
   * Gram matrix takes their place, until {@link #directions} are asked for.
   */
  private synchronized Spectrum spectrum() {
    if (spectrum == null) {
      GramInverse tall =
          finite() && present.length > centred.columns() ? GramInverse.of(centred) : null;
      Spectrum known = tall == null ? null : counted(tall.singularValues());
      if (tall != null && known != null && known.rank == centred.columns()) {
        inverse = tall.inverse();
        spectrum = known;
      } else {
        return decompose(tall != null);
      }
    }
    return spectrum;
  }

  /**
   * With vectors.
   *
   * @param conditioned whether the means may be well conditioned
   */
  private Spectrum decompose(boolean conditioned) {
    int d = centred.columns();
    Spectral.Svd svd =
        !finite()
            ? new Spectral.Svd(new double[0], new Matrix(0, d))
            : conditioned && present.length > d
                ? Spectral.thinSvdOfTall(centred)
                : Spectral.thinSvd(centred);
    if (spectrum == null) {
      spectrum = counted(svd.values());
    }
    int rank = spectrum.rank;
    directions = new Matrix(rank, d, java.util.Arrays.copyOf(svd.right().data(), rank * d));
    return spectrum;
  }

  private Spectrum counted(double[] values) {
    int most = Math.max(centred.columns(), means.rows());
    double largest = values.length == 0 ? 0 : values[0];
    double tolerance =
        Math.max(10.0 * most * Vectors.EPSILON * largest, floor * Math.sqrt(present.length));
    int rank = 0;
    while (rank < Math.min(values.length, present.length - 1) && values[rank] > tolerance) {
      rank++;
    }
    return new Spectrum(values, rank, tolerance);
  }

  /** Whether class means differ, that is, rank &gt; 0; known without a decomposition as a rule. */
  boolean distinct() {
    // s_1 >= ||M~||_F / sqrt(min(K, D)).
    double least = norm / Math.sqrt(Math.min(means.rows(), means.columns()));
    boolean clearly =
        present.length > 1 && finite() && least > 2 * floor * Math.sqrt(present.length);
    return (clearly && 20.0 * Math.max(means.columns(), means.rows()) * Vectors.EPSILON < 1)
        || rank() > 0;
  }

  /** Rows of M~ in the basis, [K x rank]; zeros for a class without samples. */
  private Matrix coordinatesOf(int k) {
    int rank = rank();
    Matrix ofPresent = Blas.timesTransposed(centred, directions());
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

  /** ||mu_c||^2 [K]. */
  double[] squares() {
    return squares;
  }

  boolean finite() {
    return present.length == 0 || Double.isFinite(norm);
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
    return spectrum().singularValues;
  }

  int rank() {
    return spectrum().rank;
  }

  double tolerance() {
    return spectrum().tolerance;
  }

  /**
   * Orthonormal basis of the span of the centred means, [rank x D]: left singular vectors of M~.
   */
  synchronized Matrix directions() {
    if (directions == null) {
      decompose(true);
    }
    return java.util.Objects.requireNonNull(directions);
  }

  /**
   * (M~ M~^T)^-1 [D x D], with which the trace of a product says what the squares in all directions
   * over those of their singular values sum to; null where it would lack digits.
   */
  synchronized @Nullable Matrix inverse() {
    spectrum();
    return inverse;
  }

  /** M~^T in that basis [K x rank]. */
  Matrix coordinates() {
    return rank() == 0 ? new Matrix(means.rows(), 0) : coordinatesOf(means.rows());
  }
}
