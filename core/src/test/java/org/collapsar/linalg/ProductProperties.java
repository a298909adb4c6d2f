package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;

/** Products of random shapes, stored in every way, against plain loops in double. */
class ProductProperties {
  /** Numbers before, between and after the rows: a product leaves them alone. */
  private static final double GAP = 77;

  /** A matrix and one way to store it. */
  private static final class Stored implements AutoCloseable {
    final double[][] numbers;
    final NativeArray array;
    final Operand operand;
    private final int before;

    Stored(Precision p, int rows, int columns, boolean transposed, SplittableRandom random) {
      numbers = new double[rows][columns];
      before = random.nextInt(5);
      int height = transposed ? columns : rows;
      int width = transposed ? rows : columns;
      int stride = width + random.nextInt(4);
      array = NativeArray.allocate(p, before + (long) height * stride + random.nextInt(3));
      for (int i = 0; i < array.length(); i++) {
        array.set(i, GAP);
      }
      NativeArray slice = array.slice(before, array.length() - before);
      operand = new Operand(slice, rows, columns, stride, transposed);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          // Exact in both precisions, so that only the product rounds.
          numbers[i][j] = random.nextInt(-512, 513) / 256.0;
          array.set(place(i, j), numbers[i][j]);
        }
      }
    }

    int place(int i, int j) {
      int stride = operand.stride();
      return before + (operand.transposed() ? j * stride + i : i * stride + j);
    }

    @Override
    public void close() {
      array.close();
    }
  }

  private static double[][] product(double[][] a, double[][] b, int n) {
    double[][] c = new double[a.length][n];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < n; j++) {
        for (int l = 0; l < b.length; l++) {
          c[i][j] += a[i][l] * b[l][j];
        }
      }
    }
    return c;
  }

  /** That C is alpha AB + beta C before, and nothing beside it has changed. */
  private static void check(
      Stored c, double alpha, double[][] ab, double beta, boolean upper, double tolerance) {
    double[] found = c.array.toDoubles();
    double[] expected = new double[found.length];
    Arrays.fill(expected, GAP);
    for (int i = 0; i < ab.length; i++) {
      for (int j = 0; j < ab[i].length; j++) {
        double before = c.numbers[i][j];
        boolean kept = upper && j < i;
        expected[c.place(i, j)] = kept ? before : alpha * ab[i][j] + beta * before;
      }
    }
    assertThat(found).containsExactly(expected, Offset.offset(tolerance));
  }

  /** Numbers are of size 1, so that a sum of k terms is off by at most 4 k roundings of 4 k. */
  private static double tolerance(Precision p, int k) {
    return 16.0 * (k + 2) * (k + 2) * (p == Precision.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0));
  }

  @Property(tries = 400)
  void gemmIsWhatPlainLoopsGive(
      @ForAll Precision p,
      @ForAll boolean ta,
      @ForAll boolean tb,
      @ForAll @IntRange(min = 0, max = 40) int m,
      @ForAll @IntRange(min = 0, max = 40) int n,
      @ForAll @IntRange(min = 0, max = 40) int k,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double alpha = random.nextInt(-4, 5) / 2.0;
    double beta = random.nextInt(-2, 3) / 2.0;
    try (Stored a = new Stored(p, m, k, ta, random);
        Stored b = new Stored(p, k, n, tb, random);
        Stored c = new Stored(p, m, n, false, random)) {
      Blas.gemm(alpha, a.operand, b.operand, beta, c.operand);
      check(c, alpha, product(a.numbers, b.numbers, n), beta, false, tolerance(p, k));
    }
  }

  @Property(tries = 40)
  void productsThatAreCutAreWhatPlainLoopsGive(
      @ForAll Precision p,
      @ForAll boolean ta,
      @ForAll boolean tb,
      @ForAll @IntRange(min = 101, max = 140) int m,
      @ForAll @IntRange(min = 101, max = 140) int n,
      @ForAll @IntRange(min = 101, max = 140) int k,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (Stored a = new Stored(p, m, k, ta, random);
        Stored b = new Stored(p, k, n, tb, random);
        Stored c = new Stored(p, m, n, false, random)) {
      new SmallProducts(true).gemm(0.5, a.operand, b.operand, -2, c.operand);
      check(c, 0.5, product(a.numbers, b.numbers, n), -2, false, tolerance(p, k));
    }
  }

  @Property(tries = 200)
  void syrkIsWhatPlainLoopsGive(
      @ForAll Precision p,
      @ForAll boolean transposed,
      @ForAll @IntRange(min = 0, max = 40) int n,
      @ForAll @IntRange(min = 0, max = 40) int k,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double beta = random.nextInt(-2, 3) / 2.0;
    try (Stored a = new Stored(p, n, k, transposed, random);
        Stored c = new Stored(p, n, n, false, random)) {
      Blas.syrk(a.operand, beta, c.operand);
      double[][] turned = new double[k][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < k; j++) {
          turned[j][i] = a.numbers[i][j];
        }
      }
      check(c, 1, product(a.numbers, turned, n), beta, true, tolerance(p, k));
    }
  }

  @Property(tries = 200)
  void gemvIsWhatPlainLoopsGive(
      @ForAll Precision p,
      @ForAll boolean transposed,
      @ForAll @IntRange(min = 0, max = 40) int m,
      @ForAll @IntRange(min = 0, max = 40) int n,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double alpha = random.nextInt(-4, 5) / 2.0;
    double beta = random.nextInt(-2, 3) / 2.0;
    try (Stored a = new Stored(p, m, n, transposed, random);
        NativeArray x = NativeArray.allocate(p, n);
        NativeArray y = NativeArray.allocate(p, m + 2L)) {
      double[] expected = new double[m + 2];
      for (int j = 0; j < n; j++) {
        x.set(j, random.nextInt(-512, 513) / 256.0);
      }
      for (int i = 0; i < m + 2; i++) {
        y.set(i, random.nextInt(-512, 513) / 256.0);
        expected[i] = y.get(i) * (i < m ? beta : 1);
        for (int j = 0; i < m && j < n; j++) {
          expected[i] += alpha * a.numbers[i][j] * x.get(j);
        }
      }
      Blas.gemv(alpha, a.operand, x, beta, y);
      assertThat(y.toDoubles()).containsExactly(expected, Offset.offset(tolerance(p, n)));
    }
  }
}
