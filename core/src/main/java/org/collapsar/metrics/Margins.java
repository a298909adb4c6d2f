package org.collapsar.metrics;

import java.util.Arrays;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * How far a sample of class y may be from mu_y and still have y as the class of its nearest mean
 * and of its largest logit, whatever its direction: in collapse that settles most samples without a
 * product. With d = h - mu_y, by the triangle inequality and that of Cauchy and Schwarz,
 *
 * <pre>
 * ||h - mu_c|| - ||h - mu_y|| >= ||mu_c - mu_y|| - 2 ||d||
 * (w_y - w_c).h + b_y - b_c >= (w_y - w_c).mu_y + b_y - b_c - ||w_y - w_c|| ||d||
 * </pre>
 *
 * so that y is the one for all ||d|| below the least of ||mu_c - mu_y||/2, and of ((w_y - w_c).mu_y
 * + b_y - b_c)/||w_y - w_c||, over c. Both are found by products of all classes with all, O(K^2 D),
 * and lessened by more than rounding can do to them, and to what {@link SampleDecisions} compares
 * where it compares exactly: its answers are the same with and without.
 *
 * <p>The products are in float32, of means about their centre: an inner product of D numbers that
 * are rounded to it is off by at most (D + 2) 2^-24 times the product of the lengths, and terms of
 * higher order (Higham 2002, Accuracy and Stability of Numerical Algorithms, (3.5)); four times
 * that is taken off.
 */
final class Margins {
  /** Rows that are looked at to learn whether there is anything to settle. */
  private static final int LOOKED_AT = 64;

  /** Groups of classes whose limits are found for that; the first says enough if none settles. */
  private static final int GROUPS = 4;

  /** Classes of a group. */
  private static final int ENOUGH = 4;

  /** Classes that one task works on: with fewer a product spends its time on packing the others. */
  private static final int SOME = 128;

  /** Samples per class from which on the products of all classes with all are a small part. */
  private static final int FEW = 16;

  /** Lengths whose products are far inside the range of float32. */
  private static final double SMALLEST = 1e-12;

  private static final double LARGEST = 1e12;

  /** Taken off lengths, relative to them. */
  private static final double LESS = 1 - 1e-9;

  /** Per class, least distance at which another mean may be as near; 0 for none. */
  final double[] nearest;

  /** Per class, least distance at which another logit may be as large; 0 for none. */
  final double[] largest;

  private final int k;
  private final int d;
  private final double[] means;

  /** Of the length of a mean, what rounding takes of it and of what is compared with it. */
  private final double meanError;

  private Margins(MeanGeometry geometry) {
    k = geometry.means().rows();
    d = geometry.means().columns();
    means = geometry.means().data();
    nearest = new double[k];
    largest = new double[k];
    meanError = 8 * Vectors.EPSILON * Math.sqrt(Vectors.max(geometry.squares()));
  }

  /**
   * Those of all classes, or null where they would settle few of the samples.
   *
   * @param classifier null where no logits are asked for
   * @param byDistance whether nearest means are asked for
   */
  static @Nullable Margins of(
      MeanGeometry geometry,
      @Nullable Classifier classifier,
      boolean byDistance,
      Rows rows,
      int[] labels,
      ThreadTeam team) {
    int k = geometry.means().rows();
    if (k < 2 || rows.rows() < (long) FEW * k || !geometry.finite()) {
      return null;
    }
    Margins margins = new Margins(geometry);
    double[] usual = margins.distances(rows, labels);
    try (Products products = margins.new Products(geometry, classifier, byDistance)) {
      int settled = 0;
      int looked = 0;
      for (int group = 0; group < GROUPS; group++) {
        int first = group * k / GROUPS;
        int end = Math.min(first + ENOUGH, (group + 1) * k / GROUPS);
        products.find(first, end - first);
        for (int y = first; y < end; y++) {
          double limit =
              Math.min(
                  byDistance ? margins.nearest[y] : Double.POSITIVE_INFINITY,
                  classifier != null ? margins.largest[y] : Double.POSITIVE_INFINITY);
          looked++;
          settled += limit > usual[usual.length / 2] ? 1 : 0;
        }
        if (settled == 0 && looked > 0) {
          return null;
        }
      }
      if (2 * settled < looked) {
        return null;
      }
      team.run((k + SOME - 1) / SOME, (i, thread) -> products.find(i * SOME, SOME));
    }
    return margins;
  }

  /** ||h - mu_y|| of some samples, sorted. */
  private double[] distances(Rows rows, int[] labels) {
    int count = (int) Math.min(LOOKED_AT, rows.rows());
    double[] distances = new double[count];
    double[] row = new double[d];
    try (RowBlock block = rows.block(1)) {
      for (int i = 0; i < count; i++) {
        long at = i * rows.rows() / count;
        block.read(at, 1);
        block.copy(0, row);
        int y = labels[(int) at];
        distances[i] = Math.sqrt(Vectors.squaredDistance(row, 0, means, y * d, d));
      }
    }
    Arrays.sort(distances);
    return distances;
  }

  /** Of all classes with all. */
  private final class Products implements AutoCloseable {
    private final boolean byDistance;
    private final @Nullable Classifier classifier;

    /** mu_c - centre [K x D] in float32, and their squared lengths. */
    private final NativeArray centred;

    private final double[] centredSquares;
    private final double farthest;

    /** w_c [K x D] in float32, and their squared lengths; none without a classifier. */
    private final NativeArray rows;

    private final double[] squares;
    private final double longest;

    /** w_c.centre + b_c. */
    private final double[] starts;

    /** How far products of means and rows are off, and of rows with rows. */
    private final double logitError;

    private final double squareError;

    Products(MeanGeometry geometry, @Nullable Classifier classifier, boolean byDistance) {
      this.byDistance = byDistance;
      this.classifier = classifier;
      Matrix about = geometry.centredOfAll();
      Matrix w = classifier == null ? new Matrix(0, d) : classifier.w();
      centred = rounded(about);
      rows = rounded(w);
      centredSquares = squares(about);
      squares = squares(w);
      farthest = Math.sqrt(Vectors.max(centredSquares));
      longest = Math.sqrt(Vectors.max(squares));
      double[] centre = geometry.centre();
      double[] b = classifier == null ? new double[0] : classifier.bias();
      starts = new double[w.rows()];
      for (int c = 0; c < starts.length; c++) {
        starts[c] = Vectors.accurateDot(w.data(), c * d, centre, 0, d, b[c]);
      }
      double rounding = 4 * (d + 2) * Math.ulp(1f) / 2;
      squareError = rounding * longest * longest;
      logitError =
          rounding * longest * farthest
              + 8 * Vectors.EPSILON * Vectors.max(starts)
              + longest * meanError;
    }

    private static NativeArray rounded(Matrix of) {
      NativeArray copy = NativeArray.allocate(Precision.FLOAT32, of.data().length);
      copy.write(0, of.data(), 0, of.data().length);
      return copy;
    }

    private static double[] squares(Matrix of) {
      double[] squares = new double[of.rows()];
      for (int c = 0; c < squares.length; c++) {
        squares[c] = Vectors.dot(of, c, of, c);
      }
      return squares;
    }

    /** The limits of some classes from {@code first} on. */
    void find(int first, int atMost) {
      int count = Math.min(atMost, k - first);
      double[] found = new double[count * k];
      if (byDistance && inRange(farthest)) {
        multiply(centred, centred, first, count, found);
        for (int i = 0; i < count; i++) {
          nearest[first + i] = nearest(first + i, found, i * k);
        }
      }
      if (classifier != null && inRange(farthest) && inRange(longest)) {
        double[] products = new double[count * k];
        multiply(centred, rows, first, count, found);
        multiply(rows, rows, first, count, products);
        for (int i = 0; i < count; i++) {
          largest[first + i] = largest(first + i, found, products, i * k);
        }
      }
    }

    private static boolean inRange(double length) {
      return length > SMALLEST && length < LARGEST;
    }

    /** Some rows of one times all of the other. */
    private void multiply(
        NativeArray some, NativeArray all, int first, int count, double[] products) {
      try (NativeArray found = NativeArray.allocate(Precision.FLOAT32, (long) count * k)) {
        Blas.gemm(
            1,
            Operand.of(some.slice(first * d, count * d), count, d),
            Operand.of(all, k, d).transpose(),
            0,
            Operand.of(found, count, k));
        found.read(0, products, 0, products.length);
      }
    }

    private double nearest(int y, double[] products, int at) {
      double error = 4 * (d + 2) * Math.ulp(1f) / 2 * farthest * farthest;
      double least = Double.POSITIVE_INFINITY;
      for (int c = 0; c < k; c++) {
        if (c != y) {
          double square = centredSquares[y] + centredSquares[c] - 2 * products[at + c];
          least = Math.min(least, square - 2 * error);
        }
      }
      // Means are rounded, and d is from those that are not.
      return limit(LESS * Math.sqrt(Math.max(0, least)) / 2 - meanError);
    }

    private double largest(int y, double[] logits, double[] products, int at) {
      double least = Double.POSITIVE_INFINITY;
      for (int c = 0; c < k; c++) {
        if (c != y) {
          double ahead = logits[at + y] - logits[at + c] + (starts[y] - starts[c]);
          double square = squares[y] + squares[c] - 2 * products[at + c] + 2 * squareError;
          double length = Math.sqrt(Math.max(0, square)) + 8 * Vectors.EPSILON * longest;
          least = Math.min(least, (ahead - 2 * logitError) / length);
        }
      }
      return limit(LESS * least - meanError);
    }

    /** What is not a positive number settles nothing. */
    private static double limit(double found) {
      return found > 0 && found < Double.POSITIVE_INFINITY ? found : 0;
    }

    @Override
    public void close() {
      centred.close();
      rows.close();
    }
  }
}
