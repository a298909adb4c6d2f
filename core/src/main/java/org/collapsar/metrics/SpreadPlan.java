package org.collapsar.metrics;

import java.util.EnumSet;
import java.util.Set;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;

/**
 * A pass for covariances Sigma = A^T A as triangles of their factors A, whose rows are the weighted
 * deviations of all samples from their class means. The product A^T A is never formed: its
 * eigenvalues would know singular values below 1e-8 of the largest not at all, and collapsed
 * features have just those. O(n D^2) time, O(D^2) memory; A itself if it has fewer rows than
 * columns.
 */
final class SpreadPlan implements RowPass<SpreadSums> {
  private static final int BLOCKS = 8;

  /** Rows that are reduced at a time, at least. */
  private static final int LEAST = 512;

  /** What deviations are multiplied by. */
  enum Weight {
    /** 1/sqrt(n): every sample counts the same. */
    BY_SIZE,
    /** 1/sqrt(K n_c): every class counts the same. */
    EQUAL
  }

  private final MeanGeometry geometry;
  private final Set<Weight> weights;

  /**
   * @param geometry of means of all classes that have samples
   */
  SpreadPlan(MeanGeometry geometry, Set<Weight> weights) {
    this.geometry = geometry;
    this.weights = EnumSet.copyOf(weights);
  }

  /** Whether the triangle fits into an array, with the rows that are reduced to it. */
  static boolean fits(MeanGeometry geometry) {
    long rank = mostRank(geometry);
    long stacked = rank + Math.max(2 * rank, LEAST) + geometry.centred().rows();
    return stacked * geometry.centred().columns() <= Integer.MAX_VALUE - 8;
  }

  private static long mostRank(MeanGeometry geometry) {
    Matrix centred = geometry.centred();
    return Math.min(centred.columns(), geometry.samples() + centred.rows());
  }

  static Matrix stacked(Matrix upper, Matrix lower) {
    if (upper.rows() == 0) {
      return lower;
    }
    Matrix all = new Matrix(upper.rows() + lower.rows(), lower.columns());
    System.arraycopy(upper.data(), 0, all.data(), 0, upper.data().length);
    System.arraycopy(lower.data(), 0, all.data(), upper.data().length, lower.data().length);
    return all;
  }

  private int blockRows() {
    return (int) Math.max(2 * mostRank(geometry), LEAST);
  }

  @Override
  public SampleSet set() {
    return SampleSet.TRAIN;
  }

  @Override
  public SpreadSums create() {
    return new SpreadSums(geometry.centred().columns());
  }

  @Override
  public SpreadSums read(PackedReader in) {
    return SpreadSums.read(geometry.centred().columns(), in);
  }

  @Override
  public int chunkRows(long rows) {
    return blockRows() * BLOCKS;
  }

  private double factor(Weight weight, int c) {
    return switch (weight) {
      case BY_SIZE -> 1 / Math.sqrt((double) geometry.samples());
      case EQUAL -> 1 / Math.sqrt((double) geometry.means().rows() * geometry.count(c));
    };
  }

  @Override
  public Opened<SpreadSums> open(Rows rows, int[] labels, ThreadTeam team) {
    return new Opened<>() {
      @Override
      public SpreadSums chunk(long first, int count, int thread) {
        SpreadSums sums = create();
        int block = blockRows();
        for (int done = 0; done < count; done += block) {
          int size = Math.min(block, count - done);
          double[] h = new double[size * rows.columns()];
          rows.read(first + done, size, h);
          for (Weight weight : weights) {
            sums.add(weight, weighted(weight, h, labels, (int) first + done));
          }
        }
        return sums;
      }

      @Override
      public void add(SpreadSums total, SpreadSums chunk) {
        total.add(chunk);
      }

      @Override
      public void finish(SpreadSums total) {}

      @Override
      public void close() {}
    };
  }

  private Matrix weighted(Weight weight, double[] h, int[] labels, int first) {
    double[] means = geometry.means().data();
    double[] factors = new double[geometry.means().rows()];
    for (int c = 0; c < factors.length; c++) {
      factors[c] = factor(weight, c);
    }
    int d = geometry.means().columns();
    Matrix shown = geometry.restsShow() ? geometry.rests() : null;
    double[] rests = shown == null ? new double[0] : shown.data();
    Matrix deviations = new Matrix(h.length / d, d);
    for (int i = 0; i < deviations.rows(); i++) {
      int y = labels[first + i];
      for (int j = 0; j < d; j++) {
        double x = h[i * d + j] - means[y * d + j];
        deviations.data()[i * d + j] = (rests.length == 0 ? x : x - rests[y * d + j]) * factors[y];
      }
    }
    return deviations;
  }

  void write(PackedWriter out) {
    out.integer(weights.size());
    weights.forEach(weight -> out.text(weight.name()));
  }

  static SpreadPlan read(PackedReader in, MeanGeometry geometry) {
    int count = in.integer("weights");
    Set<Weight> weights = EnumSet.noneOf(Weight.class);
    for (int i = 0; i < count; i++) {
      weights.add(in.one(Weight.class, "weight"));
    }
    if (weights.isEmpty() || weights.size() != count) {
      throw in.bad("weights that differ", weights, "weights");
    }
    return new SpreadPlan(geometry, weights);
  }
}
