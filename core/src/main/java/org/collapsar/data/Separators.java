package org.collapsar.data;

import org.collapsar.random.GaussianStream;
import org.collapsar.random.Seed;

/**
 * Directions that separate classes as widely as possible: q unit vectors of equal angles in r
 * dimensions, turned at random in d. {@link SeparableLaw} says why these.
 */
final class Separators {
  private final int dimension;
  private final int classes;
  private final boolean simplex;

  Separators(int dimension, int classes) {
    this.dimension = dimension;
    this.classes = classes;
    // Two classes want opposite directions, which are a simplex.
    this.simplex = classes == 2 || dimension < classes;
  }

  /** Whether they add up to zero, and so do the scores of a sample. */
  boolean addUpToZero() {
    return simplex;
  }

  /** The largest margin of samples in the unit ball. */
  double limit() {
    return simplex ? 1.0 / (classes - 1) : classes / (3.0 * classes - 4);
  }

  /** Dimension r of their span. */
  int rank() {
    return simplex ? classes - 1 : classes;
  }

  /** The cosine of any two. */
  double cosine() {
    return simplex ? -1.0 / (classes - 1) : (classes - 4.0) / (3.0 * classes - 4);
  }

  /** Coordinates of the directions in an orthonormal basis of their span [q x r]. */
  double[][] coordinates() {
    return simplex ? simplexVertices() : equalAngles();
  }

  /**
   * Vectors w_k [q x r] of their span such that sum_k c_k w_k has the scores c, where these can be
   * scores at all.
   */
  double[][] duals() {
    double[][] duals = coordinates();
    double own = 1 - cosine();
    // The inverse of (1 - c) I + c J; of the simplex, whose scores add up to 0, the pseudo-inverse.
    double common = simplex ? 0 : cosine() / (own + classes * cosine());
    double[] sum = new double[rank()];
    for (double[] row : duals) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += row[i];
      }
    }
    for (double[] row : duals) {
      for (int i = 0; i < sum.length; i++) {
        row[i] = (row[i] - common * sum[i]) / own;
      }
    }
    return duals;
  }

  /** An orthonormal basis of the span [r x d], uniform among all. */
  double[][] basis(Seed seed) {
    double[][] basis = new double[rank()][];
    GaussianStream stream = new GaussianStream();
    double[] buffer = new double[GaussianStream.LARGEST];
    for (int i = 0; i < basis.length; i++) {
      double[] row = new double[dimension];
      gaussian(stream, seed.split(i), buffer, row);
      // Twice, for a row that comes out short loses digits the first time.
      removeSpan(basis, i, row);
      removeSpan(basis, i, row);
      double norm = Math.sqrt(dot(row, row));
      for (int j = 0; j < dimension; j++) {
        row[j] /= norm;
      }
      basis[i] = row;
    }
    return basis;
  }

  /** The directions [q x d]. */
  double[][] directions(Seed seed) {
    double[][] basis = basis(seed);
    double[][] coordinates = coordinates();
    double[][] directions = new double[classes][dimension];
    for (int k = 0; k < classes; k++) {
      for (int i = 0; i < basis.length; i++) {
        for (int j = 0; j < dimension; j++) {
          directions[k][j] += coordinates[k][i] * basis[i][j];
        }
      }
    }
    return directions;
  }

  /** Takes from a row its part in the span of the first {@code count} rows of a basis. */
  static void removeSpan(double[][] basis, int count, double[] row) {
    for (int i = 0; i < count; i++) {
      double part = dot(basis[i], row);
      for (int j = 0; j < row.length; j++) {
        row[j] -= part * basis[i][j];
      }
    }
  }

  /** Standard Gaussian numbers; a row is a function of its seed alone. */
  static void gaussian(GaussianStream stream, Seed seed, double[] buffer, double[] row) {
    stream.seed(seed);
    for (int from = 0; from < row.length; from += buffer.length) {
      int count = Math.min(buffer.length, row.length - from);
      stream.fill(buffer, count);
      System.arraycopy(buffer, 0, row, from, count);
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  /** The square root of (1 - c) I + c J, row by row. */
  private double[][] equalAngles() {
    double own = Math.sqrt(1 - cosine());
    double common = (Math.sqrt(1 - cosine() + classes * cosine()) - own) / classes;
    double[][] rows = new double[classes][classes];
    for (int k = 0; k < classes; k++) {
      for (int i = 0; i < classes; i++) {
        rows[k][i] = common + (i == k ? own : 0);
      }
    }
    return rows;
  }

  /** Vertex k is column k of Helmert's matrix without its first row, of norm 1. */
  private double[][] simplexVertices() {
    double scale = Math.sqrt(classes / (classes - 1.0));
    double[][] rows = new double[classes][classes - 1];
    for (int i = 0; i < classes - 1; i++) {
      double norm = Math.sqrt((i + 1.0) * (i + 2));
      for (int k = 0; k <= i; k++) {
        rows[k][i] = scale / norm;
      }
      rows[i + 1][i] = -scale * (i + 1) / norm;
    }
    return rows;
  }
}
