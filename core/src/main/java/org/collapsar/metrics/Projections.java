package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.Gram;
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
          Map<Part, double[]> rotated = new EnumMap<>(Part.class);
          for (Part part : Part.ROTATED) {
            rotated.put(part, new double[turned(plan, part)]);
          }
          return new Projections(
              plan.whole(), new double[plan.rank()], rotated, new SingleErrors());
        }

        @Override
        public Projections read(SamplePlan plan, PackedReader in) {
          double[] squares = in.reals(plan.rank(), "squares");
          SingleErrors singles = SingleErrors.read(in);
          Map<Part, double[]> rotated = new EnumMap<>(Part.class);
          for (Part part : Part.ROTATED) {
            rotated.put(part, in.reals(turned(plan, part), "rotated squares"));
          }
          Projections sums = new Projections(plan.whole(), squares, rotated, singles);
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
          return switch (route) {
            case SCATTER -> Set.of(Ingredient.DEVIATIONS);
            case SINGLES, DEVIATIONS, PLAIN -> Set.of(Ingredient.PROJECTIONS);
          };
        }

        @Override
        public Opened<Projections> open(SamplePlan plan) {
          return switch (plan.route()) {
            case SCATTER -> new Scatters(plan.dimension());
            case SINGLES -> new SingleSquares(plan);
            case DEVIATIONS, PLAIN -> new Squares(plan);
          };
        }
      };

  private final boolean whole;

  /** Per direction u_j: sum of (u_j . d)^2. */
  final double[] squares;

  /** The same in the directions of each of {@link Part#ROTATED}; none where it is not wanted. */
  final Map<Part, double[]> rotatedSquares;

  /** Sum of d d^T, upper triangle [D x D], if that is summed; null for no samples. */
  private @Nullable Matrix scatter;

  /** The same of a chunk under way, outside the heap. */
  private @Nullable DoubleArray fresh;

  /** What float32 has done to them; of no samples where it was not used. */
  final SingleErrors singles;

  private Projections(
      boolean whole, double[] squares, Map<Part, double[]> rotatedSquares, SingleErrors singles) {
    this.singles = singles;
    this.whole = whole;
    this.squares = squares;
    this.rotatedSquares = rotatedSquares;
  }

  private static int turned(SamplePlan plan, Part part) {
    Matrix rotation = plan.matrix(part);
    return rotation == null ? 0 : rotation.rows();
  }

  /** In the directions of one of {@link Part#ROTATED}. */
  double[] squares(Part rotated) {
    return Objects.requireNonNull(rotatedSquares.get(rotated));
  }

  /** Sum of d d^T, upper triangle; not to be changed. */
  Matrix scatter(int d) {
    return scatter == null ? new Matrix(d, d) : scatter;
  }

  @Override
  public void add(Projections other) {
    Vectors.add(squares, other.squares);
    singles.add(other.singles);
    rotatedSquares.forEach((part, mine) -> Vectors.add(mine, other.squares(part)));
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
    out.reals(squares);
    singles.write(out);
    for (Part part : Part.ROTATED) {
      out.reals(squares(part));
    }
    out.matrix(whole ? scatter : null);
  }

  /** Adds to {@code sums[j]} the squares of {@code of[j * count ..]}. */
  static void addSquares(double[] of, int count, double[] sums) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] += Vectors.dot(of, j * count, of, j * count, count);
    }
  }

  /** By projections, which are rotated to further directions where that is wanted. */
  private static final class Squares implements SampleStatistic.Opened<Projections> {
    private final int r;
    private final List<Rotation> rotations = new ArrayList<>();

    /** Of the directions to those of a part, [rows x rank] outside the heap. */
    private record Rotation(Part part, NativeArray matrix, int rows) {}

    Squares(SamplePlan plan) {
      r = plan.rank();
      for (Part part : Part.ROTATED) {
        Matrix given = plan.matrix(part);
        if (given != null && given.rows() > 0) {
          rotations.add(new Rotation(part, Blas.copy(given), given.rows()));
        }
      }
    }

    @Override
    public SampleStatistic.Taker<Projections> taker(int block) {
      return new Turner(block);
    }

    @Override
    public void close() {
      rotations.forEach(each -> each.matrix.close());
    }

    private final class Turner implements SampleStatistic.Taker<Projections> {
      private final double[] turned;
      private final DoubleArray projections;
      private final DoubleArray nativeTurned;

      Turner(int block) {
        int most = rotations.stream().mapToInt(Rotation::rows).max().orElse(0);
        turned = new double[block * most];
        projections = doubles(most == 0 ? 0 : block * r);
        nativeTurned = doubles(block * most);
      }

      private static DoubleArray doubles(int length) {
        return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, length);
      }

      @Override
      public void take(SampleBlock block, Projections sums) {
        int count = block.count;
        addSquares(block.projections, count, sums.squares);
        if (!rotations.isEmpty()) {
          projections.store(0, block.projections, count * r);
        }
        for (Rotation rotation : rotations) {
          Blas.gemm(
              1,
              Operand.of(rotation.matrix, rotation.rows, r),
              Operand.of(projections, r, count),
              0,
              Operand.of(nativeTurned, rotation.rows, count));
          nativeTurned.load(0, turned, count * rotation.rows);
          addSquares(turned, count, sums.squares(rotation.part));
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
      DoubleArray target = begins ? sum.take() : Objects.requireNonNull(sums.fresh);
      Gram.ofColumns(block.count, d, block.deviations, begins ? 0 : 1, target);
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
