package org.collapsar.metrics;

import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.RowOperations;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * The second pass: every sample's deviation d = h - mu_y is projected on the directions of the
 * class means ({@link SampleProjections}), O(n D K) time and O(K D) memory. Where class means are
 * at most some 30 times as long as deviations from them ({@link Wanted#plain}), h itself is
 * projected, and the projection of mu_y subtracted: a bound on what that loses is {@link
 * SampleSums#errors}. Nearest means and largest logits are found on the way ({@link
 * SampleDecisions}).
 *
 * <p>For K &gt; D the directions span everything, and their decomposition would have to be waited
 * for. There the D x D scatter S of the deviations is summed instead, and u_j^T S u_j taken at the
 * end ({@link ScatterTraces}): half the work, and the decomposition is made beside it. It loses
 * digits in some directions: where {@link SampleSums#errors} are too large, a pass {@link
 * #runByDirection} gives them.
 *
 * <p>A pass goes over chunks of rows, which are summed one by one and added in order, and over each
 * by blocks that stay in the cache.
 */
final class SamplePass implements AutoCloseable {
  /** Scores of a block: more rows, less packing of what they are multiplied by. */
  private static final int BLOCK_SCORES = 1 << 20;

  /** Numbers of a block, at most a quarter of a megabyte: it stays in the second-level cache. */
  private static final int BLOCK_NUMBERS = 1 << 16;

  /** Rows of a block that OpenBLAS multiplies with few directions at its best. */
  private static final int SOME_ROWS = 64;

  /** Short rows may be more. */
  private static final int SHORT_NUMBERS = 1 << 14;

  private static final int MOST_ROWS = 256;

  /** Directions from which on a product is worth more rows than stay in the cache. */
  private static final int MANY = 32;

  /** Numbers in float64 that stay in the first-level cache. */
  private static final int SOME_NUMBERS = 1 << 11;

  private static final double[] NO_PROJECTIONS = new double[0];

  /**
   * What is wanted of the pass.
   *
   * @param rotation of the directions to those that classes by their sizes have
   * @param inverse in place of a rotation, where {@link MeanGeometry#inverse} is there: of the Gram
   *     matrix of these means
   * @param plain whether deviations may be left to be made of the projections; their squares, the
   *     {@link SampleSums#scatters}, are not there then
   * @param backend with what rows are projected
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
  private final Wanted wanted;
  private final int d;
  private final int k;
  private final int r;

  /** Whether S is summed, not projections. */
  private final boolean whole;

  /** Whether h is projected, not d. */
  private final boolean plain;

  private final @Nullable SampleCosines noCosines;

  /** W [K x D], for cosines. */
  private final DoubleArray weights;

  /** mu_c [K x D]. */
  private final DoubleArray centres;

  /** Of all chunks, the sum of d d^T. */
  private final ScatterSum scatters;

  private final @Nullable SampleProjections projections;
  private final @Nullable SampleDecisions decisions;

  /** One a thread, made when it first has a chunk. */
  private final @Nullable Worker[] workers;

  private SamplePass(
      Rows rows,
      int[] labels,
      MeanGeometry geometry,
      @Nullable Classifier classifier,
      Wanted wanted,
      boolean whole,
      ThreadTeam team) {
    this.rows = rows;
    this.labels = labels;
    this.wanted = wanted;
    this.d = rows.columns();
    this.k = geometry.means().rows();
    this.whole = whole;
    this.plain = wanted.plain() && !whole;
    this.r = whole ? 0 : geometry.rank();
    this.noCosines =
        wanted.cosine() && classifier != null ? SampleCosines.create(classifier.w()) : null;
    this.weights =
        (DoubleArray)
            Blas.copy(wanted.cosine() && classifier != null ? classifier.w() : new Matrix(0, 0));
    this.centres = (DoubleArray) Blas.copy(geometry.means());
    this.scatters = new ScatterSum(d);
    this.projections =
        projects()
            ? new SampleProjections(geometry, labels, wanted.rotation(), plain, wanted.backend())
            : null;
    this.decisions =
        wanted.mismatch() && classifier != null
            ? new SampleDecisions(geometry, centres, classifier, labels, whole, plain, team)
            : null;
    this.workers = new Worker[team.threads()];
  }

  /**
   * Runs it.
   *
   * @param labels of {@code rows}, each of a class that has a mean
   * @param geometry of the class means; those of the same samples, or of others ("strong")
   * @param classifier needed for mismatch and cosine
   */
  static SampleSums run(
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
  static SampleSums runByDirection(
      Rows rows, int[] labels, MeanGeometry geometry, Wanted wanted, ThreadTeam team) {
    return run(rows, labels, geometry, null, wanted, false, team);
  }

  private static SampleSums run(
      Rows rows,
      int[] labels,
      MeanGeometry geometry,
      @Nullable Classifier classifier,
      Wanted wanted,
      boolean whole,
      ThreadTeam team) {
    try (SamplePass pass =
        new SamplePass(rows, labels, geometry, classifier, wanted, whole, team)) {
      SampleSums total = pass.newSums();
      RowChunks.forEach(
          rows,
          RowChunks.rowsFor(rows.rows(), 0),
          team,
          (first, count, thread) -> pass.worker(thread).chunk(first, count),
          chunk -> {
            total.add(chunk);
            if (chunk.scatter != null) {
              pass.scatters.add(chunk.scatter);
            }
          },
          whole ? geometry::rank : null);
      if (pass.sumsScatter()) {
        ScatterTraces.project(pass.scatters.upper(), geometry, wanted, total);
      }
      if (pass.plain) {
        total.findPlainErrors(pass.d);
      }
      return total;
    }
  }

  private boolean sumsScatter() {
    return whole && (wanted.projections() || wanted.rotation() != null || wanted.inverse() != null);
  }

  private boolean projects() {
    return (wanted.projections() || wanted.mismatch() || wanted.rotation() != null) && r > 0;
  }

  private SampleSums newSums() {
    Matrix rotation = wanted.rotation();
    return new SampleSums(
        rows.rows(),
        r,
        rotation == null || whole ? 0 : rotation.rows(),
        k,
        noCosines == null ? null : noCosines.fresh());
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

  private Worker worker(int thread) {
    Worker worker = workers[thread];
    if (worker == null) {
      worker = new Worker();
      workers[thread] = worker;
    }
    return worker;
  }

  @Override
  public void close() {
    for (Worker worker : workers) {
      if (worker != null) {
        worker.close();
      }
    }
    if (decisions != null) {
      decisions.close();
    }
    if (projections != null) {
      projections.close();
    }
    scatters.close();
    centres.close();
    weights.close();
  }

  /** Buffers of one thread and what is done with them. */
  private final class Worker implements AutoCloseable {
    private final int block = blockRows();
    private final RowBlock h = rows.block(block);
    private final RowOperations operations = new RowOperations();

    /** A few rows in float64, for cosines. */
    private final int few = Math.max(1, SOME_NUMBERS / d);

    private final DoubleArray fewRows =
        (DoubleArray)
            NativeArray.allocate(Precision.FLOAT64, noCosines == null ? 0 : (long) few * d);

    /** At least ||d||, of plain rows ||h||. */
    private final double[] lengths = new double[block];

    /** ||d||^2, but for plain rows. */
    private final double[] squares = new double[plain ? 0 : block];

    private final SampleProjections.@Nullable Projector projector =
        projections == null ? null : projections.projector(block, h.isSingle());

    /** Whether d is written down. */
    private final boolean deviates = !plain && (projector == null || projector.needsDeviations());

    /** d of each row of the block. */
    private final DoubleArray deviations =
        (DoubleArray) NativeArray.allocate(Precision.FLOAT64, deviates ? block * d : 0);

    private final SampleDecisions.@Nullable Decider decider =
        decisions == null ? null : decisions.decider(block);

    SampleSums chunk(long first, int count) {
      SampleSums sums = newSums();
      sums.scatter = sumsScatter() ? scatters.take() : null;
      for (int done = 0; done < count; done += block) {
        int size = Math.min(block, count - done);
        h.read(first + done, size);
        block((int) first + done, size, done == 0, sums);
      }
      return sums;
    }

    private void block(int first, int count, boolean fresh, SampleSums sums) {
      if (deviates) {
        deviate(first, count);
      }
      if (sums.scatter != null) {
        Blas.gramOfColumns(count, d, deviations, fresh ? 0 : 1, sums.scatter);
      }
      double[] projected =
          projector == null
              ? NO_PROJECTIONS
              : projector.project(h, first, deviations, count, squares);
      if (plain) {
        takePlain(count, sums);
      } else {
        takeSquares(first, count, sums);
      }
      if (decider != null) {
        sums.mismatches += decider.mismatches(h, first, count, lengths, projected);
      }
      if (projector != null) {
        projector.sum(first, count, sums);
      }
      if (sums.cosines != null) {
        addCosines(first, count, sums.cosines);
      }
    }

    private void deviate(int first, int count) {
      for (int i = 0; i < count; i++) {
        h.subtract(i, centres, labels[first + i] * d, deviations, i * d);
        squares[i] = operations.dot(deviations, i * d, deviations, i * d, d);
      }
    }

    private void takeSquares(int first, int count, SampleSums sums) {
      for (int i = 0; i < count; i++) {
        int y = labels[first + i];
        lengths[i] = Math.sqrt(squares[i]);
        sums.scatters[y] += squares[i];
        sums.counts[y]++;
      }
    }

    private void takePlain(int count, SampleSums sums) {
      for (int i = 0; i < count; i++) {
        lengths[i] = h.length(i);
        sums.lengths += lengths[i] * lengths[i];
      }
    }

    private void addCosines(int first, int count, SampleCosines cosines) {
      for (int done = 0; done < count; done += few) {
        int size = Math.min(few, count - done);
        h.copy(done, size, fewRows, 0);
        for (int i = 0; i < size; i++) {
          int y = labels[first + done + i];
          double product = operations.dot(fewRows, i * d, weights, y * d, d);
          cosines.add(y, product, operations.dot(fewRows, i * d, fewRows, i * d, d));
        }
      }
    }

    @Override
    public void close() {
      h.close();
      fewRows.close();
      deviations.close();
      if (projector != null) {
        projector.close();
      }
      if (decider != null) {
        decider.close();
      }
    }
  }
}
