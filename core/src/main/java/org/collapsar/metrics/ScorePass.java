package org.collapsar.metrics;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * A pass that gives every sample of a set its scores, by what is known of the training samples. All
 * in double, of explicit deviations from the mean. O(n D (d + K)) time, a number per sample and
 * score to keep.
 *
 * <p>{@link ScoreKind#NECO} is kept as -||z - U U^T z||^2/||z||^2 in place of ||U^T z||/||z||,
 * which orders samples the same: under collapse the latter is 1 to its last digits.
 */
final class ScorePass implements RowPass<ScoreSums> {
  private static final int BLOCK = 256;

  private final SampleSet set;
  private final Set<ScoreKind> kinds;
  private final double[] mean;
  private final double alpha;
  private final @Nullable LeadingDirections directions;

  /** [D x d], for products with what is projected. */
  private final @Nullable Matrix columns;

  private final @Nullable Classifier classifier;

  /**
   * @param kinds at least one
   * @param mean over all training samples [D]
   * @param directions where a kind is {@link ScoreKind#directed}
   * @param classifier where a kind is {@link ScoreKind#weighted}
   */
  ScorePass(
      SampleSet set,
      Set<ScoreKind> kinds,
      double[] mean,
      double alpha,
      @Nullable LeadingDirections directions,
      @Nullable Classifier classifier) {
    this.set = set;
    this.kinds = EnumSet.copyOf(kinds);
    this.mean = mean;
    this.alpha = alpha;
    boolean directed = kinds.stream().anyMatch(ScoreKind::directed);
    this.directions = directed ? directions : null;
    this.columns = this.directions == null ? null : transposed(this.directions.rows());
    this.classifier = kinds.stream().anyMatch(ScoreKind::weighted) ? classifier : null;
  }

  private static Matrix transposed(Matrix a) {
    Matrix t = new Matrix(a.columns(), a.rows());
    for (int i = 0; i < t.rows(); i++) {
      for (int j = 0; j < t.columns(); j++) {
        t.data()[i * t.columns() + j] = a.get(j, i);
      }
    }
    return t;
  }

  @Override
  public SampleSet set() {
    return set;
  }

  @Override
  public ScoreSums create() {
    return new ScoreSums(kinds);
  }

  @Override
  public ScoreSums read(PackedReader in) {
    return ScoreSums.read(kinds, in);
  }

  @Override
  public int chunkRows(long rows) {
    return RowChunks.rowsFor(rows, 1);
  }

  @Override
  public Opened<ScoreSums> open(Rows rows, int[] labels, ThreadTeam team) {
    return new Opened<>() {
      @Override
      public ScoreSums chunk(long first, int count, int thread) {
        ScoreSums sums = create();
        for (int done = 0; done < count; done += BLOCK) {
          int size = Math.min(BLOCK, count - done);
          Matrix h = new Matrix(size, mean.length);
          rows.read(first + done, size, h.data());
          take(h, sums);
        }
        return sums;
      }

      @Override
      public void add(ScoreSums total, ScoreSums chunk) {
        total.add(chunk);
      }

      @Override
      public void finish(ScoreSums total) {}

      @Override
      public void close() {}
    };
  }

  private void take(Matrix h, ScoreSums sums) {
    int first = sums.grow(h.rows());
    Matrix deviations = Vectors.less(h, mean);
    Matrix logits = classifier == null ? null : logits(classifier, h);
    double[] left = directions == null ? null : left(deviations, directions);
    for (int i = 0; i < h.rows(); i++) {
      for (ScoreKind kind : kinds) {
        double score =
            switch (kind) {
              case NECO -> -there(left)[i];
              case NECO_LOGIT ->
                  Math.sqrt(1 - there(left)[i]) * there(logits).get(i, largest(there(logits), i));
              case NCI -> nci(h, deviations, i, largest(there(logits), i));
            };
        // No negative zeros: sorting tells them from zeros.
        sums.set(kind, first + i, score + 0.0);
      }
    }
  }

  private static <T> T there(@Nullable T needed) {
    return Objects.requireNonNull(needed);
  }

  private static Matrix logits(Classifier classifier, Matrix h) {
    Matrix logits = Blas.timesTransposed(h, classifier.w());
    for (int i = 0; i < logits.data().length; i++) {
      logits.data()[i] += classifier.bias()[i % logits.columns()];
    }
    return logits;
  }

  /** The first class of the largest logit. */
  private static int largest(Matrix logits, int i) {
    int best = 0;
    for (int c = 1; c < logits.columns(); c++) {
      if (logits.get(i, c) > logits.get(i, best)) {
        best = c;
      }
    }
    return best;
  }

  /** ||z - U U^T z||^2/||z||^2 of each row of (h - m)/s, 1 where z = 0: from 0 to 1. */
  private double[] left(Matrix deviations, LeadingDirections leading) {
    int d = mean.length;
    Matrix z = new Matrix(deviations.rows(), d);
    for (int i = 0; i < z.data().length; i++) {
      z.data()[i] = deviations.data()[i] / leading.scale()[i % d];
    }
    Matrix along = Blas.timesTransposed(z, leading.rows());
    Matrix within = Blas.timesTransposed(along, there(columns));
    double rounding = Vectors.rounding(d);
    double[] left = new double[z.rows()];
    for (int i = 0; i < left.length; i++) {
      double all = Vectors.dot(z, i, z, i);
      double rest = Vectors.squaredDistance(z.data(), i * d, within.data(), i * d, d);
      double share = all == 0 ? 1 : rest / all;
      left[i] = share <= rounding * rounding ? 0 : Math.min(share, 1);
    }
    return left;
  }

  private double nci(Matrix h, Matrix deviations, int i, int c) {
    int d = mean.length;
    double length = Math.sqrt(Vectors.dot(deviations, i, deviations, i));
    double sum = 0;
    for (int j = 0; j < d; j++) {
      sum += Math.abs(h.get(i, j));
    }
    double along =
        length == 0
            ? 0
            : Vectors.dot(there(classifier).w().data(), c * d, deviations.data(), i * d, d)
                / length;
    return along + alpha * sum;
  }

  void write(PackedWriter out) {
    out.text(set.name()).integer(kinds.size());
    kinds.forEach(kind -> out.text(kind.name()));
    out.reals(mean).real(alpha).flag(directions != null);
    if (directions != null) {
      directions.write(out);
    }
  }

  static ScorePass read(PackedReader in, int dimension, @Nullable Classifier classifier) {
    SampleSet set = in.one(SampleSet.class, "set");
    int count = in.integer("number of scores");
    Set<ScoreKind> kinds = EnumSet.noneOf(ScoreKind.class);
    for (int i = 0; i < count; i++) {
      kinds.add(in.one(ScoreKind.class, "score"));
    }
    if (kinds.isEmpty() || kinds.size() != count) {
      throw in.bad("scores that differ", kinds, "scores");
    }
    double[] mean = in.reals(dimension, "mean");
    double alpha = in.real("alpha");
    LeadingDirections directions =
        in.flag("whether there are directions") ? LeadingDirections.read(in, dimension) : null;
    for (ScoreKind kind : kinds) {
      if (kind.directed() && directions == null) {
        throw in.bad("leading directions", "none", "pass");
      }
      if (kind.weighted() && classifier == null) {
        throw in.bad("weights", "none", "pass");
      }
    }
    return new ScorePass(set, kinds, mean, alpha, directions, classifier);
  }
}
