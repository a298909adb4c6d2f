package org.collapsar.linalg;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ends of the spectrum of a symmetric operator that is known by its products alone: the Lanczos
 * method with full reorthogonalisation and thick restarts [1], in double.
 *
 * <p>The basis V holds a bounded number of vectors. Every product A v is orthogonalised against all
 * of them, twice, and the coefficients found are kept as the projection T = V^T A V, so that A V =
 * V T + beta v e^T whether or not there has been a restart. A restart keeps the Ritz vectors at the
 * wanted ends and the residual's direction, which loses nothing of what has been learnt about them.
 *
 * <p>Deterministic: one thread, fixed order.
 *
 * <p>[1] K. Wu and H. Simon, <i>Thick-Restart Lanczos Method for Large Symmetric Eigenvalue
 * Problems</i>, SIAM Journal on Matrix Analysis and Applications 22(2), 2000.
 */
public final class KrylovSpectrum {
  private final int dimension;
  private final Operator operator;
  private final Ends ends;
  private final Options options;
  private final int most;
  private final NativeArray memory;
  private final NativeArray[] rows;
  private final NativeArray coefficients;
  private final double[][] projection;
  private int products;

  /** y &lt;- A x for a symmetric A. */
  @FunctionalInterface
  public interface Operator {
    /**
     * Multiplies: y &lt;- A x.
     *
     * @param x [dimension], not to be changed
     * @param y [dimension], whose numbers are replaced
     */
    void apply(NativeArray x, NativeArray y);
  }

  /** What is asked for. */
  public enum Ends {
    /** The largest eigenvalue. */
    LARGEST,
    /** The largest and the smallest. */
    BOTH
  }

  /**
   * When to stop.
   *
   * @param tolerance of the residuals, relative to the largest magnitude of a Ritz value, from
   *     1e-13 to below 1. The error of a Ritz value is at most its residual r, and about r^2 over
   *     the distance to the other eigenvalues
   * @param products the most products with A, at least 1
   * @param basis the most vectors kept at a time, at least 4; memory is (basis + 2) x dimension x 8
   *     bytes
   */
  public record Options(double tolerance, int products, int basis) {
    /**
     * Checks the numbers.
     *
     * @param tolerance from 1e-13 to below 1
     * @param products at least 1
     * @param basis at least 4
     * @throws IllegalArgumentException if one is out of its range
     */
    public Options {
      if (!(tolerance >= 1e-13 && tolerance < 1)) {
        throw new IllegalArgumentException(
            "tolerance: expected a number from 1e-13 to below 1, found " + tolerance);
      }
      if (products < 1) {
        throw new IllegalArgumentException("products: expected at least 1, found " + products);
      }
      if (basis < 4) {
        throw new IllegalArgumentException("basis: expected at least 4, found " + basis);
      }
    }
  }

  /**
   * A Ritz value theta = y^T A y of a unit vector y, with r = ||A y - theta y||, computed from a
   * product of its own at the end.
   *
   * <p>Two statements are certain, up to rounding: theta lies between the smallest and the largest
   * eigenvalue, so it is a lower bound of the largest and an upper bound of the smallest; and
   * [theta - r, theta + r] contains an eigenvalue. That this one is the extreme one no finite
   * number of products proves; a start that is random makes anything else improbable.
   *
   * @param value theta
   * @param residual r, at least 0
   */
  public record Ritz(double value, double residual) {}

  /**
   * What was found.
   *
   * @param largest at the upper end
   * @param smallest at the lower end, where it was asked for
   * @param products how many products with A it took, those of the last check included
   * @param converged whether the residuals reached the tolerance
   */
  public record Extremes(Ritz largest, @Nullable Ritz smallest, int products, boolean converged) {}

  private KrylovSpectrum(int dimension, Operator operator, Ends ends, Options options) {
    this.dimension = dimension;
    this.operator = operator;
    this.ends = ends;
    this.options = options;
    this.most = Math.min(options.basis(), dimension);
    // One more for the product, one for a Ritz vector.
    memory = NativeArray.allocate(Precision.FLOAT64, (long) (most + 2) * dimension);
    coefficients = NativeArray.allocate(Precision.FLOAT64, most + 2);
    rows = new NativeArray[most + 2];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = memory.slice(i * dimension, dimension);
    }
    projection = new double[most][most];
  }

  /**
   * Finds the ends of the spectrum.
   *
   * @param operator A [dimension x dimension]
   * @param start [dimension], not zero; random, so that it has a part in every eigenvector. Not
   *     changed
   * @param ends which extreme eigenvalues are wanted
   * @param options when to stop
   * @return Ritz values with their residuals
   * @throws IllegalArgumentException if start is zero or not finite, or the basis passes 2^31 - 1
   *     bytes
   * @throws ArithmeticException if the operator answers a number that is not finite
   */
  public static Extremes extremes(
      Operator operator, NativeArray start, Ends ends, Options options) {
    return extremes(operator, start, ends, options, null);
  }

  /**
   * Finds the ends of the spectrum, with the vector that belongs to the upper end.
   *
   * @param operator A [dimension x dimension]
   * @param start [dimension], not zero; random, so that it has a part in every eigenvector. Not
   *     changed, unless it is {@code vector}
   * @param ends which extreme eigenvalues are wanted
   * @param options when to stop
   * @param vector [dimension], becomes the unit vector y of {@link Extremes#largest}; may be {@code
   *     start}; null where it is not wanted
   * @return Ritz values with their residuals
   * @throws IllegalArgumentException if start is zero or not finite, or the basis passes 2^31 - 1
   *     bytes
   * @throws ArithmeticException if the operator answers a number that is not finite
   */
  public static Extremes extremes(
      Operator operator,
      NativeArray start,
      Ends ends,
      Options options,
      @Nullable NativeArray vector) {
    KrylovSpectrum run = new KrylovSpectrum(start.length(), operator, ends, options);
    try {
      return run.find(start, vector);
    } finally {
      run.memory.close();
      run.coefficients.close();
    }
  }

  private Extremes find(NativeArray start, @Nullable NativeArray vector) {
    rows[0].copyFrom(0, start, 0, dimension);
    double norm = norm(0);
    if (!(norm > 0 && Double.isFinite(norm))) {
      throw new IllegalArgumentException("start: expected a finite vector other than 0");
    }
    scale(0, 1 / norm);
    int j = 0;
    while (true) {
      double beta = expand(j);
      int size = j + 1;
      Spectral.Eigen ritz = Spectral.symmetricEigen(projected(size));
      double[] theta = ritz.values();
      double bound = options.tolerance() * Math.max(Math.abs(theta[0]), Math.abs(theta[size - 1]));
      boolean converged = beta * Math.abs(ritz.vectors().get(j, size - 1)) <= bound;
      if (ends == Ends.BOTH) {
        converged &= beta * Math.abs(ritz.vectors().get(j, 0)) <= bound;
      }
      converged |= size == dimension;
      if (converged || products >= options.products()) {
        Ritz largest = check(ritz.vectors(), size - 1);
        if (vector != null) {
          vector.copyFrom(0, rows[most + 1], 0, dimension);
        }
        Ritz smallest = ends == Ends.BOTH ? check(ritz.vectors(), 0) : null;
        return new Extremes(largest, smallest, products, converged);
      }
      if (size == most) {
        j = restart(ritz, beta);
      } else {
        scale(size, 1 / beta);
        j = size;
      }
    }
  }

  /**
   * Row j + 1 &lt;- the part of A v_j that is orthogonal to rows 0 .. j, and column j of T.
   *
   * @return its norm beta
   */
  private double expand(int j) {
    int size = j + 1;
    apply(rows[j], rows[size]);
    Operand basis = Operand.of(memory, size, dimension);
    double[] column = new double[size];
    double[] part = new double[size];
    for (int round = 0; round < 2; round++) {
      Blas.gemv(1, basis, rows[size], 0, coefficients);
      Blas.gemv(-1, basis.transpose(), coefficients, 1, rows[size]);
      coefficients.read(0, part, 0, size);
      for (int i = 0; i < size; i++) {
        column[i] += part[i];
      }
    }
    for (int i = 0; i < size; i++) {
      projection[i][j] = column[i];
      projection[j][i] = column[i];
    }
    double beta = norm(size);
    if (!Double.isFinite(beta)) {
      throw new ArithmeticException("Lanczos: a product with the operator is not finite");
    }
    return beta;
  }

  private void apply(NativeArray x, NativeArray y) {
    operator.apply(x, y);
    products++;
  }

  private Matrix projected(int size) {
    Matrix t = new Matrix(size, size);
    for (int i = 0; i < size; i++) {
      System.arraycopy(projection[i], 0, t.data(), i * size, size);
    }
    return t;
  }

  /**
   * Keeps half of the Ritz vectors, those at the wanted ends, and the direction of the residual.
   *
   * @return the number of the row to go on with
   */
  private int restart(Spectral.Eigen ritz, double beta) {
    int keep = most / 2;
    int low = ends == Ends.BOTH ? keep / 2 : 0;
    Matrix chosen = new Matrix(keep, most);
    for (double[] row : projection) {
      Arrays.fill(row, 0);
    }
    for (int i = 0; i < keep; i++) {
      int which = i < low ? i : most - keep + i;
      for (int k = 0; k < most; k++) {
        chosen.data()[i * most + k] = ritz.vectors().get(k, which);
      }
      projection[i][i] = ritz.values()[which];
    }
    combine(chosen);
    rows[keep].copyFrom(0, rows[most], 0, dimension);
    scale(keep, 1 / beta);
    return keep;
  }

  /** Rows 0 .. keep - 1 &lt;- S V, S [keep x most], a few columns at a time. */
  private void combine(Matrix s) {
    int keep = s.rows();
    int width = Math.min(dimension, 4096);
    try (NativeArray left = Blas.copy(s);
        NativeArray piece = NativeArray.allocate(Precision.FLOAT64, (long) keep * width)) {
      for (int from = 0; from < dimension; from += width) {
        int columns = Math.min(width, dimension - from);
        NativeArray right = memory.slice(from, memory.length() - from);
        Blas.gemm(
            1,
            Operand.of(left, keep, most),
            Operand.of(right, most, columns, dimension),
            0,
            Operand.of(piece, keep, columns));
        for (int i = 0; i < keep; i++) {
          rows[i].copyFrom(from, piece, i * columns, columns);
        }
      }
    }
  }

  /** The Ritz vector y of a column of the eigenvectors of T, its Rayleigh quotient and residual. */
  private Ritz check(Matrix vectors, int column) {
    int size = vectors.rows();
    NativeArray product = rows[most];
    NativeArray y = rows[most + 1];
    for (int i = 0; i < size; i++) {
      coefficients.set(i, vectors.get(i, column));
    }
    Blas.gemv(1, Operand.of(memory, size, dimension).transpose(), coefficients, 0, y);
    scale(most + 1, 1 / norm(most + 1));
    apply(y, product);
    double value = dot(most + 1, most);
    coefficients.set(0, value);
    Blas.gemv(-1, Operand.of(y, 1, dimension).transpose(), coefficients, 1, product);
    double residual = norm(most);
    if (!Double.isFinite(residual)) {
      throw new ArithmeticException("Lanczos: a product with the operator is not finite");
    }
    return new Ritz(value, residual);
  }

  private double dot(int i, int j) {
    Blas.gemv(1, Operand.of(rows[i], 1, dimension), rows[j], 0, coefficients);
    return coefficients.get(0);
  }

  private double norm(int row) {
    return Math.sqrt(dot(row, row));
  }

  private void scale(int row, double by) {
    double[] piece = new double[Math.min(dimension, 4096)];
    for (int from = 0; from < dimension; from += piece.length) {
      int n = Math.min(piece.length, dimension - from);
      rows[row].read(from, piece, 0, n);
      for (int i = 0; i < n; i++) {
        piece[i] *= by;
      }
      rows[row].write(from, piece, 0, n);
    }
  }
}
