package org.collapsar.metrics;

import java.util.Objects;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowOperations;

/** {@link SampleCosines} of the samples of a pass and the rows of W. */
final class Cosines implements RowPass.Sums<Cosines> {
  static final SampleStatistic<Cosines> KIND =
      new SampleStatistic<>() {
        @Override
        public Cosines create(SamplePlan plan) {
          Classifier last = Objects.requireNonNull(plan.classifier());
          return new Cosines(SampleCosines.create(last.w(), plan.has(Part.MISALIGNMENT)));
        }

        @Override
        public Cosines read(SamplePlan plan, PackedReader in) {
          Cosines sums = create(plan);
          sums.cosines.read(in);
          return sums;
        }

        @Override
        public Opened<Cosines> open(SamplePlan plan) {
          return new Rows(plan);
        }
      };

  /** Numbers in float64 that stay in the first-level cache. */
  private static final int SOME_NUMBERS = 1 << 11;

  private final SampleCosines cosines;

  private Cosines(SampleCosines cosines) {
    this.cosines = cosines;
  }

  SampleCosines get() {
    return cosines;
  }

  @Override
  public void add(Cosines other) {
    cosines.combine(other.cosines);
  }

  @Override
  public void write(PackedWriter out) {
    cosines.write(out);
  }

  /** W [K x D], which threads share. */
  private static final class Rows implements SampleStatistic.Opened<Cosines> {
    private final int d;
    private final DoubleArray weights;

    Rows(SamplePlan plan) {
      d = plan.dimension();
      weights = (DoubleArray) Blas.copy(Objects.requireNonNull(plan.classifier()).w());
    }

    @Override
    public SampleStatistic.Taker<Cosines> taker(int block) {
      return new Few();
    }

    @Override
    public void close() {
      weights.close();
    }

    /** A few rows in float64 at a time. */
    private final class Few implements SampleStatistic.Taker<Cosines> {
      private final int few = Math.max(1, SOME_NUMBERS / d);
      private final double[] row = new double[d];
      private final RowOperations operations = new RowOperations();
      private final DoubleArray rows =
          (DoubleArray) NativeArray.allocate(Precision.FLOAT64, (long) few * d);

      @Override
      public void take(SampleBlock block, Cosines sums) {
        for (int done = 0; done < block.count; done += few) {
          int size = Math.min(few, block.count - done);
          block.rows.copy(done, size, rows, 0);
          for (int i = 0; i < size; i++) {
            int y = block.label(done + i);
            double product = operations.dot(rows, i * d, weights, y * d, d);
            double square = operations.dot(rows, i * d, rows, i * d, d);
            if (!sums.cosines.add(y, product, square)) {
              rows.load(i * d, row, d);
              sums.cosines.addNear(y, product, square, row, 0);
            }
          }
        }
      }

      @Override
      public void close() {
        rows.close();
      }
    }
  }
}
