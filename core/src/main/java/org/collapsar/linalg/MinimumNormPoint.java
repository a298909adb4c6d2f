package org.collapsar.linalg;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The point of smallest norm in the convex hull of s_1 x_1, .., s_n x_n, by Wolfe's algorithm [1]
 * on a working set: the restricted problem is solved to its end in terms of inner products, then
 * all points are priced by one product with the data and the most violating ones join. The answer
 * is judged by the data, not by the inner products: y = sum_i w_i s_i x_i is computed anew and the
 * weights are refined with it, since inner products of points nearly as short as their rounding
 * would know nothing of a margin below 10^-8.
 *
 * <p>[1] P. Wolfe, <i>Finding the nearest point in a polytope</i>, Math. Programming 11, 1976.
 */
public final class MinimumNormPoint implements AutoCloseable {
  /** A point of the hull as near to the origin as this, in units of the largest norm, is 0. */
  public static final double ZERO = 1e-9;

  /** The gap that ends the search, as a part of ||y||^2. */
  private static final double RELATIVE_GAP = 1e-10;

  /** Violating points that join at a time. */
  private static final int JOINING = 64;

  private static final int MAX_ROUNDS = 10_000;
  private static final int REFINEMENTS = 4;
  private static final int POLISHING = 500;

  private final NativeArray x;
  private final int n;
  private final int d;
  private final double[] signs;
  private final NativeArray vector;
  private final NativeArray prices;

  /** Points of the working set, and where they stand in it. */
  private int[] members = new int[0];

  private final boolean[] isMember;
  private double[][] products = new double[0][];
  private final Corral corral = new Corral();

  /**
   * The point, with what proves it.
   *
   * @param lower min_i s_i u^T x_i less what rounding can make of it: the hull is no nearer; where
   *     none was found it is not positive
   * @param norm ||sum_i w_i s_i x_i||: the hull is as near. {@code norm - lower} is the duality gap
   * @param direction u, a unit vector [d]; empty where the norm is 0
   * @param support points i with w_i &gt; 0, ascending
   * @param weights w_i of these, with sum 1
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Found(
      double lower, double norm, double[] direction, int[] support, double[] weights) {}

  /**
   * Prepares the search; the points are not copied.
   *
   * @param x [n x d] with rows of norm at most 1
   * @param n number of points, at least 1
   * @param d numbers of a point
   * @param signs s [n], each 1 or -1
   */
  public MinimumNormPoint(NativeArray x, int n, int d, double[] signs) {
    this.x = x;
    this.n = n;
    this.d = d;
    this.signs = signs;
    this.isMember = new boolean[n];
    this.vector = NativeArray.allocate(Precision.FLOAT64, d);
    this.prices = NativeArray.allocate(Precision.FLOAT64, n);
  }

  /**
   * Finds the point, as near to the smallest norm as double precision allows.
   *
   * @return the point; its gap tells how near it is
   */
  public Found find() {
    double[] price = new double[n];
    double[] y = start();
    price(y, price);
    join(price, Double.POSITIVE_INFINITY);
    corral.begin(shortest(), products);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      corral.solve(products, members.length);
      y = refined();
      double square = square(y);
      if (Math.sqrt(square) <= ZERO / 4) {
        break;
      }
      price(y, price);
      if (!join(price, square * (1 - RELATIVE_GAP)) && !polish(price, square)) {
        break;
      }
    }
    y = combined();
    price(y, price);
    return found(y, square(y), price);
  }

  private Found found(double[] y, double square, double[] price) {
    double norm = Math.sqrt(square);
    double least = Arrays.stream(price).min().orElseThrow();
    // |fl(u^T x) - u^T x| <= gamma_d |u|^T |x| <= gamma_d, and a few units more for u itself.
    double rounding = (d + 8) * Math.ulp(1.0);
    double lower = norm == 0 ? -rounding : least / norm - rounding;
    double[] direction = norm == 0 ? new double[0] : y.clone();
    for (int j = 0; j < direction.length; j++) {
      direction[j] /= norm;
    }
    int[] order =
        IntStream.range(0, corral.size())
            .filter(i -> corral.weight(i) > 0)
            .boxed()
            .sorted((a, b) -> Integer.compare(point(a), point(b)))
            .mapToInt(i -> i)
            .toArray();
    return new Found(
        lower,
        norm,
        direction,
        Arrays.stream(order).map(this::point).toArray(),
        Arrays.stream(order).mapToDouble(corral::weight).toArray());
  }

  private int point(int place) {
    return members[corral.member(place)];
  }

  /** The mean of all points, from which the first ones are priced. */
  private double[] start() {
    double[] y = new double[d];
    double[] row = new double[d];
    for (int i = 0; i < n; i++) {
      x.read(i * d, row, 0, d);
      for (int j = 0; j < d; j++) {
        y[j] += signs[i] * row[j] / n;
      }
    }
    return y;
  }

  /** s_i x_i^T y for all points. */
  private void price(double[] y, double[] price) {
    vector.write(0, y, 0, d);
    Blas.gemv(1, Operand.of(x, n, d), vector, 0, prices);
    prices.read(0, price, 0, n);
    for (int i = 0; i < n; i++) {
      price[i] *= signs[i];
    }
  }

  /** Takes in the points with the lowest prices below a bound; false where there is none new. */
  private boolean join(double[] price, double bound) {
    int[] joining =
        IntStream.range(0, n)
            .filter(i -> !isMember[i] && price[i] < bound)
            .boxed()
            .sorted((a, b) -> price[a] == price[b] ? a - b : Double.compare(price[a], price[b]))
            .limit(JOINING)
            .mapToInt(i -> i)
            .toArray();
    if (joining.length == 0) {
      return false;
    }
    int before = members.length;
    members = Arrays.copyOf(members, before + joining.length);
    System.arraycopy(joining, 0, members, before, joining.length);
    for (int i : joining) {
      isMember[i] = true;
    }
    multiply(before);
    return true;
  }

  /**
   * Takes a member that the data price below the others into the corral, where its inner products
   * are too coarse to tell: at a norm of 10^-6 they have lost six digits of it.
   *
   * @return false where there is none, or it cannot be told from the affine hull
   */
  private boolean polish(double[] price, double square) {
    for (int step = 0; step < POLISHING; step++) {
      int least = -1;
      for (int m = 0; m < members.length; m++) {
        if (least < 0 || price[members[m]] < price[members[least]]) {
          least = m;
        }
      }
      if (price[members[least]] >= square * (1 - RELATIVE_GAP) || !corral.add(least, products)) {
        return false;
      }
      double[] y = refined();
      double now = square(y);
      if (!(now < square)) {
        return false;
      }
      square = now;
      if (Math.sqrt(square) <= ZERO / 4) {
        return false;
      }
      price(y, price);
      for (int i = 0; i < n; i++) {
        if (!isMember[i] && price[i] < square * (1 - RELATIVE_GAP)) {
          return join(price, square * (1 - RELATIVE_GAP));
        }
      }
    }
    return false;
  }

  /** Inner products of the members from {@code before} on with all members. */
  private void multiply(int before) {
    int all = members.length;
    int more = all - before;
    try (NativeArray left = rows(before, more);
        NativeArray right = rows(0, all);
        NativeArray product = NativeArray.allocate(Precision.FLOAT64, (long) more * all)) {
      Blas.gemm(
          1,
          Operand.of(left, more, d),
          Operand.of(right, all, d).transpose(),
          0,
          Operand.of(product, more, all));
      products = Arrays.copyOf(products, all);
      for (int i = 0; i < before; i++) {
        products[i] = Arrays.copyOf(products[i], all);
      }
      for (int i = before; i < all; i++) {
        products[i] = new double[all];
        product.read((i - before) * all, products[i], 0, all);
      }
      for (int i = before; i < all; i++) {
        for (int j = 0; j < i; j++) {
          // One of two roundings, so that the matrix is symmetric.
          products[j][i] = products[i][j];
        }
      }
    }
  }

  private NativeArray rows(int from, int count) {
    NativeArray rows = NativeArray.allocate(Precision.FLOAT64, (long) count * d);
    double[] row = new double[d];
    for (int i = 0; i < count; i++) {
      read(members[from + i], row);
      rows.write(i * d, row, 0, d);
    }
    return rows;
  }

  /** s_i x_i. */
  private void read(int i, double[] row) {
    x.read(i * d, row, 0, d);
    if (signs[i] < 0) {
      for (int j = 0; j < d; j++) {
        row[j] = -row[j];
      }
    }
  }

  private int shortest() {
    int shortest = 0;
    for (int i = 1; i < members.length; i++) {
      if (products[i][i] < products[shortest][shortest]) {
        shortest = i;
      }
    }
    return shortest;
  }

  /**
   * y from the data, after the weights were refined by its own inner products, as long as these
   * become more equal: the square of y stops to fall, in doubles, long before the margin is exact.
   */
  private double[] refined() {
    double[] y = combined();
    double[] slopes = slopes(y);
    for (int step = 0; step < REFINEMENTS; step++) {
      double[] before = corral.weights();
      corral.refine(slopes);
      double[] better = combined();
      double[] betterSlopes = slopes(better);
      if (!(spread(betterSlopes) < spread(slopes))) {
        corral.restore(before);
        return y;
      }
      y = better;
      slopes = betterSlopes;
    }
    return y;
  }

  /** Inner products of the corral's points with y. */
  private double[] slopes(double[] y) {
    double[] slopes = new double[corral.size()];
    double[] row = new double[d];
    for (int i = 0; i < slopes.length; i++) {
      read(point(i), row);
      for (int j = 0; j < d; j++) {
        slopes[i] += row[j] * y[j];
      }
    }
    return slopes;
  }

  private static double spread(double[] slopes) {
    return Arrays.stream(slopes).max().orElse(0) - Arrays.stream(slopes).min().orElse(0);
  }

  private double[] combined() {
    double[] y = new double[d];
    double[] row = new double[d];
    for (int i = 0; i < corral.size(); i++) {
      read(point(i), row);
      double w = corral.weight(i);
      for (int j = 0; j < d; j++) {
        y[j] += w * row[j];
      }
    }
    return y;
  }

  private static double square(double[] y) {
    double sum = 0;
    for (double v : y) {
      sum += v * v;
    }
    return sum;
  }

  @Override
  public void close() {
    vector.close();
    prices.close();
  }
}
