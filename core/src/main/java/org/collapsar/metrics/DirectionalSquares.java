package org.collapsar.metrics;

import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;

/**
 * Per ordered pair of classes the sum over samples of the first of ((h - mu_c) .
 * delta/||delta||^2)^2, delta = mu_c' - mu_c: each a deviation times a difference of means, never
 * of expanded squares, and nothing that the scale of features takes out of the range of double.
 */
final class DirectionalSquares implements RowPass.Sums<DirectionalSquares> {
  static final SampleStatistic<DirectionalSquares> KIND =
      new SampleStatistic<>() {
        @Override
        public DirectionalSquares create(SamplePlan plan) {
          return new DirectionalSquares(
              plan.classes(), new double[plan.classes() * plan.classes()]);
        }

        @Override
        public DirectionalSquares read(SamplePlan plan, PackedReader in) {
          return new DirectionalSquares(
              plan.classes(), in.reals(plan.classes() * plan.classes(), "squares"));
        }

        @Override
        public Opened<DirectionalSquares> open(SamplePlan plan) {
          // Where means come near each other their rests tell them apart.
          Matrix centred = plan.geometry().centredOfAll();
          double[] apart = squaredDistances(centred);
          return room -> new Squares(plan, centred, apart);
        }
      };

  /** Of class c and c', at {@code c * K + c'}. */
  private final double[] squares;

  private final int classes;

  private DirectionalSquares(int classes, double[] squares) {
    this.classes = classes;
    this.squares = squares;
  }

  /** ||mu_c - mu_c'||^2, at {@code c * K + c'}. */
  private static double[] squaredDistances(Matrix means) {
    int k = means.rows();
    int d = means.columns();
    double[] apart = new double[k * k];
    for (int c = 0; c < k; c++) {
      for (int other = 0; other < c; other++) {
        apart[c * k + other] =
            Vectors.squaredDistance(means.data(), c * d, means.data(), other * d, d);
        apart[other * k + c] = apart[c * k + other];
      }
    }
    return apart;
  }

  /** Of class c and c'. */
  double square(int c, int other) {
    return squares[c * classes + other];
  }

  @Override
  public void add(DirectionalSquares other) {
    Vectors.add(squares, other.squares);
  }

  @Override
  public void write(PackedWriter out) {
    out.reals(squares);
  }

  private static final class Squares implements SampleStatistic.Taker<DirectionalSquares> {
    private final double[] means;

    /** What rounding took of them; none where it does not show. */
    private final double[] rests;

    /** Means about their centre. */
    private final double[] centred;

    private final double[] apart;
    private final int k;
    private final int d;
    private final double[] h;
    private final DoubleArray row;

    Squares(SamplePlan plan, Matrix centred, double[] apart) {
      Matrix shown = plan.rests();
      this.apart = apart;
      this.centred = centred.data();
      means = plan.geometry().means().data();
      rests = shown == null ? new double[0] : shown.data();
      k = centred.rows();
      d = centred.columns();
      h = new double[d];
      row = (DoubleArray) NativeArray.allocate(Precision.FLOAT64, d);
    }

    @Override
    public void take(SampleBlock block, DirectionalSquares sums) {
      for (int i = 0; i < block.count; i++) {
        int y = block.label(i);
        block.rows.copy(i, 1, row, 0);
        row.load(0, h, d);
        for (int j = 0; j < d; j++) {
          h[j] -= means[y * d + j];
        }
        for (int j = 0; j < rests.length / k; j++) {
          h[j] -= rests[y * d + j];
        }
        for (int c = 0; c < k; c++) {
          double square = apart[y * k + c];
          double part = square == 0 ? 0 : along(y * d, c * d) / square;
          sums.squares[y * k + c] += part * part;
        }
      }
    }

    /** The deviation times the difference of two means. */
    private double along(int from, int to) {
      double sum = 0;
      for (int j = 0; j < d; j++) {
        sum += h[j] * (centred[to + j] - centred[from + j]);
      }
      return sum;
    }

    @Override
    public void close() {
      row.close();
    }
  }
}
