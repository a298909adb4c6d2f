package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.FloatArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.jspecify.annotations.Nullable;

/**
 * The class of the nearest mean of samples, by scores in float32 ({@link SmallestScore}). With
 * projections P of d = h - mu_y and z_c the coordinates of the means in the same directions, what
 * ||h - mu_c||^2 is but for what all c share, is one of
 *
 * <pre>
 * ||z_c||^2 - 2 (P + z_y) . z_c      from P in double
 * ||z_c - z_y||^2 - 2 P . z_c        from P in float32, as it is
 * ||m_c||^2 - 2 (h - origin) . m_c   without projections, m_c = mu_c - origin
 * </pre>
 *
 * <p>This is what all threads read; each has a {@link Finder}.
 */
abstract class NearestMeans implements AutoCloseable {
  final MeanGeometry geometry;
  final int k;
  final int d;

  private NearestMeans(MeanGeometry geometry) {
    this.geometry = geometry;
    k = geometry.means().rows();
    d = geometry.means().columns();
  }

  /**
   * Those that a plan asks for.
   *
   * @param projections of the pass, null where there are none
   */
  static NearestMeans of(
      SamplePlan plan,
      @Nullable SampleProjections projections,
      RoundedRows rounded,
      ThreadTeam team) {
    if (plan.whole()) {
      return new ByMeans(plan.geometry(), rounded);
    }
    double relative = projections == null ? 0 : projections.relativeError();
    return plan.singles()
        ? new BySingles(plan.geometry(), relative, team)
        : new ByCoordinates(plan);
  }

  @Override
  public abstract void close();

  /** What one thread finds them with. */
  abstract Finder finder(SmallestScore.Scores scores, RoundedRows.Room rows, int block);

  /** Buffers of one thread. */
  abstract class Finder implements AutoCloseable, SmallestScore.Exact {
    final SmallestScore.Chooser chooser;
    final double[] spans;
    final double[] errors;
    private final double[] means = geometry.means().data();
    private final double[] row = new double[d];
    private @Nullable SampleBlock block;
    private @Nullable OpenSamples open;

    private Finder(SmallestScore.Chooser chooser, int block) {
      this.chooser = chooser;
      spans = new double[block];
      errors = new double[block];
    }

    /**
     * Finds them.
     *
     * @param chosen receives the classes, of one open sample after the other
     */
    final void find(OpenSamples of, SampleBlock from, int[] chosen) {
      open = of;
      block = from;
      choose(of, from, chosen);
    }

    abstract void choose(OpenSamples of, SampleBlock from, int[] chosen);

    @Override
    public void sample(int i) {
      SampleBlock from = java.util.Objects.requireNonNull(block);
      from.rows.copy(java.util.Objects.requireNonNull(open).place(i), row);
    }

    /** By differences of h and mu_c, in double. */
    @Override
    public double score(int c) {
      return Vectors.squaredDistance(row, 0, means, c * d, d);
    }

    @Override
    public void close() {
      chooser.close();
    }
  }

  private static FloatArray floats(long length) {
    return (FloatArray) NativeArray.allocateUnset(Precision.FLOAT32, length);
  }

  /** By products with all means, where there are no projections. */
  private static final class ByMeans extends NearestMeans {
    private final RoundedRows rounded;
    private final SmallestScore scores;

    ByMeans(MeanGeometry geometry, RoundedRows rounded) {
      super(geometry);
      this.rounded = rounded;
      if (!rounded.isMoved()) {
        scores = new SmallestScore(geometry.means().data(), d, geometry.squares(), -2);
        return;
      }
      double[] means = geometry.means().data();
      double[] squares = new double[k];
      for (int c = 0; c < k; c++) {
        squares[c] = Vectors.squaredDistance(means, c * d, rounded.origin(), 0, d);
      }
      scores = SmallestScore.less(means, rounded.origin(), d, squares, -2);
    }

    @Override
    Finder finder(SmallestScore.Scores room, RoundedRows.Room rows, int block) {
      return new Finder(scores.chooser(room), block) {
        @Override
        void choose(OpenSamples open, SampleBlock from, int[] chosen) {
          for (int i = 0; i < open.count; i++) {
            spans[i] = rounded.length(from, open.place(i));
            double longest = spans[i] + chooser.largestRow();
            errors[i] = 4 * d * Vectors.EPSILON * longest * longest;
          }
          FloatArray x = rows.of(open, from);
          chooser.choose(open.count, false, x, spans, errors, this, open.likely, 0, chosen);
        }
      };
    }

    @Override
    public void close() {
      scores.close();
    }
  }

  /** By projections in double, of h where rows are plain. */
  private static final class ByCoordinates extends NearestMeans {
    private final int r;
    private final boolean plain;
    private final SmallestScore scores;

    /** u_j.centre [rank], for plain rows. */
    private final double[] projectedCentre;

    /** ||centre||, for plain rows. */
    private final double centreLength;

    /** z_c [rank x K]. */
    private final double[] byDirection;

    ByCoordinates(SamplePlan plan) {
      super(plan.geometry());
      r = plan.rank();
      plain = plan.plain();
      double[] centre = geometry.centre();
      projectedCentre = new double[plain ? r : 0];
      for (int j = 0; j < projectedCentre.length; j++) {
        double[] u = geometry.directions().data();
        projectedCentre[j] = Vectors.dot(u, j * d, centre, 0, d);
      }
      centreLength = plain ? Math.sqrt(Vectors.dot(centre, 0, centre, 0, d)) : 0;
      Matrix coordinates = geometry.coordinates();
      double[] squares = new double[k];
      byDirection = new double[r * k];
      for (int c = 0; c < k; c++) {
        squares[c] = Vectors.dot(coordinates, c, coordinates, c);
        for (int j = 0; j < r; j++) {
          byDirection[j * k + c] = coordinates.get(c, j);
        }
      }
      scores = new SmallestScore(coordinates.data(), r, squares, -2);
    }

    @Override
    Finder finder(SmallestScore.Scores room, RoundedRows.Room rows, int block) {
      return new Finder(scores.chooser(room), block) {
        private final float[] coordinates = new float[block * r];
        private final FloatArray nativeCoordinates = floats(coordinates.length);

        @Override
        void choose(OpenSamples open, SampleBlock from, int[] chosen) {
          int some = open.count;
          if (plain) {
            loadPlain(from);
          } else {
            load(open, from);
          }
          double spread = chooser.largestRow() + centreLength;
          for (int i = 0; i < some; i++) {
            spans[i] = from.lengths[open.place(i)] + spread;
            errors[i] = rounding(spans[i]);
          }
          nativeCoordinates.store(0, coordinates, some * r);
          FloatArray x = nativeCoordinates;
          chooser.choose(some, true, x, spans, errors, this, open.likely, 0, chosen);
        }

        /** Without margins all are open. */
        private void loadPlain(SampleBlock from) {
          int count = from.count;
          for (int j = 0; j < r; j++) {
            double centre = projectedCentre[j];
            for (int i = j * count; i < (j + 1) * count; i++) {
              coordinates[i] = (float) (from.projections[i] - centre);
            }
          }
        }

        private void load(OpenSamples open, SampleBlock from) {
          int some = open.count;
          double[] z = byDirection;
          for (int j = 0; j < r; j++) {
            for (int i = 0; i < some; i++) {
              double p = from.projections[j * from.count + open.place(i)];
              coordinates[j * some + i] = (float) (p + z[j * k + open.likely[i]]);
            }
          }
        }

        @Override
        public void close() {
          super.close();
          nativeCoordinates.close();
        }
      };
    }

    @Override
    public void close() {
      scores.close();
    }
  }

  /** By projections in float32. */
  private static final class BySingles extends NearestMeans {
    private final int r;

    /** A bound on their error, as a vector, over ||d||. */
    private final double relative;

    private final SmallestScore scores;

    BySingles(MeanGeometry geometry, double relative, ThreadTeam team) {
      super(geometry);
      this.relative = relative;
      Matrix coordinates = geometry.coordinates(team);
      r = coordinates.columns();
      scores =
          SmallestScore.byLikely(coordinates.data(), r, squaredDistances(coordinates, team), -2);
    }

    /** ||z_c - z_y||^2 [K x K], row y. */
    private static Matrix squaredDistances(Matrix z, ThreadTeam team) {
      int k = z.rows();
      Matrix squares = Blas.timesTransposed(z, z, team);
      double[] own = new double[k];
      for (int c = 0; c < k; c++) {
        own[c] = squares.get(c, c);
      }
      double[] data = squares.data();
      for (int y = 0; y < k; y++) {
        for (int c = 0; c < k; c++) {
          data[y * k + c] = c == y ? 0 : own[y] + own[c] - 2 * data[y * k + c];
        }
      }
      return squares;
    }

    @Override
    Finder finder(SmallestScore.Scores room, RoundedRows.Room rows, int block) {
      return new Finder(scores.chooser(room), block) {
        private final FloatArray some = floats((long) block * r);

        @Override
        void choose(OpenSamples open, SampleBlock from, int[] chosen) {
          double longest = chooser.largestRow();
          for (int i = 0; i < open.count; i++) {
            double length = from.lengths[open.place(i)];
            // Scores take projections times 2 z_c; what float32 rounds to 0 is below its range.
            double off = relative * (length + d * Float.MIN_NORMAL);
            spans[i] = length + off;
            errors[i] = rounding(length + longest) + 2 * longest * off;
          }
          FloatArray x = open.rows(from.singleProjections(), r, from, some);
          chooser.choose(open.count, false, x, spans, errors, this, open.likely, 0, chosen);
        }

        @Override
        public void close() {
          super.close();
          some.close();
        }
      };
    }

    @Override
    public void close() {
      scores.close();
    }
  }

  /** Of projections and coordinates in double, and of means whose rank was cut. */
  final double rounding(double span) {
    return 4 * (d + k) * Vectors.EPSILON * span * span + 4 * geometry.tolerance() * span;
  }
}
