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
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * The class of the nearest mean and that of the largest logit, and how often they differ.
 *
 * <p>A sample that lies near enough to its own mean has its own class as both ({@link Margins}).
 * Else both are first looked for in float32 with a bound on its error for each sample; every class
 * that the bound does not rule out is compared again, distances as exact differences of h and mu_c,
 * logits by dot products in twice double precision. The answers are those of the second comparison;
 * ties go to the first class.
 *
 * <p>Distances are by the coordinates in the directions of the class means, from the projections of
 * the pass, and where there are none by products with the class means themselves.
 *
 * <p>Longer than other files because the bound on each error and the two comparisons that it
 * connects hold only together.
 *
 * <p>This is what all threads read; each decides with a {@link Decider} of its own.
 */
final class SampleDecisions implements AutoCloseable {
  /** Lengths that differ by more than this part differ however they are summed. */
  private static final double DISTINCT = 1 - 1e-9;

  /** Means that are at most so much longer than their distances lose two bits by an offset. */
  private static final double NEAR = 4;

  private final MeanGeometry geometry;
  private final @Nullable Classifier classifier;

  /** More than ||d|| may differ from the distance of h and the rounded mean. */
  private final double meanError;

  private final int d;
  private final int k;
  private final int r;

  /** Whether S is summed, so that there are no projections. */
  private final boolean whole;

  /** Whether it is enough to know how often both differ, and ||d|| is known. */
  private final boolean countsAlone;

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
  private final @Nullable SmallestScore distances;

  /** Over classes, minus the logit: -w_c.(h - origin) - (w_c.origin + b_c). */
  private final @Nullable SmallestScore logits;

  /** Bound on the rounding of w_c.origin + b_c. */
  private final double logitError;

  /** Null where they settle little. */
  private final @Nullable Margins margins;

  /**
   * @param rows of the pass, a few of which are looked at
   */
  SampleDecisions(SamplePlan plan, Rows rows, int[] labels, DoubleArray centres, ThreadTeam team) {
    this.geometry = plan.geometry();
    this.centres = centres;
    this.whole = plan.whole();
    this.plain = plan.plain();
    boolean byLogit = plan.needs(Ingredient.LARGEST) || plan.needs(Ingredient.MISMATCHES);
    boolean byDistance = plan.needs(Ingredient.NEAREST) || plan.needs(Ingredient.MISMATCHES);
    this.classifier = byLogit ? java.util.Objects.requireNonNull(plan.classifier()) : null;
    this.countsAlone = !plain && byLogit && byDistance && !plan.needs(Ingredient.NEAREST);
    meanError = 8 * Vectors.EPSILON * Math.sqrt(Vectors.max(geometry.squares()));
    means = geometry.means().data();
    k = geometry.means().rows();
    d = geometry.means().columns();
    r = plan.rank();
    projectedCentre = new double[plain ? r : 0];
    meanLengths = new double[k];
    coordinatesByDirection = new double[whole ? 0 : r * k];
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
    for (int c = 0; c < k; c++) {
      meanLengths[c] =
          Math.sqrt(
              plain
                  ? Vectors.dot(wide, 0, wide, 0, d)
                  : origin == null
                      ? geometry.squares()[c]
                      : Vectors.squaredDistance(means, c * d, wide, 0, d));
    }
    double[] centre = geometry.centre();
    centreLength = plain ? Math.sqrt(Vectors.dot(centre, 0, centre, 0, d)) : 0;
    double[] start = new double[k];
    logitError = classifier == null ? 0 : findStart(classifier, wide, start);
    @Nullable SmallestScore[] scores = new @Nullable SmallestScore[2];
    team.run(
        2,
        (index, thread) -> {
          if (index == 0 && byDistance) {
            scores[0] = whole ? byMeans(wide) : byCoordinates();
          } else if (index == 1 && classifier != null) {
            scores[1] = new SmallestScore(classifier.w().data(), d, start, -1);
          }
        });
    distances = scores[0];
    logits = scores[1];
    margins = plain ? null : Margins.of(geometry, classifier, byDistance, rows, labels, team);
  }

  /**
   * -(w_c.origin + b_c) less the least of them: what all classes have in common does not decide,
   * and less of it is less rounding.
   *
   * @param start receives them
   * @return a bound on their rounding
   */
  private double findStart(Classifier last, double[] wide, double[] start) {
    double[] w = last.w().data();
    for (int c = 0; c < k; c++) {
      double bias = last.bias()[c];
      start[c] = -(origin == null ? bias : Vectors.accurateDot(w, c * d, wide, 0, d, bias));
    }
    double error = 4 * Vectors.EPSILON * Vectors.max(start);
    double least = Double.POSITIVE_INFINITY;
    for (double x : start) {
      least = Math.min(least, x);
    }
    for (int c = 0; c < k; c++) {
      start[c] -= least;
    }
    return error;
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
   * @param relative a bound on the error of all projections of a sample, as a vector, over ||d||
   */
  Decider decider(int block, double relative) {
    return new Decider(block, relative);
  }

  @Override
  public void close() {
    if (distances != null) {
      distances.close();
    }
    if (logits != null) {
      logits.close();
    }
    if (origin != null) {
      origin.close();
    }
  }

  /** Buffers of one thread, and what it decides of a block. */
  final class Decider implements AutoCloseable {
    private final SmallestScore.Scores scores;
    private final SmallestScore.@Nullable Chooser byDistance;
    private final SmallestScore.@Nullable Chooser byLogit;
    private final float[] coordinates;
    private final int[] nearest;
    private final int[] largest;
    private final double[] spans;
    private final double[] errors;
    private final double[] row = new double[d];
    private final FloatArray nativeCoordinates;

    /** Room for h - origin [block x D]. */
    private final FloatArray rows;

    /** Those of samples that products decide, or their coordinates. */
    private final FloatArray openRows;

    /** Where in the block these are. */
    private final int[] place;

    private final int[] likely;

    /** Their classes. */
    private final int[] chosen;

    private final DoubleArray difference;
    private final RowOperations operations = new RowOperations();

    /** Bound on the error of the projections of a sample over ||d||. */
    private final double relative;

    private Decider(int block, double relative) {
      this.relative = relative;
      scores = new SmallestScore.Scores(block, k);
      byDistance = distances == null ? null : distances.chooser(scores);
      byLogit = logits == null ? null : logits.chooser(scores);
      coordinates = new float[block * r];
      nearest = new int[block];
      largest = new int[block];
      spans = new double[block];
      errors = new double[block];
      nativeCoordinates = floats(coordinates.length);
      rows = floats((long) block * d);
      openRows = floats(whole || margins != null ? (long) block * d : 0);
      place = new int[block];
      likely = new int[block];
      chosen = new int[block];
      difference = (DoubleArray) NativeArray.allocate(Precision.FLOAT64, d);
    }

    /**
     * Finds the classes of the largest logits and of the nearest means, those of them that are
     * wanted, and how often they differ.
     */
    void decide(SampleBlock block) {
      block.largest = largest;
      block.nearest = nearest;
      if (byLogit != null) {
        findLargest(byLogit, block);
      }
      if (byDistance == null) {
        return;
      }
      if (whole) {
        findNearestByMeans(byDistance, block);
      } else {
        findNearest(byDistance, block);
      }
      int sum = 0;
      for (int i = 0; i < block.count; i++) {
        sum += nearest[i] == largest[i] ? 0 : 1;
      }
      block.mismatches = sum;
    }

    /**
     * Settles what is near enough to its mean.
     *
     * @param limits of the classes, null for none
     * @param decided receives the classes of those that are
     * @return how many are not: {@link #place} and {@link #likely} say which
     */
    private int open(double @Nullable [] limits, SampleBlock block, int[] decided) {
      int open = 0;
      for (int i = 0; i < block.count; i++) {
        int y = block.label(i);
        if (limits != null && block.lengths[i] < limits[y]) {
          decided[i] = y;
        } else {
          likely[open] = y;
          place[open++] = i;
        }
      }
      return open;
    }

    private void tell(int open, int[] decided) {
      for (int i = 0; i < open; i++) {
        decided[place[i]] = chosen[i];
      }
    }

    /** h - origin of the samples that are open, in float32. */
    private FloatArray singles(int open, SampleBlock block) {
      FloatArray x = block.rows.singles(block.count, origin, rows);
      if (open == block.count) {
        return x;
      }
      for (int i = 0; i < open; i++) {
        operations.copy(x, place[i] * d, openRows, i * d, d);
      }
      return openRows;
    }

    private void findNearest(SmallestScore.Chooser byDistance, SampleBlock block) {
      int open = openForNearest(block);
      if (open == 0) {
        return;
      }
      int count = block.count;
      double[] projections = block.projections;
      for (int j = 0; j < r; j++) {
        if (plain) {
          // Without margins all are open.
          double centre = projectedCentre[j];
          for (int i = j * count; i < (j + 1) * count; i++) {
            coordinates[i] = (float) (projections[i] - centre);
          }
        } else {
          double[] z = coordinatesByDirection;
          for (int i = 0; i < open; i++) {
            coordinates[j * open + i] =
                (float) (projections[j * count + place[i]] + z[j * k + likely[i]]);
          }
        }
      }
      double spread = byDistance.largestRow() + centreLength;
      for (int i = 0; i < open; i++) {
        double length = block.lengths[place[i]];
        spans[i] = length + spread;
        // Of the projections in double, and of means whose rank was cut.
        // Scores take projections times 2 z_c; what float32 rounds to 0 is below its range.
        errors[i] =
            4 * (d + k) * Vectors.EPSILON * spans[i] * spans[i]
                + 4 * geometry.tolerance() * spans[i]
                + 2 * byDistance.largestRow() * relative * (length + d * Float.MIN_NORMAL);
      }
      nativeCoordinates.store(0, coordinates, open * r);
      SmallestScore.Exact exact =
          exactly(i -> block.rows.copy(place[i], row), this::squaredDistance);
      byDistance.choose(open, true, nativeCoordinates, spans, errors, exact, likely, 0, chosen);
      tell(open, nearest);
    }

    /** The same by products with all means, which are the larger part of the work. */
    private void findNearestByMeans(SmallestScore.Chooser byDistance, SampleBlock block) {
      int open = openForNearest(block);
      if (open == 0) {
        return;
      }
      for (int i = 0; i < open; i++) {
        spans[i] = block.lengths[place[i]] + meanLengths[likely[i]];
        double longest = spans[i] + byDistance.largestRow();
        errors[i] = 4 * d * Vectors.EPSILON * longest * longest;
      }
      SmallestScore.Exact exact =
          exactly(i -> block.rows.copy(place[i], row), this::squaredDistance);
      FloatArray x = singles(open, block);
      byDistance.choose(open, false, x, spans, errors, exact, likely, 0, chosen);
      tell(open, nearest);
    }

    /**
     * What is not settled of nearest means. A sample that is nearer to the mean of its own class
     * than to that of the largest logit needs no more where only differences are counted: wherever
     * the nearest mean is, it is not that of the largest logit.
     */
    private int openForNearest(SampleBlock block) {
      int unsettled = open(margins == null ? null : margins.nearest, block, nearest);
      if (!countsAlone) {
        return unsettled;
      }
      int open = 0;
      for (int i = 0; i < unsettled; i++) {
        int at = place[i];
        int y = likely[i];
        int c = largest[at];
        if (c != y && block.lengths[at] + meanError < DISTINCT * distance(block.rows, at, c)) {
          nearest[at] = y;
        } else {
          place[open] = at;
          likely[open++] = y;
        }
      }
      return open;
    }

    /** ||h - mu_c|| of row i. */
    private double distance(RowBlock h, int i, int c) {
      h.subtract(i, centres, c * d, difference, 0);
      return Math.sqrt(operations.dot(difference, 0, difference, 0, d));
    }

    private void findLargest(SmallestScore.Chooser byLogit, SampleBlock block) {
      Classifier last = java.util.Objects.requireNonNull(classifier);
      int open = open(margins == null ? null : margins.largest, block, largest);
      if (open == 0) {
        return;
      }
      for (int i = 0; i < open; i++) {
        spans[i] = block.lengths[place[i]] + meanLengths[likely[i]];
        errors[i] = logitError;
      }
      SmallestScore.Exact exact =
          exactly(i -> block.rows.copy(place[i], row), c -> minusLogit(last, c));
      FloatArray x = singles(open, block);
      byLogit.choose(open, false, x, spans, errors, exact, likely, 0, chosen);
      tell(open, largest);
    }

    /** By differences of h and mu_c, in double. */
    private double squaredDistance(int c) {
      return Vectors.squaredDistance(row, 0, means, c * d, d);
    }

    /** In twice double precision. */
    private double minusLogit(Classifier last, int c) {
      return -Vectors.accurateDot(last.w().data(), c * d, row, 0, d, last.bias()[c]);
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
      if (byDistance != null) {
        byDistance.close();
      }
      if (byLogit != null) {
        byLogit.close();
      }
      scores.close();
      nativeCoordinates.close();
      rows.close();
      openRows.close();
      difference.close();
    }
  }
}
