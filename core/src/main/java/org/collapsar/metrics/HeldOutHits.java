package org.collapsar.metrics;

import java.util.Set;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;

/**
 * How often the nearest mean is that of the sample's class, where the sample is left out of it: its
 * distance from the mean of the other n_c - 1 is exactly n_c/(n_c - 1) times that from the mean of
 * all. Only samples that are nearest to their own mean anyway can be, and classes whose means are
 * too far from it are passed over.
 */
final class HeldOutHits implements RowPass.Sums<HeldOutHits> {
  static final SampleStatistic<HeldOutHits> KIND =
      new SampleStatistic<>() {
        @Override
        public HeldOutHits create(SamplePlan plan) {
          return new HeldOutHits(new long[plan.classes()]);
        }

        @Override
        public HeldOutHits read(SamplePlan plan, PackedReader in) {
          HeldOutHits sums = new HeldOutHits(in.numbers(plan.classes(), "decisions"));
          sums.count = in.count("hits");
          return sums;
        }

        @Override
        public Set<Ingredient> needs(SamplePlan.Route route) {
          return Set.of(Ingredient.NEAREST);
        }

        @Override
        public Opened<HeldOutHits> open(SamplePlan plan) {
          Means means = new Means(plan.geometry());
          return room -> new Comparison(means);
        }
      };

  private final long[] chosen;
  private long count;

  private HeldOutHits(long[] chosen) {
    this.chosen = chosen;
  }

  /** Samples whose class was chosen. */
  long count() {
    return count;
  }

  /** Samples for which class {@code c} was chosen. */
  long chosen(int c) {
    return chosen[c];
  }

  @Override
  public void add(HeldOutHits other) {
    count += other.count;
    for (int c = 0; c < chosen.length; c++) {
      chosen[c] += other.chosen[c];
    }
  }

  @Override
  public void write(PackedWriter out) {
    out.numbers(chosen).number(count);
  }

  /** What threads share. */
  private static final class Means {
    final int k;
    final int d;
    final double[] rows;

    /** n_c/(n_c - 1). */
    final double[] factors;

    /** Distances between means, a little shortened. */
    final double[] apart;

    Means(MeanGeometry geometry) {
      Matrix means = geometry.means();
      k = means.rows();
      d = means.columns();
      rows = means.data();
      factors = new double[k];
      apart = new double[k * k];
      for (int c = 0; c < k; c++) {
        factors[c] = (double) geometry.count(c) / (geometry.count(c) - 1);
        for (int other = 0; other < c; other++) {
          double square = Vectors.squaredDistance(rows, c * d, rows, other * d, d);
          apart[c * k + other] = Math.sqrt(square) * (1 - 1e-9);
          apart[other * k + c] = apart[c * k + other];
        }
      }
    }
  }

  private static final class Comparison implements SampleStatistic.Taker<HeldOutHits> {
    private final Means means;
    private final double[] h;
    private final DoubleArray row;

    Comparison(Means means) {
      this.means = means;
      this.h = new double[means.d];
      this.row = (DoubleArray) NativeArray.allocate(Precision.FLOAT64, means.d);
    }

    @Override
    public void take(SampleBlock block, HeldOutHits sums) {
      for (int i = 0; i < block.count; i++) {
        int y = block.label(i);
        int decided = block.nearest[i] == y ? nearest(block, i, y) : block.nearest[i];
        sums.chosen[decided]++;
        sums.count += decided == y ? 1 : 0;
      }
    }

    /** Of a sample that is nearest to the mean of its class with it; ties: first class. */
    private int nearest(SampleBlock block, int i, int y) {
      int d = means.d;
      block.rows.copy(i, 1, row, 0);
      row.load(0, h, d);
      double distance = Math.sqrt(Vectors.squaredDistance(h, 0, means.rows, y * d, d));
      double least = distance * means.factors[y];
      int nearest = y;
      for (int c = 0; c < means.k; c++) {
        if (c == y || means.apart[y * means.k + c] > least + distance) {
          continue;
        }
        double other = Math.sqrt(Vectors.squaredDistance(h, 0, means.rows, c * d, d));
        if (other < least || (other == least && c < nearest)) {
          least = other;
          nearest = c;
        }
      }
      return nearest;
    }

    @Override
    public void close() {
      row.close();
    }
  }
}
