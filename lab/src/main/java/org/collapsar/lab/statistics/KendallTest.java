package org.collapsar.lab.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Kendall's rank test of whether y falls or rises with x: the sum S over all pairs of sign(x_j -
 * x_i) sign(y_j - y_i), judged against all orders of the y, which are equally likely where y has
 * nothing to do with x.
 *
 * <p>Where the points fall into strata, which may differ in y for other reasons, only pairs and
 * orders within a stratum count: S is the sum over the strata, its distribution that of a sum of
 * independent ones (R. M. Hirsch and J. R. Slack, Water Resources Research 20, 1984).
 *
 * <p>Several runs stand at one x. Where no two y are equal the distribution of S is computed
 * exactly, for any number of points: the pairs against the order of x are the inversions of a
 * multiset, whose generating function is the Gaussian multinomial coefficient (T. R. Terpstra,
 * Indagationes Mathematicae 14, 1952; A. R. Jonckheere, Biometrika 41, 1954). Where y has ties, it
 * is estimated by {@value #SHUFFLES} seeded random orders, the given one counted among them.
 *
 * @param points how many
 * @param tau Kendall's tau-b, which accounts for ties: S over the geometric mean of the numbers of
 *     pairs that differ in x and that differ in y; NaN where all x or all y are equal
 * @param p probability of an S at least as extreme in the direction that was asked for
 * @param exact whether p is exact rather than estimated
 */
public record KendallTest(int points, double tau, double p, boolean exact) {

  /** Random orders where there are ties among the y. */
  static final int SHUFFLES = 99_999;

  private static final long SEED = 20_250_122L;

  /**
   * Makes the one-sided test.
   *
   * @param x [points]
   * @param y [points]
   * @param rising whether y is said to rise with x; else to fall
   * @return the test with its p-value
   * @throws IllegalArgumentException if there are fewer than two points
   */
  public static KendallTest of(double[] x, double[] y, boolean rising) {
    return of(x, y, new int[x.length], rising);
  }

  /**
   * Makes the one-sided test within strata.
   *
   * @param x [points]
   * @param y [points]
   * @param strata [points] any number that the points of a stratum share
   * @param rising whether y is said to rise with x; else to fall
   * @return the test with its p-value
   * @throws IllegalArgumentException if there are fewer than two points
   */
  public static KendallTest of(double[] x, double[] y, int[] strata, boolean rising) {
    if (x.length < 2) {
      throw new IllegalArgumentException("points: expected at least 2, found " + x.length);
    }
    double[] heights = rising ? y : Arrays.stream(y).map(v -> -v).toArray();
    List<Stratum> parts =
        Arrays.stream(strata)
            .distinct()
            .mapToObj(stratum -> Stratum.of(stratum, strata, x, heights))
            .toList();
    double differX = parts.stream().mapToLong(part -> sum(part.x, part.x)).sum();
    double differY = parts.stream().mapToLong(part -> sum(part.y, part.y)).sum();
    long s = parts.stream().mapToLong(part -> sum(part.x, part.y)).sum();
    double tau = (rising ? s : -s) / Math.sqrt(differX * differY);
    boolean ties =
        parts.stream().anyMatch(part -> Arrays.stream(part.y).distinct().count() < part.y.length);
    double p = ties ? shuffled(parts, s) : exact(parts);
    return new KendallTest(x.length, tau, p, !ties);
  }

  /** The points of one stratum. */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  private record Stratum(double[] x, double[] y) {
    static Stratum of(int stratum, int[] strata, double[] x, double[] y) {
      int[] own = IntStream.range(0, x.length).filter(i -> strata[i] == stratum).toArray();
      return new Stratum(
          Arrays.stream(own).mapToDouble(i -> x[i]).toArray(),
          Arrays.stream(own).mapToDouble(i -> y[i]).toArray());
    }

    /** Pairs that fall against x. */
    int falling() {
      int falling = 0;
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < x.length; j++) {
          if (x[i] < x[j] && y[i] > y[j]) {
            falling++;
          }
        }
      }
      return falling;
    }
  }

  /** P(S >= s): the orders with at most as many pairs that fall against x. */
  private static double exact(List<Stratum> strata) {
    int falling = strata.stream().mapToInt(Stratum::falling).sum();
    double[] chance = {1};
    for (Stratum stratum : strata) {
      chance = times(chance, inversions(groups(stratum.x)));
    }
    double p = 0;
    for (int i = 0; i <= falling; i++) {
      p += chance[i];
    }
    return Math.min(1, p);
  }

  /** Sizes of the groups of equal x. */
  private static int[] groups(double[] x) {
    return Arrays.stream(x)
        .distinct()
        .mapToInt(value -> (int) Arrays.stream(x).filter(other -> other == value).count())
        .toArray();
  }

  /**
   * Probabilities of 0, 1, .. inversions between groups in a random order: those of each group with
   * all before it are independent of the rest.
   */
  static double[] inversions(int[] groups) {
    double[] chance = {1};
    int before = 0;
    for (int size : groups) {
      chance = times(chance, binomial(before, size));
      before += size;
    }
    return chance;
  }

  /**
   * Probabilities of the inversions between n and m elements, the Gaussian binomial coefficient
   * over its value at q = 1, by [n+m, m] = [n+m-1, m-1] + q^m [n+m-1, m]: no digits cancel.
   */
  private static double[] binomial(int n, int m) {
    double[][] row = new double[m + 1][];
    for (int k = 0; k <= m; k++) {
      row[k] = new double[] {1};
    }
    for (int i = 1; i <= n; i++) {
      for (int k = 1; k <= m; k++) {
        // row[k - 1] is of (i, k - 1) already, row[k] still of (i - 1, k): one of the i first
        // elements or one of the k others comes last.
        double last = (double) k / (i + k);
        double[] next = new double[i * k + 1];
        for (int j = 0; j < row[k - 1].length; j++) {
          next[j] += last * row[k - 1][j];
        }
        for (int j = 0; j < row[k].length; j++) {
          next[j + k] += (1 - last) * row[k][j];
        }
        row[k] = next;
      }
    }
    return row[m];
  }

  private static double[] times(double[] a, double[] b) {
    double[] product = new double[a.length + b.length - 1];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        product[i + j] += a[i] * b[j];
      }
    }
    return product;
  }

  private static double shuffled(List<Stratum> strata, long given) {
    Random random = new Random(SEED);
    List<double[]> orders = strata.stream().map(stratum -> stratum.y.clone()).toList();
    int atLeast = 1;
    for (int round = 0; round < SHUFFLES; round++) {
      long sum = 0;
      for (int s = 0; s < orders.size(); s++) {
        shuffle(orders.get(s), random);
        sum += sum(strata.get(s).x, orders.get(s));
      }
      if (sum >= given) {
        atLeast++;
      }
    }
    return atLeast / (SHUFFLES + 1.0);
  }

  private static void shuffle(double[] order, Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  private static long sum(double[] x, double[] y) {
    long sum = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += (long) (Math.signum(x[i] - x[j]) * Math.signum(y[i] - y[j]));
      }
    }
    return sum;
  }
}
