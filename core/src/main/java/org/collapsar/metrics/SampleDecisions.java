package org.collapsar.metrics;

import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.RowOperations;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * How often the class of the nearest mean is not that of the largest logit.
 *
 * <p>Both are first looked for in float32 with a bound on its error for each sample; every class
 * that the bound does not rule out is compared again, distances as exact differences of h and mu_c,
 * logits by dot products in twice double precision. The answers are those of the second comparison;
 * ties go to the first class.
 *
 * <p>Distances are by the coordinates in the directions of the class means, from the projections of
 * the pass, and where there are none by products with the class means themselves.
 *
 * <p>This is what all threads read; each decides with a {@link Decider} of its own.
 */
final class SampleDecisions implements AutoCloseable {
  /** Lengths that differ by more than this part differ however they are summed. */
  private static final double DISTINCT = 1 - 1e-9;

  /** Means that are at most so much longer than their distances lose two bits by an offset. */
  private static final double NEAR = 4;

  private final MeanGeometry geometry;
  private final Classifier classifier;
  private final int[] labels;
  private final int d;
  private final int k;
  private final int r;

  /** Whether S is summed, so that there are no projections. */
  private final boolean whole;

  /** Whether projections are those of h, not of d. */
  private final boolean plain;

  /** mu_c [K x D]. */
  private final double[] means;

  /** The same outside the heap; the pass closes it. */
  private final DoubleArray centres;

  /**
   * The origin of float32 rows, near all of them, if they lie far from 0: an offset would cost
   * their digits.
   */
  private final @Nullable FloatArray origin;

  /** u_j.centre [rank], for plain rows. */
  private final double[] projectedCentre;

  /** ||mu_c - origin||, or of plain rows ||origin||: with the length of a row that of its x. */
  private final double[] meanLengths;

  /** The same about the centre of the means. */
  private final double centreLength;

  /** z_c [rank x K]. */
  private final double[] coordinatesByDirection;

  /**
   * Over classes, ||z_c||^2 - 2 q.z_c with q = P + z_y: ||h - mu_c||^2 less what all share. In
   * place of z_c and q those of all directions, mu_c - origin and h - origin, where S is summed.
   */
  private final SmallestScore distances;

  /** Over classes, minus the logit: -w_c.(h - origin) - (w_c.origin + b_c). */
  private final SmallestScore logits;

  /** Bound on the rounding of w_c.origin + b_c. */
  private final double logitError;

  SampleDecisions(
      MeanGeometry geometry,
      DoubleArray centres,
      Classifier classifier,
      int[] labels,
      boolean whole,
      boolean plain,
      ThreadTeam team) {
    this.geometry = geometry;
    this.centres = centres;
    this.classifier = classifier;
    this.labels = labels;
    this.whole = whole;
    this.plain = plain;
    means = geometry.means().data();
    k = geometry.means().rows();
    d = geometry.means().columns();
    r = whole ? 0 : geometry.rank();
    projectedCentre = new double[plain ? r : 0];
    meanLengths = new double[k];
    coordinatesByDirection = new double[r * k];
    for (int j = 0; j < projectedCentre.length; j++) {
      double[] u = geometry.directions().data();
      projectedCentre[j] = Vectors.dot(u, j * d, geometry.centre(), 0, d);
    }
    double[] wide = new double[d];
    origin = offset() ? floats(d) : null;
    for (int j = 0; j < d && origin != null; j++) {
      origin.set(j, geometry.centre()[j]);
      wide[j] = origin.get(j);
    }
    double[] start = new double[k];
    double[] w = classifier.w().data();
    for (int c = 0; c < k; c++) {
      meanLengths[c] =
          Math.sqrt(
              plain
                  ? Vectors.dot(wide, 0, wide, 0, d)
                  : origin == null
                      ? geometry.squares()[c]
                      : Vectors.squaredDistance(means, c * d, wide, 0, d));
      double bias = classifier.bias()[c];
      start[c] = -(origin == null ? bias : Vectors.accurateDot(w, c * d, wide, 0, d, bias));
    }
    double[] centre = geometry.centre();
    centreLength = plain ? Math.sqrt(Vectors.dot(centre, 0, centre, 0, d)) : 0;
    logitError = 4 * Vectors.EPSILON * Vectors.max(start);
    // What all classes have in common does not decide: less of it, less rounding.
    double least = Double.POSITIVE_INFINITY;
    for (double x : start) {
      least = Math.min(least, x);
    }
    for (int c = 0; c < k; c++) {
      start[c] -= least;
    }
    SmallestScore[] scores = new SmallestScore[2];
    team.run(
        2,
        (index, thread) ->
            scores[index] =
                index == 1
                    ? new SmallestScore(w, d, start, -1)
                    : whole ? byMeans(wide) : byCoordinates());
    distances = scores[0];
    logits = scores[1];
  }

  private SmallestScore byCoordinates() {
    Matrix coordinates = geometry.coordinates();
    double[] squares = new double[k];
    for (int c = 0; c < k; c++) {
      squares[c] = Vectors.dot(coordinates, c, coordinates, c);
      for (int j = 0; j < r; j++) {
        coordinatesByDirection[j * k + c] = coordinates.get(c, j);
      }
    }
    return new SmallestScore(coordinates.data(), r, squares, -2);
  }

  private SmallestScore byMeans(double[] from) {
    if (origin == null) {
      return new SmallestScore(means, d, geometry.squares(), -2);
    }
    Matrix differences = Vectors.less(geometry.means(), from);
    double[] squares = new double[k];
    for (int c = 0; c < k; c++) {
      squares[c] = Vectors.dot(differences, c, differences, c);
    }
    return new SmallestScore(differences.data(), d, squares, -2);
  }

  /** Whether class means lie much nearer to each other than to 0. */
  private boolean offset() {
    double length = Vectors.max(geometry.squares());
    for (int c = 0; c < k; c++) {
      double distance = Vectors.squaredDistance(means, c * d, geometry.centre(), 0, d);
      if (length <= NEAR * NEAR * distance) {
        return false;
      }
    }
    return true;
  }

  private static FloatArray floats(long length) {
    return (FloatArray) NativeArray.allocate(Precision.FLOAT32, length);
  }

  /**
   * What one thread decides with.
   *
   * @param block samples at most at a time
   */
  Decider decider(int block) {
    return new Decider(block);
  }

  @Override
  public void close() {
    distances.close();
    logits.close();
    if (origin != null) {
      origin.close();
    }
  }

  /** Buffers of one thread, and what it decides of a block. */
  final class Decider implements AutoCloseable {
    private final SmallestScore.Scores scores;
    private final SmallestScore.Chooser byDistance;
    private final SmallestScore.Chooser byLogit;
    private final float[] coordinates;
    private final int[] nearest;
    private final int[] largest;
    private final double[] spans;
    private final double[] errors;
    private final double[] row = new double[d];
    private final FloatArray nativeCoordinates;

    /** Room for h - origin [block x D]. */
    private final FloatArray rows;

    /** Those of samples that products decide, and where in the block they are. */
    private final FloatArray openRows;

    private final int[] place;
    private final int[] likely;
    private final DoubleArray difference;
    private final RowOperations operations = new RowOperations();

    private Decider(int block) {
      scores = new SmallestScore.Scores(block, k);
      byDistance = distances.chooser(scores);
      byLogit = logits.chooser(scores);
      coordinates = new float[block * r];
      nearest = new int[block];
      largest = new int[block];
      spans = new double[block];
      errors = new double[block];
      nativeCoordinates = floats(coordinates.length);
      rows = floats((long) block * d);
      openRows = floats(whole ? (long) block * d : 0);
      place = new int[block];
      likely = new int[block];
      difference = (DoubleArray) NativeArray.allocate(Precision.FLOAT64, d);
    }

    /** Over the block, how often they differ. */
    int mismatches(RowBlock h, int first, int count, double[] lengths, double[] projections) {
      FloatArray x = h.singles(count, origin, rows);
      findLargest(h, x, first, count, lengths);
      if (whole) {
        return mismatchesByMeans(h, x, first, count, lengths);
      }
      findNearest(h, first, count, lengths, projections);
      int sum = 0;
      for (int i = 0; i < count; i++) {
        sum += nearest[i] == largest[i] ? 0 : 1;
      }
      return sum;
    }

    private void findNearest(
        RowBlock h, int first, int count, double[] lengths, double[] projections) {
      for (int j = 0; j < r; j++) {
        if (plain) {
          double centre = projectedCentre[j];
          for (int i = j * count; i < (j + 1) * count; i++) {
            coordinates[i] = (float) (projections[i] - centre);
          }
        } else {
          double[] z = coordinatesByDirection;
          for (int i = 0; i < count; i++) {
            coordinates[j * count + i] =
                (float) (projections[j * count + i] + z[j * k + labels[first + i]]);
          }
        }
      }
      double spread = byDistance.largestRow() + centreLength;
      for (int i = 0; i < count; i++) {
        spans[i] = lengths[i] + spread;
        // Of the projections in double, and of means whose rank was cut.
        errors[i] =
            4 * (d + k) * Vectors.EPSILON * spans[i] * spans[i]
                + 4 * geometry.tolerance() * spans[i];
      }
      nativeCoordinates.store(0, coordinates, count * r);
      byDistance.choose(
          count,
          true,
          nativeCoordinates,
          spans,
          errors,
          exactly(i -> h.copy(i, row), this::squaredDistance),
          labels,
          first,
          nearest);
    }

    /**
     * The same by products with all means, which are the larger part of the work. A sample that is
     * nearer to the mean of its own class than to that of the largest logit needs none: wherever
     * the nearest mean is, it is not that of the largest logit.
     */
    private int mismatchesByMeans(
        RowBlock h, FloatArray x, int first, int count, double[] lengths) {
      int sum = 0;
      int open = 0;
      for (int i = 0; i < count; i++) {
        int y = labels[first + i];
        int c = largest[i];
        if (c != y && lengths[i] < DISTINCT * distance(h, i, c)) {
          sum++;
          continue;
        }
        operations.copy(x, i * d, openRows, open * d, d);
        place[open] = i;
        likely[open] = y;
        largest[open] = c;
        spans[open] = lengths[i] + meanLengths[y];
        double longest = spans[open] + byDistance.largestRow();
        errors[open] = 4 * d * Vectors.EPSILON * longest * longest;
        open++;
      }
      SmallestScore.Exact exact = exactly(i -> h.copy(place[i], row), this::squaredDistance);
      byDistance.choose(open, false, openRows, spans, errors, exact, likely, 0, nearest);
      for (int i = 0; i < open; i++) {
        sum += nearest[i] == largest[i] ? 0 : 1;
      }
      return sum;
    }

    /** ||h - mu_c|| of row i. */
    private double distance(RowBlock h, int i, int c) {
      h.subtract(i, centres, c * d, difference, 0);
      return Math.sqrt(operations.dot(difference, 0, difference, 0, d));
    }

    private void findLargest(RowBlock h, FloatArray x, int first, int count, double[] lengths) {
      for (int i = 0; i < count; i++) {
        spans[i] = lengths[i] + meanLengths[labels[first + i]];
        errors[i] = logitError;
      }
      byLogit.choose(
          count,
          false,
          x,
          spans,
          errors,
          exactly(i -> h.copy(i, row), this::minusLogit),
          labels,
          first,
          largest);
    }

    /** By differences of h and mu_c, in double. */
    private double squaredDistance(int c) {
      return Vectors.squaredDistance(row, 0, means, c * d, d);
    }

    /** In twice double precision. */
    private double minusLogit(int c) {
      return -Vectors.accurateDot(classifier.w().data(), c * d, row, 0, d, classifier.bias()[c]);
    }

    private SmallestScore.Exact exactly(IntConsumer load, IntToDoubleFunction score) {
      return new SmallestScore.Exact() {
        @Override
        public void sample(int i) {
          load.accept(i);
        }

        @Override
        public double score(int c) {
          return score.applyAsDouble(c);
        }
      };
    }

    @Override
    public void close() {
      byDistance.close();
      byLogit.close();
      scores.close();
      nativeCoordinates.close();
      rows.close();
      openRows.close();
      difference.close();
    }
  }
}
