package org.collapsar.metrics;

import java.util.Arrays;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.VectorRows;
import org.jspecify.annotations.Nullable;

/**
 * The projections of samples on the directions of the class means, in double, whose squares {@link
 * Projections} sums.
 *
 * <p>Deviations are projected as they are. Of plain rows h itself is, some columns at a time, and
 * the projection of mu_y subtracted afterwards: deviations are never written down then. Nor are
 * they by the Vector API, which makes them in registers, again for every few directions.
 *
 * <p>This is what all threads read: the right-hand sides of the products. Each projects with a
 * {@link Projector} of its own.
 */
final class SampleProjections implements AutoCloseable {
  /** Directions up to which the Vector API is worth it: OpenBLAS widens once for all of them. */
  private static final int MOST_BY_VECTORS = 15;

  /** Columns of plain rows that are widened and projected at a time. */
  private static final int SEGMENT = 256;

  private final int d;
  private final int k;
  private final int r;

  /** Whether h is projected, not d. */
  private final boolean plain;

  /** Whether {@link VectorRows} project where they can. */
  private final boolean vectors;

  /** mu_c [K x D], for {@link VectorRows}. */
  private final double[] means;

  private final NativeArray directions;

  /** The directions from every {@link #SEGMENT}-th column on. */
  private final NativeArray[] segments;

  /** The directions [padded rank x D], for {@link VectorRows}. */
  private final double[] heapDirections;

  /** u_j.mu_c [rank x K], for plain rows. */
  private final double[] projectedMeans;

  /**
   * @param plan of rank 1 at least
   */
  SampleProjections(SamplePlan plan) {
    MeanGeometry geometry = plan.geometry();
    Matrix u = geometry.directions();
    plain = plan.plain();
    d = u.columns();
    k = geometry.means().rows();
    r = u.rows();
    vectors = plan.backend() == Backend.VECTOR && r <= MOST_BY_VECTORS && plan.rests() == null;
    means = geometry.means().data();
    directions = Blas.copy(u);
    segments = new NativeArray[plain ? (d - 1) / SEGMENT + 1 : 0];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = directions.slice(i * SEGMENT, directions.length() - i * SEGMENT);
    }
    heapDirections = vectors ? Arrays.copyOf(u.data(), padded(r) * d) : new double[0];
    projectedMeans = plain ? Blas.timesTransposed(u, geometry.means()).data() : new double[0];
  }

  /** The rank as a multiple of what {@link VectorRows#project} takes. */
  private static int padded(int rank) {
    int some = VectorRows.DIRECTIONS;
    return (rank + some - 1) / some * some;
  }

  /**
   * What one thread projects with.
   *
   * @param block rows at most at a time
   * @param single whether they are in float32
   */
  Projector projector(int block, boolean single) {
    return new Projector(block, vectors && single);
  }

  @Override
  public void close() {
    directions.close();
  }

  /** Buffers of one thread, and what it does with a block. */
  final class Projector implements AutoCloseable {
    private final @Nullable VectorRows vectorRows;

    /** Some rows on the heap. */
    private final float[] heap;

    /** The projections of fewer rows than {@link VectorRows#project} takes [padded rank x rows]. */
    private final double[] four;

    /** Where in the means those of their classes begin. */
    private final int[] fourMeans = new int[VectorRows.ROWS];

    private final double[] projections;

    /** Some columns of h. */
    private final DoubleArray columns;

    private final DoubleArray nativeProjections;

    private Projector(int block, boolean byVectors) {
      vectorRows = byVectors ? new VectorRows() : null;
      heap = new float[byVectors ? VectorRows.ROWS * d : 0];
      four = new double[byVectors ? VectorRows.ROWS * padded(r) : 0];
      projections = new double[block * (byVectors ? padded(r) : r)];
      columns = doubles(plain ? block * Math.min(d, SEGMENT) : 0);
      nativeProjections = doubles(block * r);
    }

    private static DoubleArray doubles(int length) {
      return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, length);
    }

    /** Whether deviations must be there as such. */
    boolean needsDeviations() {
      return !plain && vectorRows == null;
    }

    /**
     * Finds {@link SampleBlock#projections}, of d or of plain rows of h, [rank x count], and
     * ||d||^2 where neither rows are plain nor d is given. A column a sample: OpenBLAS multiplies
     * these shapes faster so, because its blocks are long in the dimension that is contiguous in
     * the result.
     */
    void project(SampleBlock block) {
      int count = block.count;
      block.projections = projections;
      if (vectorRows != null) {
        projectByVectors(vectorRows, block);
        return;
      }
      if (plain) {
        projectPlain(block.rows, count);
      } else {
        Blas.gemm(
            1,
            Operand.of(directions, r, d),
            Operand.of(block.deviations, count, d).transpose(),
            0,
            Operand.of(nativeProjections, r, count));
      }
      nativeProjections.load(0, projections, count * r);
    }

    private void projectByVectors(VectorRows vectorRows, SampleBlock block) {
      RowBlock h = block.rows;
      int count = block.count;
      int some = VectorRows.ROWS;
      int i = 0;
      for (; i + some <= count; i += some) {
        h.load(i, some, heap);
        projectSome(vectorRows, block, i, some, projections, i, count);
      }
      int last = count - i;
      if (last > 0) {
        h.load(i, last, heap);
        projectSome(vectorRows, block, i, last, four, 0, some);
        for (int j = 0; j < r; j++) {
          System.arraycopy(four, j * some, projections, j * count + i, last);
        }
      }
    }

    /** Of the first rows on the heap; the place of all of them must be there. */
    private void projectSome(
        VectorRows vectorRows,
        SampleBlock block,
        int from,
        int count,
        double[] target,
        int at,
        int stride) {
      if (!plain) {
        for (int i = 0; i < count; i++) {
          fourMeans[i] = block.label(from + i) * d;
          block.squares[from + i] = vectorRows.squaredDistance(heap, i * d, means, fourMeans[i], d);
        }
      }
      for (int j = 0; j < r; j += VectorRows.DIRECTIONS) {
        int place = at + j * stride;
        if (plain) {
          vectorRows.project(heap, d, heapDirections, j * d, target, place, stride);
        } else {
          vectorRows.projectDeviations(
              heap, d, means, fourMeans, heapDirections, j * d, target, place, stride);
        }
      }
    }

    /** Some columns at a time: what is widened and the directions stay in the cache. */
    private void projectPlain(RowBlock h, int count) {
      for (int i = 0; i < segments.length; i++) {
        int from = i * SEGMENT;
        int width = Math.min(SEGMENT, d - from);
        h.columns(count, from, width, columns);
        Blas.gemm(
            1,
            Operand.of(segments[i], r, width, d),
            Operand.of(columns, count, width).transpose(),
            i == 0 ? 0 : 1,
            Operand.of(nativeProjections, r, count));
      }
    }

    /** Makes projections of plain rows those of d. */
    void subtractMeans(SampleBlock block) {
      int count = block.count;
      for (int j = 0; plain && j < r; j++) {
        for (int i = 0; i < count; i++) {
          projections[j * count + i] -= projectedMeans[j * k + block.label(i)];
        }
      }
    }

    @Override
    public void close() {
      columns.close();
      nativeProjections.close();
    }
  }
}
