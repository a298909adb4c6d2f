package org.collapsar.metrics;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.RowOperations;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.linalg.VectorRows;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * The second pass: every sample's deviation d = h - mu_y is projected on the directions of the
 * class means, O(n D K) time and O(K D) memory. Where class means are at most some 30 times as long
 * as deviations from them ({@link Wanted#plain}), h itself is projected, and the projection of mu_y
 * subtracted: a bound on what that loses is {@link Result#errors}.
 *
 * <p>The projections, whose squares NC1 sums, are in double. Nearest means and largest logits are
 * first looked for in float32 with a bound on its error for each sample; every class that the bound
 * does not rule out is compared again, distances as exact differences of h and mu_c, logits by dot
 * products in twice double precision. The answers are those of the second comparison; ties go to
 * the first class.
 *
 * <p>For K &gt; D the directions span everything, and their decomposition would have to be waited
 * for. There the D x D scatter S of the deviations is summed instead, and u_j^T S u_j taken at the
 * end: half the work, and the decomposition is made beside it. Directions of small variance lose
 * digits to those of large, for which there is a bound, {@link Result#errors}: where that is too
 * large, a pass {@link #runByDirection} gives the digits. Distances are by products with the class
 * means themselves.
 */
final class SamplePass {
  /** Scores of a block: more rows, less packing of what they are multiplied by. */
  private static final int BLOCK_SCORES = 1 << 20;

  /** Numbers of a block, at most a quarter of a megabyte: it stays in the second-level cache. */
  private static final int BLOCK_NUMBERS = 1 << 16;

  /** Rows of a block that OpenBLAS multiplies with few directions at its best. */
  private static final int SOME_ROWS = 64;

  /** Short rows may be more. */
  private static final int SHORT_NUMBERS = 1 << 14;

  private static final int MOST_ROWS = 256;

  /** Directions up to which the Vector API is worth it: OpenBLAS widens once for all of them. */
  private static final int MOST_BY_VECTORS = 15;

  /** Columns of plain rows that are widened and projected at a time. */
  private static final int SEGMENT = 256;

  /** Directions from which on a product is worth more rows than stay in the cache. */
  private static final int MANY = 32;

  /** Lengths that differ by more than this part differ however they are summed. */
  private static final double DISTINCT = 1 - 1e-9;

  /** Means that are at most so much longer than their distances lose two bits by an offset. */
  private static final double NEAR = 4;

  /**
   * What is wanted of the pass.
   *
   * @param rotation of the directions to those that classes by their sizes have
   * @param inverse in place of a rotation, where {@link MeanGeometry#inverse} is there: of the Gram
   *     matrix of these means
   * @param plain whether deviations may be left to be made of the projections; their squares, the
   *     {@link Result#scatters}, are not there then
   * @param backend with what plain rows are projected
   */
  record Wanted(
      boolean projections,
      @Nullable Matrix rotation,
      @Nullable Matrix inverse,
      boolean mismatch,
      boolean cosine,
      boolean plain,
      Backend backend) {}

  private final Rows rows;
  private final int[] labels;
  private final MeanGeometry geometry;
  private final @Nullable Classifier classifier;
  private final Wanted wanted;
  private final int d;
  private final int k;
  private final int r;

  /** Whether S is summed, not projections. */
  private final boolean whole;

  /** Whether h is projected, not d. */
  private final boolean plain;

  /** mu_c [K x D]. */
  private final double[] means;

  private final @Nullable SampleCosines noCosines;

  private SamplePass(
      Rows rows,
      int[] labels,
      MeanGeometry geometry,
      @Nullable Classifier classifier,
      Wanted wanted,
      boolean whole) {
    this.rows = rows;
    this.labels = labels;
    this.geometry = geometry;
    this.classifier = classifier;
    this.wanted = wanted;
    this.d = rows.columns();
    this.means = geometry.means().data();
    this.k = geometry.means().rows();
    this.whole = whole;
    this.plain = wanted.plain() && !whole;
    this.r = whole ? 0 : geometry.rank();
    this.noCosines =
        wanted.cosine() && classifier != null ? SampleCosines.create(classifier.w()) : null;
  }

  /**
   * A trace that NC1 is, over all directions.
   *
   * @param value sum over directions of (sum of (u_j . d)^2) / (n s_j^2)
   * @param error how far rounding may have moved it; 0 where it cannot matter
   */
  record Trace(double value, double error) {}

  /** Sums over samples. */
  static final class Result {
    private final long samples;

    /** By S and the inverse of a Gram matrix. */
    private @Nullable Trace trace;

    /** The same by {@link Wanted#inverse}. */
    private @Nullable Trace weightedTrace;

    /** Per direction u_j: sum of (u_j . d)^2. */
    private double[] squares;

    /** The same in the rotated directions, if wanted. */
    private double[] rotatedSquares;

    /** How far rounding may have moved each of the squares; 0 where it cannot matter. */
    private double[] errors = new double[0];

    /** The same of the rotated squares. */
    private double[] rotatedErrors = new double[0];

    /** Of a chunk the sum of d d^T, upper triangle [D x D], if that is summed. */
    private @Nullable DoubleArray scatter;

    /** Per class: sum of ||d||^2, but for {@link Wanted#plain}. */
    final double[] scatters;

    /** Sum of ||h||^2 or a little more, for {@link Wanted#plain} alone. */
    private double lengths;

    /** Per class: samples. */
    final long[] counts;

    /** Cosines with the rows of W, if wanted. */
    final @Nullable SampleCosines cosines;

    long mismatches;

    private Result(long samples, int r, int rotated, int k, @Nullable SampleCosines cosines) {
      this.samples = samples;
      this.cosines = cosines;
      squares = new double[r];
      rotatedSquares = new double[rotated];
      scatters = new double[k];
      counts = new long[k];
    }

    /**
     * In the directions, by their singular values.
     *
     * @param values s_j
     */
    Trace trace(double[] values) {
      return trace != null ? trace : new Trace(over(squares, values), over(errors, values));
    }

    /** In the rotated ones, by those of these. */
    Trace rotatedTrace(double[] values) {
      return new Trace(over(rotatedSquares, values), over(rotatedErrors, values));
    }

    /** In place of the rotated one, where {@link Wanted#inverse} was given. */
    Trace weightedTrace() {
      return java.util.Objects.requireNonNull(weightedTrace);
    }

    private double over(double[] sums, double[] values) {
      double sum = 0;
      for (int j = 0; j < sums.length; j++) {
        sum += sums[j] / samples / values[j] / values[j];
      }
      return sum;
    }

    private void add(Result other) {
      add(squares, other.squares);
      add(rotatedSquares, other.rotatedSquares);
      add(scatters, other.scatters);
      if (cosines != null && other.cosines != null) {
        cosines.combine(other.cosines);
      }
      for (int c = 0; c < counts.length; c++) {
        counts[c] += other.counts[c];
      }
      mismatches += other.mismatches;
      lengths += other.lengths;
    }

    private static void add(double[] sum, double[] other) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += other[i];
      }
    }
  }

  /**
   * Runs it.
   *
   * @param labels of {@code rows}, each of a class that has a mean
   * @param geometry of the class means; those of the same samples, or of others ("strong")
   * @param classifier needed for mismatch and cosine
   */
  static Result run(
      Rows rows,
      int[] labels,
      MeanGeometry geometry,
      @Nullable Classifier classifier,
      Wanted wanted,
      ThreadTeam team) {
    boolean whole = geometry.means().rows() > rows.columns();
    return run(rows, labels, geometry, classifier, wanted, whole, team);
  }

  /** The same with digits in every direction, whatever it costs. */
  static Result runByDirection(
      Rows rows, int[] labels, MeanGeometry geometry, Wanted wanted, ThreadTeam team) {
    return run(rows, labels, geometry, null, wanted, false, team);
  }

  private static Result run(
      Rows rows,
      int[] labels,
      MeanGeometry geometry,
      @Nullable Classifier classifier,
      Wanted wanted,
      boolean whole,
      ThreadTeam team) {
    SamplePass pass = new SamplePass(rows, labels, geometry, classifier, wanted, whole);
    Result total = pass.newResult();
    Worker[] workers = new Worker[team.threads()];
    try (Shared shared = pass.new Shared(team)) {
      RowChunks.forEach(
          rows,
          RowChunks.rowsFor(rows.rows(), 0),
          team,
          (first, count, thread) -> {
            if (workers[thread] == null) {
              workers[thread] = pass.new Worker(shared);
            }
            return workers[thread].chunk(first, count);
          },
          chunk -> {
            total.add(chunk);
            if (chunk.scatter != null) {
              shared.scatters.add(chunk.scatter);
            }
          },
          whole ? geometry::rank : null);
      if (pass.sumsScatter()) {
        pass.project(shared.scatters.upper(), total);
      }
    } finally {
      for (Worker worker : workers) {
        if (worker != null) {
          worker.close();
        }
      }
    }
    if (pass.plain) {
      total.errors = pass.errors(total, total.squares);
      total.rotatedErrors = pass.errors(total, total.rotatedSquares);
    } else if (!pass.sumsScatter()) {
      total.errors = new double[total.squares.length];
      total.rotatedErrors = new double[total.rotatedSquares.length];
    }
    return total;
  }

  private boolean sumsScatter() {
    return whole && (wanted.projections() || wanted.rotation() != null || wanted.inverse() != null);
  }

  /**
   * The traces, or the squares in the directions, by S.
   *
   * @param scatter S, upper triangle
   */
  private void project(Matrix scatter, Result total) {
    double length = 0;
    for (double x : total.scatters) {
      length += x;
    }
    // u^T S u is a sum of squares (sum_k u_k d_ik)^2, of which rounding sees the products: what one
    // rounding moves is below 2^-53 sum_i (sum_k |u_k d_ik|)^2 <= 2^-53 tr S.
    int chunk = RowChunks.rowsFor(rows.rows(), 0);
    double terms = chunk + (double) rows.rows() / chunk + 2.0 * d;
    double error = rounding(terms) * length;
    Matrix inverse = geometry.inverse();
    if (inverse != null) {
      total.trace = trace(scatter, inverse, error, rows.rows());
    }
    if (wanted.inverse() != null) {
      total.weightedTrace = trace(scatter, wanted.inverse(), error, rows.rows());
    }
    if (inverse != null && wanted.rotation() == null) {
      return;
    }
    scatter.copyUpperTriangle();
    Matrix directions = geometry.directions();
    total.squares = quadratic(directions, scatter);
    if (wanted.rotation() != null) {
      total.rotatedSquares = quadratic(wanted.rotation().times(directions), scatter);
    }
    total.errors = new double[total.squares.length];
    Arrays.fill(total.errors, error);
    total.rotatedErrors = new double[total.rotatedSquares.length];
    Arrays.fill(total.rotatedErrors, error);
  }

  /**
   * sum_j u_j^T S u_j / (n s_j^2) = tr(S G^-1)/n for s_j and u_j of G.
   *
   * @param scatter S, upper triangle
   * @param error of each u_j^T S u_j
   */
  private static Trace trace(Matrix scatter, Matrix inverse, double error, long samples) {
    int d = scatter.rows();
    double sum = 0;
    double inverses = 0;
    for (int i = 0; i < d; i++) {
      int at = i * d + i;
      double twice = Vectors.dot(scatter.data(), at + 1, inverse.data(), at + 1, d - 1 - i);
      sum += scatter.data()[at] * inverse.data()[at] + 2 * twice;
      inverses += inverse.data()[at];
    }
    return new Trace(Math.max(0, sum) / samples, error / samples * inverses);
  }

  /**
   * By what part a sum of as many terms is moved. As many roundings as there are terms in a row
   * move by the root of that number, as independent ones do; by more than 8 times as much with
   * probability below 2 exp(-32) (Higham and Mary 2019, theorem 2.4).
   */
  private static double rounding(double terms) {
    return 8 * Math.sqrt(terms) * Vectors.EPSILON / 2;
  }

  /**
   * Of sums of squares (u.h - u.mu)^2 whose products see h. An error e_i moves one by 2 e_i p_i +
   * e_i^2, all by at most 2 sqrt(sum e_i^2 sum p_i^2) + sum e_i^2.
   */
  private double[] errors(Result total, double[] sums) {
    // Of h and of mu_y, whose squares sum to no more than those of h.
    double part = 2 * rounding(d);
    double error = part * part * total.lengths;
    double[] errors = new double[sums.length];
    for (int j = 0; j < errors.length; j++) {
      errors[j] = 2 * Math.sqrt(error * sums[j]) + error;
    }
    return errors;
  }

  /** u_j^T S u_j of each row. */
  private static double[] quadratic(Matrix u, Matrix symmetric) {
    Matrix product = Blas.timesTransposed(u, symmetric);
    double[] squares = new double[u.rows()];
    for (int j = 0; j < squares.length; j++) {
      squares[j] = Math.max(0, Vectors.dot(product, j, u, j));
    }
    return squares;
  }

  /** More rows for many directions, whose products would spend their time on packing else. */
  private int blockRows() {
    if (whole) {
      return Math.max(MOST_ROWS, RowChunks.rowsOfAbout(BLOCK_SCORES, k, 2 * MOST_ROWS));
    }
    int some = RowChunks.rowsOfAbout(BLOCK_NUMBERS, d, SOME_ROWS);
    int rows = Math.max(some, RowChunks.rowsOfAbout(SHORT_NUMBERS, d, MOST_ROWS));
    return r < MANY ? rows : Math.max(rows, Math.min(MOST_ROWS, 4 * r));
  }

  /** The rank as a multiple of what {@link VectorRows#project} takes. */
  private static int padded(int rank) {
    int some = VectorRows.DIRECTIONS;
    return (rank + some - 1) / some * some;
  }

  private static FloatArray floats(long length) {
    return (FloatArray) NativeArray.allocate(Precision.FLOAT32, length);
  }

  private Result newResult() {
    Matrix rotation = wanted.rotation();
    return new Result(
        rows.rows(),
        r,
        rotation == null || whole ? 0 : rotation.rows(),
        k,
        noCosines == null ? null : noCosines.fresh());
  }

  private boolean projects() {
    return (wanted.projections() || wanted.mismatch() || wanted.rotation() != null) && r > 0;
  }

  /** What all threads read: the right-hand sides of the products. */
  private final class Shared implements AutoCloseable {
    /** mu_c [K x D]. */
    private final DoubleArray centres = (DoubleArray) Blas.copy(geometry.means());

    private final NativeArray directions =
        Blas.copy(whole ? new Matrix(0, 0) : geometry.directions());

    /** The directions from every {@link #SEGMENT}-th column on. */
    private final NativeArray[] segments =
        new NativeArray[plain && r > 0 ? (d - 1) / SEGMENT + 1 : 0];

    /** The directions [padded rank x D], for {@link VectorRows}. */
    private final double[] heapDirections =
        plain && wanted.backend() == Backend.VECTOR
            ? Arrays.copyOf(geometry.directions().data(), padded(r) * d)
            : new double[0];

    private final NativeArray rotation =
        Blas.copy(wanted.rotation() == null || whole ? new Matrix(0, 0) : wanted.rotation());

    /**
     * The origin of float32 rows, near all of them, if they lie far from 0: an offset would cost
     * their digits.
     */
    private final @Nullable FloatArray origin;

    /** Of all chunks, the sum of d d^T. */
    private final ScatterSum scatters = new ScatterSum(d);

    /** u_j.mu_c [rank x K], for plain rows. */
    private final double[] projectedMeans =
        plain && r > 0
            ? Blas.timesTransposed(geometry.directions(), geometry.means()).data()
            : new double[0];

    /** u_j.centre [rank], for plain rows. */
    private final double[] projectedCentre = new double[plain ? r : 0];

    /** ||mu_c - origin||, or of plain rows ||origin||: with the length of a row that of its x. */
    private final double[] meanLengths = new double[k];

    /** The same about the centre of the means. */
    private final double centreLength;

    /** z_c [rank x K]. */
    private final double[] coordinatesByDirection = new double[wanted.mismatch() ? r * k : 0];

    /**
     * Over classes, ||z_c||^2 - 2 q.z_c with q = P + z_y: ||h - mu_c||^2 less what all share. In
     * place of z_c and q those of all directions, mu_c - origin and h - origin, where S is summed.
     */
    private final @Nullable SmallestScore distances;

    /** Over classes, minus the logit: -w_c.(h - origin) - (w_c.origin + b_c). */
    private final @Nullable SmallestScore logits;

    /** Bound on the rounding of w_c.origin + b_c. */
    private final double logitError;

    Shared(ThreadTeam team) {
      for (int j = 0; j < projectedCentre.length; j++) {
        double[] u = geometry.directions().data();
        projectedCentre[j] = Vectors.dot(u, j * d, geometry.centre(), 0, d);
      }
      for (int i = 0; i < segments.length; i++) {
        segments[i] = directions.slice(i * SEGMENT, directions.length() - i * SEGMENT);
      }
      if (!wanted.mismatch() || classifier == null) {
        origin = null;
        distances = null;
        logits = null;
        logitError = 0;
        centreLength = 0;
        return;
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

    @Override
    public void close() {
      scatters.close();
      centres.close();
      directions.close();
      rotation.close();
      if (origin != null) {
        origin.close();
      }
      if (distances != null && logits != null) {
        distances.close();
        logits.close();
      }
    }
  }

  /** Buffers of one thread and what is done with them. */
  private final class Worker implements AutoCloseable {
    private final Shared shared;

    private final int block = blockRows();

    private final int rotated = wanted.rotation() == null || whole ? 0 : wanted.rotation().rows();

    private final RowBlock h = rows.block(block);
    private final RowOperations operations = new RowOperations();
    private final double[] row = new double[d];

    /** Whether plain rows are projected by {@link VectorRows}. */
    private final boolean vectors =
        plain && wanted.backend() == Backend.VECTOR && h.isSingle() && r <= MOST_BY_VECTORS;

    private final @Nullable VectorRows vectorRows = vectors ? new VectorRows() : null;

    /** Some rows on the heap. */
    private final float[] heap = new float[vectors ? VectorRows.ROWS * d : 0];

    /** And their projections [padded rank x rows]. */
    private final double[] four = new double[vectors ? VectorRows.ROWS * padded(r) : 0];

    /** At least ||d||, of plain rows ||h||. */
    private final double[] lengths = new double[block];

    private final double[] projections = new double[block * r];

    private final double[] turned = new double[block * rotated];

    /** d of each row of the block, or some columns of h. */
    private final DoubleArray room = doubles(block * (plain ? Math.min(d, SEGMENT) : d));

    private final DoubleArray nativeProjections = doubles(block * r);
    private final DoubleArray nativeTurned = doubles(block * rotated);
    private final @Nullable Decisions decisions;

    Worker(Shared shared) {
      this.shared = shared;
      this.decisions =
          shared.distances == null || shared.logits == null
              ? null
              : new Decisions(shared, shared.distances, shared.logits, block);
    }

    private static DoubleArray doubles(int length) {
      return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, length);
    }

    Result chunk(long first, int count) {
      Result result = newResult();
      result.scatter = sumsScatter() ? shared.scatters.take() : null;
      for (int done = 0; done < count; done += block) {
        int size = Math.min(block, count - done);
        h.read(first + done, size);
        block((int) first + done, size, done == 0, result);
      }
      return result;
    }

    private void block(int first, int count, boolean fresh, Result result) {
      if (plain) {
        takePlain(count, result);
      } else {
        deviate(first, count, result);
      }
      if (result.scatter != null) {
        Blas.gramOfColumns(count, d, room, fresh ? 0 : 1, result.scatter);
      }
      if (projects()) {
        project(count);
      }
      if (decisions != null) {
        result.mismatches += decisions.mismatches(h, first, count, lengths, projections);
      }
      if (projects()) {
        sum(first, count, result);
      }
      if (result.cosines != null) {
        for (int i = 0; i < count; i++) {
          h.copy(i, row);
          result.cosines.accept(row, 1, labels, first + i);
        }
      }
    }

    private void deviate(int first, int count, Result result) {
      for (int i = 0; i < count; i++) {
        int y = labels[first + i];
        h.subtract(i, shared.centres, y * d, room, i * d);
        double square = operations.dot(room, i * d, room, i * d, d);
        lengths[i] = Math.sqrt(square);
        result.scatters[y] += square;
        result.counts[y]++;
      }
    }

    private void takePlain(int count, Result result) {
      for (int i = 0; i < count; i++) {
        lengths[i] = h.length(i);
        result.lengths += lengths[i] * lengths[i];
      }
    }

    /**
     * A column a sample: OpenBLAS multiplies these shapes faster so, because its blocks are long in
     * the dimension that is contiguous in the result.
     */
    private void project(int count) {
      if (vectorRows != null) {
        projectByVectors(vectorRows, count);
        return;
      }
      if (plain) {
        projectPlain(count);
      } else {
        multiply(shared.directions, r, d, true, room, d, count, nativeProjections);
      }
      nativeProjections.load(0, projections, count * r);
    }

    private void sum(int first, int count, Result result) {
      if (plain) {
        subtractMeans(first, count);
      }
      addSquares(projections, count, r, result.squares);
      if (rotated > 0) {
        nativeProjections.store(0, projections, count * r);
        multiply(shared.rotation, rotated, r, false, nativeProjections, count, count, nativeTurned);
        nativeTurned.load(0, turned, count * rotated);
        addSquares(turned, count, rotated, result.rotatedSquares);
      }
    }

    private void projectByVectors(VectorRows vectorRows, int count) {
      int some = VectorRows.ROWS;
      for (int i = 0; i < count; i += some) {
        h.load(i, Math.min(some, count - i), heap);
        for (int j = 0; j < r; j += VectorRows.DIRECTIONS) {
          vectorRows.project(heap, d, shared.heapDirections, j * d, four, j * some, some);
        }
        for (int j = 0; j < r; j++) {
          System.arraycopy(four, j * some, projections, j * count + i, Math.min(some, count - i));
        }
      }
    }

    /** Some columns at a time: what is widened and the directions stay in the cache. */
    private void projectPlain(int count) {
      for (int i = 0; i < shared.segments.length; i++) {
        int from = i * SEGMENT;
        int width = Math.min(SEGMENT, d - from);
        h.columns(count, from, width, room);
        Blas.gemm(
            false,
            true,
            r,
            count,
            width,
            1,
            shared.segments[i],
            d,
            room,
            width,
            i == 0 ? 0 : 1,
            nativeProjections,
            count);
      }
    }

    private void subtractMeans(int first, int count) {
      double[] z = shared.projectedMeans;
      for (int j = 0; j < r; j++) {
        for (int i = 0; i < count; i++) {
          projections[j * count + i] -= z[j * k + labels[first + i]];
        }
      }
    }

    /** A [m x n] times op(B) [n x count]. */
    private static void multiply(
        NativeArray a,
        int m,
        int n,
        boolean transpose,
        NativeArray b,
        int stride,
        int count,
        NativeArray product) {
      Blas.gemm(false, transpose, m, count, n, 1, a, n, b, stride, 0, product, count);
    }

    /** Of x [n x count], the squared norms of its rows. */
    private static void addSquares(double[] x, int count, int n, double[] sums) {
      for (int j = 0; j < n; j++) {
        sums[j] += Vectors.dot(x, j * count, x, j * count, count);
      }
    }

    @Override
    public void close() {
      h.close();
      room.close();
      nativeProjections.close();
      nativeTurned.close();
      if (decisions != null) {
        decisions.close();
      }
    }
  }

  /** The nearest mean and the largest logit of each sample of a block. */
  private final class Decisions implements AutoCloseable {
    private final Shared shared;
    private final SmallestScore.Scores scores;
    private final SmallestScore.Chooser distances;
    private final SmallestScore.Chooser logits;
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

    Decisions(Shared shared, SmallestScore distances, SmallestScore logits, int block) {
      this.shared = shared;
      this.scores = new SmallestScore.Scores(block, k);
      this.distances = distances.chooser(scores);
      this.logits = logits.chooser(scores);
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
      FloatArray x = h.singles(count, shared.origin, rows);
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
          double centre = shared.projectedCentre[j];
          for (int i = j * count; i < (j + 1) * count; i++) {
            coordinates[i] = (float) (projections[i] - centre);
          }
        } else {
          double[] z = shared.coordinatesByDirection;
          for (int i = 0; i < count; i++) {
            coordinates[j * count + i] =
                (float) (projections[j * count + i] + z[j * k + labels[first + i]]);
          }
        }
      }
      double spread = distances.largestRow() + shared.centreLength;
      for (int i = 0; i < count; i++) {
        spans[i] = lengths[i] + spread;
        // Of the projections in double, and of means whose rank was cut.
        errors[i] =
            4 * (d + k) * Vectors.EPSILON * spans[i] * spans[i]
                + 4 * geometry.tolerance() * spans[i];
      }
      nativeCoordinates.store(0, coordinates, count * r);
      distances.choose(
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
        spans[open] = lengths[i] + shared.meanLengths[y];
        double longest = spans[open] + distances.largestRow();
        errors[open] = 4 * d * Vectors.EPSILON * longest * longest;
        open++;
      }
      SmallestScore.Exact exact = exactly(i -> h.copy(place[i], row), this::squaredDistance);
      distances.choose(open, false, openRows, spans, errors, exact, likely, 0, nearest);
      for (int i = 0; i < open; i++) {
        sum += nearest[i] == largest[i] ? 0 : 1;
      }
      return sum;
    }

    /** ||h - mu_c|| of row i. */
    private double distance(RowBlock h, int i, int c) {
      h.subtract(i, shared.centres, c * d, difference, 0);
      return Math.sqrt(operations.dot(difference, 0, difference, 0, d));
    }

    private void findLargest(RowBlock h, FloatArray x, int first, int count, double[] lengths) {
      for (int i = 0; i < count; i++) {
        spans[i] = lengths[i] + shared.meanLengths[labels[first + i]];
        errors[i] = shared.logitError;
      }
      logits.choose(
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
      Classifier last = java.util.Objects.requireNonNull(classifier);
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
      distances.close();
      logits.close();
      scores.close();
      nativeCoordinates.close();
      rows.close();
      openRows.close();
      difference.close();
    }
  }
}
