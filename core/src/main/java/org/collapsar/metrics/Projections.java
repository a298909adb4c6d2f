package org.collapsar.metrics;

import java.util.Set;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.jspecify.annotations.Nullable;

/**
 * What samples vary by in the directions of the class means: sums of squared projections, or of all
 * d d^T, of which {@link Traces} takes these.
 */
final class Projections implements RowPass.Sums<Projections> {
  static final SampleStatistic<Projections> KIND =
      new SampleStatistic<>() {
        @Override
        public Projections create(SamplePlan plan) {
          return new Projections(plan.whole(), new double[plan.rank()], new double[turned(plan)]);
        }

        @Override
        public Projections read(SamplePlan plan, PackedReader in) {
          Projections sums =
              new Projections(
                  plan.whole(),
                  in.reals(plan.rank(), "squares"),
                  in.reals(turned(plan), "rotated squares"));
          int d = plan.dimension();
          Matrix scatter = in.matrix("scatter");
          if (scatter != null && (!plan.whole() || scatter.rows() != d || scatter.columns() != d)) {
            throw in.bad(plan.whole() ? d + " x " + d : "none", scatter, "scatter");
          }
          sums.scatter = scatter;
          return sums;
        }

        @Override
        public Set<Ingredient> needs(SamplePlan.Route route) {
          return Set.of(
              route == SamplePlan.Route.SCATTER ? Ingredient.DEVIATIONS : Ingredient.PROJECTIONS);
        }

        @Override
        public Opened<Projections> open(SamplePlan plan) {
          return plan.whole() ? new Scatters(plan.dimension()) : new Squares(plan);
        }
      };

  private final boolean whole;

  /** Per direction u_j: sum of (u_j . d)^2. */
  final double[] squares;

  /** The same in the rotated directions, if wanted. */
  final double[] rotatedSquares;

  /** Sum of d d^T, upper triangle [D x D], if that is summed; null for no samples. */
  private @Nullable Matrix scatter;

  /** The same of a chunk under way, outside the heap. */
  private @Nullable DoubleArray fresh;

  private Projections(boolean whole, double[] squares, double[] rotatedSquares) {
    this.whole = whole;
    this.squares = squares;
    this.rotatedSquares = rotatedSquares;
  }

  private static int turned(SamplePlan plan) {
    Matrix rotation = plan.rotation();
    return rotation == null ? 0 : rotation.rows();
  }

  /** Sum of d d^T, upper triangle; not to be changed. */
  Matrix scatter(int d) {
    return scatter == null ? new Matrix(d, d) : scatter;
  }

  @Override
  public void add(Projections other) {
    Vectors.add(squares, other.squares);
    Vectors.add(rotatedSquares, other.rotatedSquares);
    if (other.scatter != null) {
      if (scatter == null) {
        int d = other.scatter.rows();
        scatter = new Matrix(d, d, other.scatter.data().clone());
      } else {
        Vectors.add(scatter.data(), other.scatter.data());
      }
    }
  }

  @Override
  public void write(PackedWriter out) {
    out.reals(squares).reals(rotatedSquares).matrix(whole ? scatter : null);
  }

  /** By projections, which are rotated to further directions where that is wanted. */
  private static final class Squares implements SampleStatistic.Opened<Projections> {
    private final int r;
    private final int rotated;
    private final NativeArray rotation;

    Squares(SamplePlan plan) {
      r = plan.rank();
      rotated = turned(plan);
      Matrix given = plan.rotation();
      rotation = Blas.copy(given == null ? new Matrix(0, 0) : given);
    }

    @Override
    public SampleStatistic.Taker<Projections> taker(int block) {
      return new Turner(block);
    }

    @Override
    public void close() {
      rotation.close();
    }

    private final class Turner implements SampleStatistic.Taker<Projections> {
      private final double[] turned;
      private final DoubleArray projections;
      private final DoubleArray nativeTurned;

      Turner(int block) {
        turned = new double[block * rotated];
        projections = doubles(rotated == 0 ? 0 : block * r);
        nativeTurned = doubles(block * rotated);
      }

      private static DoubleArray doubles(int length) {
        return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, length);
      }

      @Override
      public void take(SampleBlock block, Projections sums) {
        int count = block.count;
        addSquares(block.projections, count, sums.squares);
        if (rotated > 0) {
          projections.store(0, block.projections, count * r);
          Blas.gemm(
              1,
              Operand.of(rotation, rotated, r),
              Operand.of(projections, r, count),
              0,
              Operand.of(nativeTurned, rotated, count));
          nativeTurned.load(0, turned, count * rotated);
          addSquares(turned, count, sums.rotatedSquares);
        }
      }

      private static void addSquares(double[] of, int count, double[] sums) {
        for (int j = 0; j < sums.length; j++) {
          sums[j] += Vectors.dot(of, j * count, of, j * count, count);
        }
      }

      @Override
      public void close() {
        projections.close();
        nativeTurned.close();
      }
    }
  }

  /** By all products of coordinates. */
  private static final class Scatters implements SampleStatistic.Opened<Projections> {
    private final int d;
    private final ScatterSum sum;

    Scatters(int d) {
      this.d = d;
      this.sum = new ScatterSum(d);
    }

    @Override
    public SampleStatistic.Taker<Projections> taker(int block) {
      return this::take;
    }

    private void take(SampleBlock block, Projections sums) {
      boolean begins = sums.fresh == null;
      DoubleArray target = begins ? sum.take() : java.util.Objects.requireNonNull(sums.fresh);
      Blas.gramOfColumns(block.count, d, block.deviations, begins ? 0 : 1, target);
      sums.fresh = target;
    }

    @Override
    public void add(Projections total, Projections chunk) {
      if (chunk.fresh != null) {
        sum.add(chunk.fresh);
        chunk.fresh = null;
      }
    }

    @Override
    public void finish(Projections total) {
      total.scatter = sum.upper();
    }

    @Override
    public void close() {
      sum.close();
    }
  }
}
