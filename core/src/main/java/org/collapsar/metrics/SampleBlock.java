package org.collapsar.metrics;

import java.util.Objects;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.jspecify.annotations.Nullable;

/**
 * A block of samples of one thread, with what {@link SamplePass} has found of them: those {@link
 * Ingredient}s that a statistic of the pass needs. Sample i of the block is of class {@code
 * label(i)}.
 */
final class SampleBlock {
  /** h, [count x D]. */
  final RowBlock rows;

  /** d of each, [count x D], if they are written down. */
  final DoubleArray deviations;

  /** The same rounded to float32, if that is what is projected, {@link #singleStride} apart. */
  final FloatArray singles;

  final int singleStride;

  /** Whether {@link #lengths} are those of h. */
  final boolean plain;

  /** ||d||^2, but for plain rows. */
  final double[] squares;

  /** At least ||d||, of plain rows ||h||. */
  final double[] lengths;

  final int[] labels;

  /** The row of the table with which the block begins. */
  int first;

  int count;

  /** u_j.d in float32 [count x rank]. */
  @Nullable FloatArray singleProjections;

  /** u_j.d [rank x count], sample i of direction j at {@code j * count + i}. */
  double[] projections = {};

  /** Classes of the largest logits. */
  int[] largest = {};

  /** Classes of the nearest means. */
  int[] nearest = {};

  /** How often these differ. */
  int mismatches;

  private final Deviations source;

  /** What makes deviations. */
  interface Deviations {
    /** {@code target[at ..] = d} of sample i of the block. */
    void find(int i, DoubleArray target, int at);
  }

  /**
   * @param deviates whether deviations are written down
   * @param single whether they are rounded to float32
   */
  SampleBlock(
      RowBlock rows,
      int[] labels,
      int room,
      SamplePlan plan,
      boolean deviates,
      boolean single,
      Deviations source) {
    long numbers = (long) room * plan.dimension();
    this.rows = rows;
    this.labels = labels;
    this.source = source;
    this.plain = plan.plain();
    this.deviations =
        (DoubleArray) NativeArray.allocateUnset(Precision.FLOAT64, deviates ? numbers : 0);
    this.singleStride = Operand.roomyStride(plan.dimension());
    this.singles =
        (FloatArray)
            NativeArray.allocateUnset(Precision.FLOAT32, single ? (long) room * singleStride : 0);
    this.squares = new double[plain ? 0 : room];
    this.lengths = new double[room];
  }

  int label(int i) {
    return labels[first + i];
  }

  /** {@code target[at ..] = d} of sample i, whether it is written down or not. */
  void deviation(int i, DoubleArray target, int at) {
    source.find(i, target, at);
  }

  FloatArray singleProjections() {
    return Objects.requireNonNull(singleProjections);
  }

  void close() {
    rows.close();
    deviations.close();
    singles.close();
  }
}
