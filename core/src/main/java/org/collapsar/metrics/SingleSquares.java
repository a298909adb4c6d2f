package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowOperations;

/**
 * Sums the squares of projections that were made in float32, and what {@link SingleErrors} says of
 * them. Samples that are picked are gathered over a chunk, because a product with few of them would
 * spend its time on packing the directions.
 */
final class SingleSquares implements SampleStatistic.Opened<Projections> {
  /** Samples that are gathered before they are projected again. */
  private static final int ROOM = 128;

  /** One chunk of so many is projected in double, and the one that a table begins with. */
  private static final int CHECKED = 4;

  private final int d;
  private final int r;

  /** One sample of so many is picked. */
  private final int every;

  /** 1/s_j^2. */
  private final double[] weights;

  /** u_j [rank x D]. */
  private final NativeArray directions;

  /** What float32 takes of them, rounded to it [rank x D]. */
  private final NativeArray rests;

  SingleSquares(SamplePlan plan) {
    MeanGeometry geometry = plan.geometry();
    Matrix u = geometry.directions();
    d = u.columns();
    r = u.rows();
    every = SinglePlan.every(geometry.samples());
    weights = SinglePlan.weights(geometry);
    directions = Blas.copy(u);
    rests = NativeArray.allocate(Precision.FLOAT32, u.data().length);
    for (int i = 0; i < rests.length(); i++) {
      double number = u.data()[i];
      rests.set(i, number - (float) number);
    }
  }

  @Override
  public SampleStatistic.Taker<Projections> taker(int block) {
    return new Checker();
  }

  @Override
  public void close() {
    directions.close();
    rests.close();
  }

  private static int hash(long of, int below) {
    return (int) Long.remainderUnsigned(RepeatedShares.mixed(of), below);
  }

  /** Whether a row of the table is picked: one of every few, which one differs. */
  private boolean picks(int row) {
    return row % every == hash(row / every, every);
  }

  private final class Checker implements SampleStatistic.Taker<Projections> {
    /** Projections of one sample in double, on the heap and outside. */
    private final double[] one = new double[r];

    private final DoubleArray nativeOne = doubles(r);

    // Of the samples picked: g_i, p_ij [r x ROOM], d_i, the same rounded, products.
    private final double[] pickedShares = new double[ROOM];
    private final double[] found = new double[r * ROOM];
    private final DoubleArray deviations = doubles((long) ROOM * d);
    private final FloatArray singles =
        (FloatArray) NativeArray.allocate(Precision.FLOAT32, (long) ROOM * d);
    private final FloatArray lost =
        (FloatArray) NativeArray.allocate(Precision.FLOAT32, (long) ROOM * r);
    private final DoubleArray exact = doubles((long) ROOM * r);
    private final double[] products = new double[r * ROOM];
    private final double[] lostOf = new double[ROOM];
    private final double[] noiseOf = new double[ROOM];
    private final RowOperations operations = new RowOperations();

    private int used;
    private boolean begun;
    private boolean checks;

    private static DoubleArray doubles(long length) {
      return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, length);
    }

    @Override
    public void take(SampleBlock block, Projections sums) {
      if (!begun) {
        begun = true;
        checks = block.first == 0 || hash(~block.first, CHECKED) == 0;
      }
      for (int i = 0; i < block.count; i++) {
        operations.copy(block.singleProjections(), i * r, nativeOne, 0, r);
        nativeOne.load(0, one, r);
        double share = addSquares(sums.squares);
        sums.singles.take(share, block.squares[i]);
        if (picks(block.first + i)) {
          pick(block, i, share);
          if (used == ROOM) {
            project(sums.singles);
          }
        }
      }
    }

    /**
     * Adds those of a sample.
     *
     * @return g_i
     */
    private double addSquares(double[] squares) {
      for (int j = 0; j < r; j++) {
        squares[j] += one[j] * one[j];
      }
      double share = 0;
      double second = 0;
      double third = 0;
      double fourth = 0;
      int j = 0;
      for (; j + 3 < r; j += 4) {
        share += weights[j] * one[j] * one[j];
        second += weights[j + 1] * one[j + 1] * one[j + 1];
        third += weights[j + 2] * one[j + 2] * one[j + 2];
        fourth += weights[j + 3] * one[j + 3] * one[j + 3];
      }
      for (; j < r; j++) {
        share += weights[j] * one[j] * one[j];
      }
      return share + second + (third + fourth);
    }

    private void pick(SampleBlock block, int i, double share) {
      pickedShares[used] = share;
      for (int j = 0; j < r; j++) {
        found[j * ROOM + used] = one[j];
      }
      block.deviation(i, deviations, used * d);
      used++;
    }

    /** Projects what was picked on what the directions lost, and as it is. */
    private void project(SingleErrors errors) {
      if (used == 0) {
        return;
      }
      operations.round(deviations, 0, singles, 0, used * d);
      Blas.gemm(
          1,
          Operand.of(rests, r, d),
          Operand.of(singles, used, d).transpose(),
          0,
          Operand.of(lost, r, used));
      lost.read(0, products, 0, r * used);
      java.util.Arrays.fill(lostOf, 0);
      for (int j = 0; j < r; j++) {
        for (int i = 0; i < used; i++) {
          double rest = products[j * used + i];
          lostOf[i] += weights[j] * (2 * found[j * ROOM + i] + rest) * rest;
        }
      }
      for (int i = 0; i < used; i++) {
        errors.pick(pickedShares[i], lostOf[i]);
      }
      if (checks) {
        check(errors);
      }
      used = 0;
    }

    private void check(SingleErrors errors) {
      Blas.gemm(
          1,
          Operand.of(directions, r, d),
          Operand.of(deviations, used, d).transpose(),
          0,
          Operand.of(exact, r, used));
      exact.load(0, products, r * used);
      System.arraycopy(lostOf, 0, noiseOf, 0, used);
      for (int j = 0; j < r; j++) {
        for (int i = 0; i < used; i++) {
          double single = found[j * ROOM + i];
          double whole = products[j * used + i];
          noiseOf[i] += weights[j] * (single - whole) * (single + whole);
        }
      }
      for (int i = 0; i < used; i++) {
        errors.check(pickedShares[i], noiseOf[i]);
      }
    }

    @Override
    public void end(Projections sums) {
      project(sums.singles);
      begun = false;
    }

    @Override
    public void close() {
      nativeOne.close();
      deviations.close();
      singles.close();
      lost.close();
      exact.close();
    }
  }
}
