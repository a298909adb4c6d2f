package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * The second pass: every sample's deviation d = h - mu_y is projected on the directions of the
 * class means, O(n D K) time and O(K D) memory.
 *
 * <p>The projections, whose squares NC1 sums, are in double. Nearest means and largest logits are
 * first looked for in float32 with a bound on its error for each sample; every class that the bound
 * does not rule out is compared again, distances as exact differences of h and mu_c, logits by dot
 * products in twice double precision. The answers are those of the second comparison; ties go to
 * the first class.
 *
 * <p>The same path serves K &gt; D, where the directions span at most D dimensions: the D x D
 * covariance would cost as much as the coordinates, which the distances need anyway, and directions
 * of small variance would lose digits to those of large.
 */
final class SamplePass {
  /** Numbers of a block, a quarter of a megabyte: its copies stay in the second-level cache. */
  private static final int BLOCK_NUMBERS = 1 << 15;

  private static final int MOST_ROWS = 256;

  /** 2^-23, twice the unit roundoff of float32: room for the rounding of the inputs. */
  private static final double FLOAT_EPSILON = Math.ulp(1f);

  /** More than the absolute error of a float32 number near zero. */
  private static final double FLOAT_TINY = 1e-44;

  /** What is wanted of the pass. */
  record Wanted(boolean projections, @Nullable Matrix rotation, boolean mismatch, boolean cosine) {}

  private final Rows rows;
  private final int[] labels;
  private final MeanGeometry geometry;
  private final @Nullable Classifier classifier;
  private final Wanted wanted;
  private final int d;
  private final int k;
  private final int r;
  private final double[] means;
  private final @Nullable SampleCosines noCosines;

  private SamplePass(
      Rows rows,
      int[] labels,
      MeanGeometry geometry,
      @Nullable Classifier classifier,
      Wanted wanted) {
    this.rows = rows;
    this.labels = labels;
    this.geometry = geometry;
    this.classifier = classifier;
    this.wanted = wanted;
    this.d = rows.columns();
    this.means = geometry.means().data();
    this.k = geometry.means().rows();
    this.r = geometry.rank();
    this.noCosines =
        wanted.cosine() && classifier != null ? SampleCosines.create(classifier.w()) : null;
  }

  /** Sums over samples. */
  static final class Result {
    /** Per direction u_j: sum of (u_j . d)^2. */
    final double[] squares;

    /** The same in the rotated directions, if wanted. */
    final double[] rotatedSquares;

    /** Per class: sum of ||d||^2. */
    final double[] scatters;

    /** Per class: samples. */
    final long[] counts;

    /** Cosines with the rows of W, if wanted. */
    final @Nullable SampleCosines cosines;

    long mismatches;

    private Result(int r, int rotated, int k, @Nullable SampleCosines cosines) {
      this.cosines = cosines;
      squares = new double[r];
      rotatedSquares = new double[rotated];
      scatters = new double[k];
      counts = new long[k];
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
    SamplePass pass = new SamplePass(rows, labels, geometry, classifier, wanted);
    Result total = pass.newResult();
    Worker[] workers = new Worker[team.threads()];
    try (Shared shared = pass.new Shared()) {
      RowChunks.forEach(
          rows,
          RowChunks.rowsFor(0),
          team,
          (first, count, thread) -> {
            if (workers[thread] == null) {
              workers[thread] = pass.new Worker(shared);
            }
            return workers[thread].chunk(first, count);
          },
          total::add);
    } finally {
      for (Worker worker : workers) {
        if (worker != null) {
          worker.close();
        }
      }
    }
    return total;
  }

  private Result newResult() {
    Matrix rotation = wanted.rotation();
    return new Result(
        r, rotation == null ? 0 : rotation.rows(), k, noCosines == null ? null : noCosines.fresh());
  }

  private boolean projects() {
    return (wanted.projections() || wanted.mismatch() || wanted.rotation() != null) && r > 0;
  }

  /** What all threads read: the right-hand sides of the products. */
  private final class Shared implements AutoCloseable {
    private final NativeArray directions = Blas.copy(geometry.directions());
    private final NativeArray rotation =
        Blas.copy(wanted.rotation() == null ? new Matrix(0, 0) : wanted.rotation());
    private final FloatArray coordinates;
    private final FloatArray weights;
    private final double[] coordinateSquares = new double[k];

    /** W mu_y + b, a row for each y. */
    private final double[] logitsOfMeans;

    private final double largestCoordinate;
    private final double largestWeight;

    /** Bound on the rounding of {@link #logitsOfMeans}. */
    private final double logitError;

    Shared() {
      coordinates = floats(wanted.mismatch() ? geometry.coordinates() : new Matrix(0, 0));
      Matrix w = wanted.mismatch() && classifier != null ? classifier.w() : new Matrix(0, d);
      weights = floats(w);
      double[] z = geometry.coordinates().data();
      for (int c = 0; c < k && wanted.mismatch(); c++) {
        coordinateSquares[c] = Vectors.dot(z, c * r, z, c * r, r);
      }
      largestCoordinate = Math.sqrt(Vectors.max(coordinateSquares));
      largestWeight = Vectors.max(Vectors.norms(w));
      if (w.rows() == 0 || classifier == null) {
        logitsOfMeans = new double[0];
        logitError = 0;
      } else {
        logitsOfMeans = Blas.timesTransposed(geometry.means(), w).data();
        for (int i = 0; i < logitsOfMeans.length; i++) {
          logitsOfMeans[i] += classifier.bias()[i % k];
        }
        logitError =
            (d + 4)
                * Vectors.EPSILON
                * (largestWeight * Vectors.max(Vectors.norms(geometry.means()))
                    + Vectors.max(classifier.bias()));
      }
    }

    @Override
    public void close() {
      directions.close();
      rotation.close();
      coordinates.close();
      weights.close();
    }
  }

  private static FloatArray floats(Matrix a) {
    NativeArray copy = NativeArray.allocate(Precision.FLOAT32, a.data().length);
    copy.write(0, a.data(), 0, a.data().length);
    return (FloatArray) copy;
  }

  /** Buffers of one thread and what is done with them. */
  private final class Worker implements AutoCloseable {
    private final Shared shared;

    /** More rows for many directions, whose products would spend their time on packing else. */
    private final int block =
        Math.max(RowChunks.rowsOfAbout(BLOCK_NUMBERS, d, MOST_ROWS), Math.min(MOST_ROWS, 4 * r));

    private final int rotated = wanted.rotation() == null ? 0 : wanted.rotation().rows();
    private final double[] h = new double[block * d];
    private final double[] deviations = new double[block * d];
    private final double[] lengths = new double[block];
    private final double[] projections = new double[block * r];
    private final double[] turned = new double[block * rotated];
    private final float[] single = new float[wanted.mismatch() ? block * Math.max(d, r) : 0];
    private final float[] scores = new float[wanted.mismatch() ? block * k : 0];
    private final int[] nearest = new int[block];
    private final DoubleArray nativeDeviations = doubles(projects() ? block * d : 0);
    private final DoubleArray nativeProjections = doubles(block * r);
    private final DoubleArray nativeTurned = doubles(block * rotated);
    private final FloatArray nativeSingle =
        (FloatArray) NativeArray.allocate(Precision.FLOAT32, single.length);
    private final FloatArray nativeScores =
        (FloatArray) NativeArray.allocate(Precision.FLOAT32, scores.length);

    Worker(Shared shared) {
      this.shared = shared;
    }

    private static DoubleArray doubles(int length) {
      return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, length);
    }

    Result chunk(long first, int count) {
      Result result = newResult();
      for (int done = 0; done < count; done += block) {
        int size = Math.min(block, count - done);
        rows.read(first + done, size, h);
        block((int) first + done, size, result);
      }
      return result;
    }

    private void block(int first, int count, Result result) {
      deviate(first, count, result);
      if (projects()) {
        project(count, result);
      }
      if (wanted.mismatch()) {
        findNearest(first, count);
        countMismatches(first, count, result);
      }
      if (result.cosines != null) {
        result.cosines.accept(h, count, labels, first);
      }
    }

    private void deviate(int first, int count, Result result) {
      for (int i = 0; i < count; i++) {
        int y = labels[first + i];
        double square = deviate(h, i * d, means, y * d, deviations, d);
        lengths[i] = Math.sqrt(square);
        result.scatters[y] += square;
        result.counts[y]++;
      }
    }

    /** target = h - mu; returns its squared norm. */
    private static double deviate(
        double[] h, int from, double[] mean, int of, double[] target, int n) {
      double s0 = 0;
      double s1 = 0;
      int j = 0;
      for (; j + 1 < n; j += 2) {
        double d0 = h[from + j] - mean[of + j];
        double d1 = h[from + j + 1] - mean[of + j + 1];
        target[from + j] = d0;
        target[from + j + 1] = d1;
        s0 += d0 * d0;
        s1 += d1 * d1;
      }
      if (j < n) {
        double d0 = h[from + j] - mean[of + j];
        target[from + j] = d0;
        s0 += d0 * d0;
      }
      return s0 + s1;
    }

    private void project(int count, Result result) {
      nativeDeviations.store(0, deviations, count * d);
      Blas.gemm(
          false,
          true,
          count,
          r,
          d,
          1,
          nativeDeviations,
          d,
          shared.directions,
          d,
          0,
          nativeProjections,
          r);
      nativeProjections.load(0, projections, count * r);
      addSquares(projections, count, r, result.squares);
      if (rotated > 0) {
        Blas.gemm(
            false,
            true,
            count,
            rotated,
            r,
            1,
            nativeProjections,
            r,
            shared.rotation,
            r,
            0,
            nativeTurned,
            rotated);
        nativeTurned.load(0, turned, count * rotated);
        addSquares(turned, count, rotated, result.rotatedSquares);
      }
    }

    private static void addSquares(double[] x, int count, int n, double[] sums) {
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < n; j++) {
          sums[j] += x[i * n + j] * x[i * n + j];
        }
      }
    }

    /** Fills {@link #nearest}. */
    private void findNearest(int first, int count) {
      double[] z = geometry.coordinates().data();
      for (int i = 0; i < count; i++) {
        int y = labels[first + i];
        for (int j = 0; j < r; j++) {
          single[i * r + j] = (float) (projections[i * r + j] + z[y * r + j]);
        }
      }
      nativeSingle.store(0, single, count * r);
      Blas.gemm(
          false, true, count, k, r, -2, nativeSingle, r, shared.coordinates, r, 0, nativeScores, k);
      nativeScores.load(0, scores, count * k);
      double spread = shared.largestCoordinate;
      for (int i = 0; i < count; i++) {
        // ||h - mu_c||^2 less what all classes share: ||z_c||^2 - 2 q.z_c with q = P + z_y.
        double length = lengths[i] + spread;
        double error =
            2 * (r + 4) * (FLOAT_EPSILON * length * spread + FLOAT_TINY * (1 + length + spread))
                + 4 * (d + k) * Vectors.EPSILON * length * length
                + 4 * geometry.tolerance() * length;
        double best = Double.POSITIVE_INFINITY;
        int found = 0;
        for (int c = 0; c < k; c++) {
          double score = scores[i * k + c] + shared.coordinateSquares[c];
          if (score < best) {
            best = score;
            found = c;
          }
        }
        double limit = best + 2 * error;
        boolean doubtful = false;
        for (int c = 0; c < k && !doubtful; c++) {
          doubtful = c != found && !(scores[i * k + c] + shared.coordinateSquares[c] > limit);
        }
        nearest[i] = doubtful ? nearestExactly(i, limit) : found;
      }
    }

    private int nearestExactly(int i, double limit) {
      double best = Double.POSITIVE_INFINITY;
      int found = 0;
      for (int c = 0; c < k; c++) {
        if (!(scores[i * k + c] + shared.coordinateSquares[c] > limit)) {
          double distance = Vectors.squaredDistance(h, i * d, means, c * d, d);
          if (distance < best) {
            best = distance;
            found = c;
          }
        }
      }
      return found;
    }

    private void countMismatches(int first, int count, Result result) {
      for (int j = 0; j < count * d; j++) {
        single[j] = (float) deviations[j];
      }
      nativeSingle.store(0, single, count * d);
      Blas.gemm(
          false, true, count, k, d, 1, nativeSingle, d, shared.weights, d, 0, nativeScores, k);
      nativeScores.load(0, scores, count * k);
      for (int i = 0; i < count; i++) {
        int base = labels[first + i] * k;
        double error =
            (d + 4)
                    * (FLOAT_EPSILON * lengths[i] * shared.largestWeight
                        + FLOAT_TINY * (1 + lengths[i] + shared.largestWeight))
                + shared.logitError;
        double best = Double.NEGATIVE_INFINITY;
        int found = 0;
        for (int c = 0; c < k; c++) {
          double score = scores[i * k + c] + shared.logitsOfMeans[base + c];
          if (score > best) {
            best = score;
            found = c;
          }
        }
        double limit = best - 2 * error;
        boolean doubtful = false;
        for (int c = 0; c < k && !doubtful; c++) {
          doubtful = c != found && !(scores[i * k + c] + shared.logitsOfMeans[base + c] < limit);
        }
        int decided = doubtful ? largestExactly(i, base, limit) : found;
        if (decided != nearest[i]) {
          result.mismatches++;
        }
      }
    }

    private int largestExactly(int i, int base, double limit) {
      Classifier last = java.util.Objects.requireNonNull(classifier);
      double best = Double.NEGATIVE_INFINITY;
      int found = 0;
      for (int c = 0; c < k; c++) {
        if (!(scores[i * k + c] + shared.logitsOfMeans[base + c] < limit)) {
          double logit = Vectors.accurateDot(last.w().data(), c * d, h, i * d, d, last.bias()[c]);
          if (logit > best) {
            best = logit;
            found = c;
          }
        }
      }
      return found;
    }

    @Override
    public void close() {
      nativeDeviations.close();
      nativeProjections.close();
      nativeTurned.close();
      nativeSingle.close();
      nativeScores.close();
    }
  }
}
