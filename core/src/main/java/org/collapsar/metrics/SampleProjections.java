package org.collapsar.metrics;

import java.util.Arrays;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.VectorRows;
import org.jspecify.annotations.Nullable;

/**
 * The projections of samples on the directions of the class means, whose squares {@link
 * Projections} sums.
 *
 * <p>In double, deviations are projected as they are. Of plain rows h itself is, some columns at a
 * time, and the projection of mu_y subtracted afterwards: deviations are never written down then.
 * Nor are they by the Vector API, which makes them in registers, again for every few directions.
 *
 * <p>Where float32 is enough ({@link SamplePlan.Route#SINGLES}), deviations and directions are
 * rounded to it, and multiplied some columns at a time, so that no sum of products is longer than
 * that on any CPU.
 *
 * <p>This is what all threads read: the right-hand sides of the products. Each projects with a
 * {@link Projector} of its own.
 */
final class SampleProjections implements AutoCloseable {
  /** Directions up to which the Vector API is worth it: OpenBLAS widens once for all of them. */
  private static final int MOST_BY_VECTORS = 15;

  /** Columns of plain rows that are widened and projected at a time. */
  private static final int SEGMENT = 256;

  /** Columns that are multiplied in float32 at a time. */
  private static final int SINGLE_SEGMENT = 128;

  /** 2^-24, the rounding unit of float32. */
  private static final double SINGLE_UNIT = Math.ulp(1f) / 2;

  private final int d;
  private final int k;
  private final int r;

  /** Whether h is projected, not d. */
  private final boolean plain;

  /** Whether d is projected in float32. */
  private final boolean single;

  /** Whether {@link VectorRows} project where they can. */
  private final boolean vectors;

  /** mu_c [K x D], for {@link VectorRows}. */
  private final double[] means;

  /** u_j [rank x D], in the precision of the products. */
  private final NativeArray directions;

  /** The directions from every {@link #SEGMENT}-th column on, in float32 more often. */
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
    single = plan.singles();
    vectors =
        plan.backend() == Backend.VECTOR && r <= MOST_BY_VECTORS && plan.rests() == null && !single;
    means = geometry.means().data();
    directions = single ? rounded(u) : Blas.copy(u);
    segments =
        single
            ? segments(directions, SINGLE_SEGMENT)
            : plain ? segments(directions, SEGMENT) : new NativeArray[0];
    heapDirections = vectors ? Arrays.copyOf(u.data(), padded(r) * d) : new double[0];
    projectedMeans = plain ? Blas.timesTransposed(u, geometry.means()).data() : new double[0];
  }

  private static NativeArray rounded(Matrix u) {
    int d = u.columns();
    int stride = Operand.roomyStride(d);
    NativeArray copy = NativeArray.allocateUnset(Precision.FLOAT32, (long) u.rows() * stride);
    for (int j = 0; j < u.rows(); j++) {
      copy.write(j * stride, u.data(), j * d, d);
    }
    return copy;
  }

  /** An array of rows of D numbers, from every so-manyth column on. */
  private NativeArray[] segments(NativeArray rows, int width) {
    NativeArray[] parts = new NativeArray[(d - 1) / width + 1];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = rows.slice(i * width, rows.length() - i * width);
    }
    return parts;
  }

  /**
   * A bound on the error of the projections of a sample in float32, as a vector, over ||d||; 0 in
   * double, where {@link SampleDecisions} has one. Each is rounded for both factors, and for every
   * addition of a segment and of segments: (m + s + 2) 2^-24 sum_k |u_jk d_k| and terms of higher
   * order (Higham 2002, (3.5) and section 4.2), where the sum is at most ||d||.
   */
  double relativeError() {
    return single ? 1.001 * (SINGLE_SEGMENT + segments.length + 2) * SINGLE_UNIT * Math.sqrt(r) : 0;
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

    /** Those in float32 [count x rank]. */
    private final FloatArray singleProjections;

    private Projector(int block, boolean byVectors) {
      vectorRows = byVectors ? new VectorRows() : null;
      heap = new float[byVectors ? VectorRows.ROWS * d : 0];
      four = new double[byVectors ? VectorRows.ROWS * padded(r) : 0];
      projections = new double[single ? 0 : block * (byVectors ? padded(r) : r)];
      columns = doubles(plain ? block * Math.min(d, SEGMENT) : 0);
      nativeProjections = doubles(single ? 0 : block * r);
      singleProjections = floats(single ? block * r : 0);
    }

    private static FloatArray floats(int length) {
      return (FloatArray) NativeArray.allocateUnset(Precision.FLOAT32, length);
    }

    private static DoubleArray doubles(int length) {
      return (DoubleArray) NativeArray.allocateUnset(Precision.FLOAT64, length);
    }

    /** Whether deviations must be there as such. */
    boolean needsDeviations() {
      return !plain && !single && vectorRows == null;
    }

    /**
     * Finds {@link SampleBlock#projections}, of d or of plain rows of h, [rank x count], and
     * ||d||^2 where neither rows are plain nor d is given. A column per sample: OpenBLAS multiplies
     * these shapes faster so, because its blocks are long in the dimension that is contiguous in
     * the result. In float32, of many samples at a time, {@link SampleBlock#singleProjections}
     * instead, a row per sample.
     */
    void project(SampleBlock block) {
      int count = block.count;
      if (single) {
        projectSingles(block);
        return;
      }
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

    private void projectSingles(SampleBlock block) {
      int count = block.count;
      FloatArray singles = block.singles;
      for (int i = 0; i < segments.length; i++) {
        int from = i * SINGLE_SEGMENT;
        int width = Math.min(SINGLE_SEGMENT, d - from);
        NativeArray segment = singles.slice(from, singles.length() - from);
        Blas.gemm(
            1,
            Operand.of(segment, count, width, block.singleStride),
            Operand.of(segments[i], r, width, Operand.roomyStride(d)).transpose(),
            i == 0 ? 0 : 1,
            Operand.of(singleProjections, count, r));
      }
      block.singleProjections = singleProjections;
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
      singleProjections.close();
    }
  }
}
