package org.collapsar.linalg;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Operations on float32 rows, by the Vector API: numbers are widened in registers, where OpenBLAS
 * needs a copy in float64. Sums are in double, in an order that depends on the length of the CPU's
 * vectors alone: lanes are added one by one, because the order in which the Vector API would add
 * them may differ between interpreted and compiled code.
 *
 * <p>An object belongs to one thread and allocates nothing.
 */
public final class VectorRows {
  /** Rows that {@link #project} takes at a time. */
  public static final int ROWS = 4;

  /** Directions that it takes at a time: 12 sums, which fit the registers of any CPU. */
  public static final int DIRECTIONS = 3;

  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> F =
      VectorSpecies.of(float.class, VectorShape.forBitSize(D.vectorBitSize() / 2));
  private static final int LANES = D.length();

  private static final int SUMS = ROWS * DIRECTIONS;

  /** The lanes of each sum. */
  private final double[] lanes = new double[SUMS * LANES];

  private static DoubleVector widened(float[] h, int at) {
    return (DoubleVector) FloatVector.fromArray(F, h, at).convertShape(VectorOperators.F2D, D, 0);
  }

  /**
   * Adds a row to sums: {@code sums[at ..] += h}.
   *
   * @param h a row of {@code n} numbers, the first of the array
   * @param sums is added to
   * @param at index of the first sum
   * @param n numbers of the row
   * @return ||h||^2
   */
  public double add(float[] h, double[] sums, int at, int n) {
    DoubleVector q0 = DoubleVector.zero(D);
    DoubleVector q1 = q0;
    int j = 0;
    for (; j <= n - 2 * LANES; j += 2 * LANES) {
      DoubleVector x0 = widened(h, j);
      DoubleVector x1 = widened(h, j + LANES);
      DoubleVector.fromArray(D, sums, at + j).add(x0).intoArray(sums, at + j);
      DoubleVector.fromArray(D, sums, at + j + LANES).add(x1).intoArray(sums, at + j + LANES);
      q0 = x0.fma(x0, q0);
      q1 = x1.fma(x1, q1);
    }
    double square = sumOfLanes(q0.add(q1));
    for (; j < n; j++) {
      sums[at + j] += h[j];
      square = Math.fma((double) h[j], (double) h[j], square);
    }
    return square;
  }

  /**
   * Adds the deviation of a row from a centre to sums: {@code sums += h - centre}.
   *
   * @param h a row of {@code n} numbers, the first of the array
   * @param centre {@code n} numbers
   * @param sums {@code n} numbers, is added to
   * @param n numbers of the row
   * @return ||h - centre||^2
   */
  public double addDeviation(float[] h, double[] centre, double[] sums, int n) {
    DoubleVector q0 = DoubleVector.zero(D);
    DoubleVector q1 = q0;
    int j = 0;
    for (; j <= n - 2 * LANES; j += 2 * LANES) {
      DoubleVector x0 = widened(h, j).sub(DoubleVector.fromArray(D, centre, j));
      DoubleVector x1 = widened(h, j + LANES).sub(DoubleVector.fromArray(D, centre, j + LANES));
      DoubleVector.fromArray(D, sums, j).add(x0).intoArray(sums, j);
      DoubleVector.fromArray(D, sums, j + LANES).add(x1).intoArray(sums, j + LANES);
      q0 = x0.fma(x0, q0);
      q1 = x1.fma(x1, q1);
    }
    double square = sumOfLanes(q0.add(q1));
    for (; j < n; j++) {
      double x = h[j] - centre[j];
      sums[j] += x;
      square = Math.fma(x, x, square);
    }
    return square;
  }

  private double sumOfLanes(DoubleVector vector) {
    vector.intoArray(lanes, 0);
    double sum = 0;
    for (int l = 0; l < LANES; l++) {
      sum += lanes[l];
    }
    return sum;
  }

  /**
   * Computes the inner products of {@link #ROWS} rows with {@link #DIRECTIONS} directions.
   *
   * @param h rows of {@code n} numbers, the first of the array
   * @param n numbers of a row
   * @param u directions of {@code n} numbers, one after another
   * @param from index of the first number of the first direction
   * @param products takes {@link #ROWS} numbers per direction
   * @param at index of the first product of the first direction
   * @param stride distance of the first products of two directions, in numbers
   */
  public void project(
      float[] h, int n, double[] u, int from, double[] products, int at, int stride) {
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector a1 = a0;
    DoubleVector a2 = a0;
    DoubleVector b0 = a0;
    DoubleVector b1 = a0;
    DoubleVector b2 = a0;
    DoubleVector c0 = a0;
    DoubleVector c1 = a0;
    DoubleVector c2 = a0;
    DoubleVector d0 = a0;
    DoubleVector d1 = a0;
    DoubleVector d2 = a0;
    int j = 0;
    for (; j <= n - LANES; j += LANES) {
      DoubleVector u0 = DoubleVector.fromArray(D, u, from + j);
      DoubleVector u1 = DoubleVector.fromArray(D, u, from + n + j);
      DoubleVector u2 = DoubleVector.fromArray(D, u, from + 2 * n + j);
      DoubleVector x = widened(h, j);
      a0 = x.fma(u0, a0);
      a1 = x.fma(u1, a1);
      a2 = x.fma(u2, a2);
      x = widened(h, n + j);
      b0 = x.fma(u0, b0);
      b1 = x.fma(u1, b1);
      b2 = x.fma(u2, b2);
      x = widened(h, 2 * n + j);
      c0 = x.fma(u0, c0);
      c1 = x.fma(u1, c1);
      c2 = x.fma(u2, c2);
      x = widened(h, 3 * n + j);
      d0 = x.fma(u0, d0);
      d1 = x.fma(u1, d1);
      d2 = x.fma(u2, d2);
    }
    a0.intoArray(lanes, 0);
    b0.intoArray(lanes, LANES);
    c0.intoArray(lanes, 2 * LANES);
    d0.intoArray(lanes, 3 * LANES);
    a1.intoArray(lanes, 4 * LANES);
    b1.intoArray(lanes, 5 * LANES);
    c1.intoArray(lanes, 6 * LANES);
    d1.intoArray(lanes, 7 * LANES);
    a2.intoArray(lanes, 8 * LANES);
    b2.intoArray(lanes, 9 * LANES);
    c2.intoArray(lanes, 10 * LANES);
    d2.intoArray(lanes, 11 * LANES);
    sumsOfLanes(products, at, stride);
    for (; j < n; j++) {
      for (int k = 0; k < DIRECTIONS; k++) {
        for (int i = 0; i < ROWS; i++) {
          int p = at + k * stride + i;
          products[p] = Math.fma((double) h[i * n + j], u[from + k * n + j], products[p]);
        }
      }
    }
  }

  /**
   * Computes the inner products of deviations {@code h - centre}, each row having a centre of its
   * own, with {@link #DIRECTIONS} directions.
   *
   * @param h {@link #ROWS} rows of {@code n} numbers, the first of the array
   * @param n numbers of a row
   * @param centres {@code n} numbers each
   * @param of [{@link #ROWS}], index in {@code centres} of the first number of a row's centre
   * @param u directions of {@code n} numbers, one after another
   * @param from index of the first number of the first direction
   * @param products takes {@link #ROWS} numbers per direction
   * @param at index of the first product of the first direction
   * @param stride distance of the first products of two directions, in numbers
   */
  public void projectDeviations(
      float[] h,
      int n,
      double[] centres,
      int[] of,
      double[] u,
      int from,
      double[] products,
      int at,
      int stride) {
    int ma = of[0];
    int mb = of[1];
    int mc = of[2];
    int md = of[3];
    DoubleVector a0 = DoubleVector.zero(D);
    DoubleVector a1 = a0;
    DoubleVector a2 = a0;
    DoubleVector b0 = a0;
    DoubleVector b1 = a0;
    DoubleVector b2 = a0;
    DoubleVector c0 = a0;
    DoubleVector c1 = a0;
    DoubleVector c2 = a0;
    DoubleVector d0 = a0;
    DoubleVector d1 = a0;
    DoubleVector d2 = a0;
    int j = 0;
    for (; j <= n - LANES; j += LANES) {
      DoubleVector u0 = DoubleVector.fromArray(D, u, from + j);
      DoubleVector u1 = DoubleVector.fromArray(D, u, from + n + j);
      DoubleVector u2 = DoubleVector.fromArray(D, u, from + 2 * n + j);
      DoubleVector x = widened(h, j).sub(DoubleVector.fromArray(D, centres, ma + j));
      a0 = x.fma(u0, a0);
      a1 = x.fma(u1, a1);
      a2 = x.fma(u2, a2);
      x = widened(h, n + j).sub(DoubleVector.fromArray(D, centres, mb + j));
      b0 = x.fma(u0, b0);
      b1 = x.fma(u1, b1);
      b2 = x.fma(u2, b2);
      x = widened(h, 2 * n + j).sub(DoubleVector.fromArray(D, centres, mc + j));
      c0 = x.fma(u0, c0);
      c1 = x.fma(u1, c1);
      c2 = x.fma(u2, c2);
      x = widened(h, 3 * n + j).sub(DoubleVector.fromArray(D, centres, md + j));
      d0 = x.fma(u0, d0);
      d1 = x.fma(u1, d1);
      d2 = x.fma(u2, d2);
    }
    a0.intoArray(lanes, 0);
    b0.intoArray(lanes, LANES);
    c0.intoArray(lanes, 2 * LANES);
    d0.intoArray(lanes, 3 * LANES);
    a1.intoArray(lanes, 4 * LANES);
    b1.intoArray(lanes, 5 * LANES);
    c1.intoArray(lanes, 6 * LANES);
    d1.intoArray(lanes, 7 * LANES);
    a2.intoArray(lanes, 8 * LANES);
    b2.intoArray(lanes, 9 * LANES);
    c2.intoArray(lanes, 10 * LANES);
    d2.intoArray(lanes, 11 * LANES);
    sumsOfLanes(products, at, stride);
    for (; j < n; j++) {
      for (int k = 0; k < DIRECTIONS; k++) {
        for (int i = 0; i < ROWS; i++) {
          int p = at + k * stride + i;
          double x = h[i * n + j] - centres[of[i] + j];
          products[p] = Math.fma(x, u[from + k * n + j], products[p]);
        }
      }
    }
  }

  /** Those that {@link #lanes} holds, a direction after the other. */
  private void sumsOfLanes(double[] products, int at, int stride) {
    for (int k = 0; k < DIRECTIONS; k++) {
      for (int i = 0; i < ROWS; i++) {
        double sum = 0;
        for (int l = (k * ROWS + i) * LANES; l < (k * ROWS + i + 1) * LANES; l++) {
          sum += lanes[l];
        }
        products[at + k * stride + i] = sum;
      }
    }
  }

  /**
   * Computes the squared distance of a row from a centre.
   *
   * @param h holds the row
   * @param from index of its first number
   * @param centre holds the centre
   * @param at index of its first number
   * @param n numbers of the row
   * @return ||h - centre||^2
   */
  public double squaredDistance(float[] h, int from, double[] centre, int at, int n) {
    DoubleVector q0 = DoubleVector.zero(D);
    DoubleVector q1 = q0;
    int j = 0;
    for (; j <= n - 2 * LANES; j += 2 * LANES) {
      DoubleVector x0 = widened(h, from + j).sub(DoubleVector.fromArray(D, centre, at + j));
      DoubleVector x1 =
          widened(h, from + j + LANES).sub(DoubleVector.fromArray(D, centre, at + j + LANES));
      q0 = x0.fma(x0, q0);
      q1 = x1.fma(x1, q1);
    }
    double square = sumOfLanes(q0.add(q1));
    for (; j < n; j++) {
      double x = h[from + j] - centre[at + j];
      square = Math.fma(x, x, square);
    }
    return square;
  }
}
