package org.collapsar.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.ClassMoments;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * Neural collapse of regression (NRC): features H [n x D], one row per sample, targets T [n x t] in
 * place of labels, and the last layer's W [t x D] and b [t], t at most D.
 *
 * <p>The features of a regression network that is trained with weight decay end in a subspace of t
 * dimensions: that of their t leading principal components (NRC1) and that of the rows of W (NRC2);
 * W W^T becomes a linear function of the root of the targets' covariance (NRC3).
 *
 * <p>Conventions are those of the authors' code. h~_i = h_i/||h_i||, not centred; samples whose
 * features are all 0 have no direction: they are left out of NRC1 and NRC2 and counted. Principal
 * components are of the centred, unnormalised H.
 *
 * <p>Source: Andriopoulos, Dong, Guo, Zhao and Ross, The Prevalence of Neural Collapse in Neural
 * Multivariate Regression, NeurIPS 2024 (arXiv 2409.04180), section 3.1 and Theorem 4.1.
 */
public final class RegressionCollapse {
  private static final String NO_WEIGHTS = "because no weights W were given";
  private static final int ROWS = 512;

  /** What is measured, in this order. */
  public static final List<MetricInfo> METRICS = RegressionMetrics.ALL;

  private final Rows features;
  private final Matrix targets;
  private final @Nullable Matrix weights;
  private final double[] bias;
  private final int threads;

  private RegressionCollapse(
      Rows features, Matrix targets, @Nullable Matrix weights, double[] bias, int threads) {
    this.features = features;
    this.targets = targets;
    this.weights = weights;
    this.bias = bias;
    this.threads = threads;
  }

  /**
   * Begins with features [n x D] and targets [n x t].
   *
   * @param features [n x D]; read twice, stays open
   * @param targets [n x t], t at most D
   * @return a measurement without weights, on all processors
   * @throws BadInputException if there are no samples, their numbers differ, or t exceeds D
   */
  public static RegressionCollapse of(Rows features, Matrix targets) {
    if (features.rows() != targets.rows()) {
      throw new BadInputException(
          "targets: expected "
              + features.rows()
              + " rows, as "
              + features.describe()
              + " has, found "
              + targets.rows());
    }
    if (targets.rows() == 0) {
      throw new BadInputException("targets: expected samples, found none");
    }
    if (targets.columns() > features.columns()) {
      throw new BadInputException(
          "targets: expected at most "
              + features.columns()
              + " columns, the dimension of "
              + features.describe()
              + ", found "
              + targets.columns());
    }
    int one = Math.max(1, Runtime.getRuntime().availableProcessors());
    return new RegressionCollapse(features, targets, null, new double[targets.columns()], one);
  }

  /**
   * Sets the number of threads; no number depends on it.
   *
   * @param count at least 1
   * @return a copy with that setting
   */
  public RegressionCollapse threads(int count) {
    return new RegressionCollapse(features, targets, weights, bias, count);
  }

  /**
   * Takes the last layer.
   *
   * @param w [t x D]
   * @param b [t]; null for none
   * @return a copy that knows it
   * @throws BadInputException if the shapes do not fit
   */
  public RegressionCollapse weights(Matrix w, double @Nullable [] b) {
    int t = targets.columns();
    if (w.rows() != t || w.columns() != features.columns()) {
      throw new BadInputException(
          "W: expected %dx%d, found %dx%d".formatted(t, features.columns(), w.rows(), w.columns()));
    }
    if (b != null && b.length != t) {
      throw new BadInputException("b: expected " + t + " numbers, found " + b.length);
    }
    return new RegressionCollapse(
        features, targets, w, b == null ? new double[t] : b.clone(), threads);
  }

  /**
   * Measures all of {@link #METRICS}.
   *
   * @return the values of all metrics, each a number or undefined
   * @throws BadInputException if the features hold NaN or infinity
   */
  public Result measure() {
    try (ThreadTeam team = new ThreadTeam(threads)) {
      // All samples are one class: its mean and its spread are those of the features.
      int[] one = new int[Math.toIntExact(features.rows())];
      ClassMoments moments = ClassMoments.of(features, one, 1, team);
      double[] mean = moments.mean(0);
      Basis principal = principalComponents(new MeanGeometry(moments), one, team);
      Basis rows = rowSpace();
      double[] rest = new double[mean.length];
      moments.copyRest(0, rest, 0);
      Sums sums = pass(mean, rest, principal, rows, team);
      TargetFit fit = TargetFit.of(targets, weights);
      Map<String, MetricValue> values = new LinkedHashMap<>();
      long directed = features.rows() - sums.zero;
      long deviating = features.rows() - sums.zeroCentred;
      values.put("nrc1", share(principal, sums.off[0], directed, false));
      values.put("nrc1.centred", share(principal, sums.off[1], deviating, true));
      values.put("nrc2", share(rows, sums.off[2], directed, false));
      values.put("nrc2.centred", share(rows, sums.off[3], deviating, true));
      values.put("nrc3", fit.best());
      values.put("nrc3.own", fit.best());
      values.put("nrc3.gamma", fit.gamma());
      values.put("regression.r2", explained(sums.residual));
      return new Result(
          features.rows(), features.columns(), targets.columns(), sums.zero, values, fit);
    }
  }

  /**
   * What was measured.
   *
   * @param samples n
   * @param dimension D
   * @param targets t
   * @param withoutDirection samples whose features are all 0
   * @param values by id, in the order of {@link #METRICS}
   * @param fit for {@link #withGamma}
   */
  public record Result(
      long samples,
      int dimension,
      int targets,
      long withoutDirection,
      Map<String, MetricValue> values,
      TargetFit fit) {

    /**
     * Evaluates {@code nrc3} at a given gamma, such as that of the last checkpoint.
     *
     * @param gamma the constant of NRC3
     * @return the same result with another {@code nrc3}
     */
    public Result withGamma(double gamma) {
      Map<String, MetricValue> changed = new LinkedHashMap<>(values);
      changed.put("nrc3", fit.at(gamma));
      return new Result(samples, dimension, targets, withoutDirection, changed, fit);
    }
  }

  /** Orthonormal rows [t x D], or why there are none. */
  private record Basis(@Nullable Matrix rows, String reason) {}

  private static MetricValue share(Basis basis, double sum, long samples, boolean centred) {
    if (basis.rows() == null) {
      return MetricValue.undefined(basis.reason());
    }
    if (samples == 0) {
      return MetricValue.undefined(
          centred ? "because all features are equal" : "because all features are 0");
    }
    return Values.finite(sum / samples);
  }

  private Basis principalComponents(MeanGeometry geometry, int[] one, ThreadTeam team) {
    int d = features.columns();
    int t = targets.columns();
    if (t == d) {
      return new Basis(identity(d), "");
    }
    if (!SpreadPlan.fits(geometry)) {
      return new Basis(null, "because the spectrum of " + d + " features does not fit into memory");
    }
    SpreadPlan plan = new SpreadPlan(geometry, Set.of(SpreadPlan.Weight.BY_SIZE));
    Matrix deviations =
        plan.run(features, one, plan.chunkRows(features.rows()), team)
            .rows(SpreadPlan.Weight.BY_SIZE);
    if (!Double.isFinite(deviations.squaredNorm())) {
      return new Basis(null, "because the features are too large: their squares are not finite");
    }
    Spectral.Svd svd = Spectral.thinSvd(deviations);
    double[] s = svd.values();
    double last = s.length < t ? 0 : s[t - 1];
    double next = s.length <= t ? 0 : s[t];
    double largest = s.length == 0 ? 0 : s[0];
    if (last - next <= 10.0 * Math.max(features.rows(), d) * Vectors.EPSILON * largest) {
      return new Basis(
          null,
          "because principal component "
              + t
              + " of the features is not determined: its variance is that of the next");
    }
    return new Basis(new Matrix(t, d, Arrays.copyOf(svd.right().data(), t * d)), "");
  }

  private Basis rowSpace() {
    if (weights == null) {
      return new Basis(null, NO_WEIGHTS);
    }
    Spectral.Svd svd = Spectral.thinSvd(weights);
    double[] s = svd.values();
    double rounding = 10.0 * weights.columns() * Vectors.EPSILON * s[0];
    if (s[s.length - 1] <= rounding) {
      return new Basis(null, "because the rank of W is below its " + weights.rows() + " rows");
    }
    return new Basis(svd.right(), "");
  }

  private static Matrix identity(int n) {
    Matrix identity = new Matrix(n, n);
    for (int i = 0; i < n; i++) {
      identity.data()[i * n + i] = 1;
    }
    return identity;
  }

  /** Sums over samples of a chunk or of all. */
  private static final class Sums {
    /** ||h~ - P h~||^2 for nrc1, nrc1.centred, nrc2, nrc2.centred. */
    final double[] off = new double[4];

    double residual;
    long zero;
    long zeroCentred;

    void add(Sums other) {
      for (int i = 0; i < off.length; i++) {
        off[i] += other.off[i];
      }
      residual += other.residual;
      zero += other.zero;
      zeroCentred += other.zeroCentred;
    }
  }

  /**
   * @param rest what rounding took of the mean
   */
  private Sums pass(double[] mean, double[] rest, Basis principal, Basis rows, ThreadTeam team) {
    int d = features.columns();
    Sums total = new Sums();
    // Below it a difference from the mean is what rounding the mean leaves.
    double floor = Vectors.roundingFloor(Math.sqrt(Vectors.dot(mean, 0, mean, 0, d)));
    RowChunks.forEach(
        features,
        RowChunks.rowsFor(features.rows(), 0),
        team,
        (from, count, thread) -> {
          Sums sums = new Sums();
          double[] block = new double[Math.min(count, ROWS) * d];
          double[] centred = new double[d];
          double[] scratch = new double[d];
          for (int done = 0; done < count; done += ROWS) {
            int size = Math.min(ROWS, count - done);
            features.read(from + done, size, block);
            for (int i = 0; i < size; i++) {
              double[] h = Arrays.copyOfRange(block, i * d, (i + 1) * d);
              for (int j = 0; j < d; j++) {
                centred[j] = (h[j] - mean[j]) - rest[j];
              }
              residual((int) from + done + i, h, sums);
              boolean zero = !unit(h, 0);
              boolean equal = !unit(centred, floor);
              sums.zero += zero ? 1 : 0;
              sums.zeroCentred += equal ? 1 : 0;
              sums.off[0] += zero ? 0 : off(h, principal, scratch);
              sums.off[1] += equal ? 0 : off(centred, principal, scratch);
              sums.off[2] += zero ? 0 : off(h, rows, scratch);
              sums.off[3] += equal ? 0 : off(centred, rows, scratch);
            }
          }
          return sums;
        },
        total::add);
    return total;
  }

  /**
   * Scales to norm 1, safe for numbers whose squares are not; false where there is no direction.
   */
  private static boolean unit(double[] x, double floor) {
    double largest = Vectors.max(x);
    if (largest == 0) {
      return false;
    }
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      x[j] /= largest;
      sum += x[j] * x[j];
    }
    double norm = Math.sqrt(sum);
    if (norm * largest <= floor) {
      return false;
    }
    for (int j = 0; j < x.length; j++) {
      x[j] /= norm;
    }
    return true;
  }

  /** ||x - P x||^2 as the square of a difference: 1 - ||P x||^2 would end at 1e-16. */
  private static double off(double[] x, Basis basis, double[] scratch) {
    Matrix rows = basis.rows();
    if (rows == null) {
      return 0;
    }
    int d = x.length;
    System.arraycopy(x, 0, scratch, 0, d);
    for (int k = 0; k < rows.rows(); k++) {
      double part = Vectors.dot(rows.data(), k * d, x, 0, d);
      for (int j = 0; j < d; j++) {
        scratch[j] -= part * rows.data()[k * d + j];
      }
    }
    return Vectors.dot(scratch, 0, scratch, 0, d);
  }

  private void residual(int sample, double[] h, Sums sums) {
    if (weights == null) {
      return;
    }
    int d = h.length;
    for (int k = 0; k < weights.rows(); k++) {
      double error = targets.get(sample, k) - bias[k] - Vectors.dot(weights.data(), k * d, h, 0, d);
      sums.residual += error * error;
    }
  }

  private MetricValue explained(double residual) {
    if (weights == null) {
      return MetricValue.undefined(NO_WEIGHTS);
    }
    Matrix centred = Vectors.centred(targets, Vectors.equalWeights(targets.rows()));
    double total = centred.squaredNorm();
    if (Vectors.max(centred.data()) <= Vectors.roundingFloor(targets)) {
      return MetricValue.undefined("because all targets are equal");
    }
    return Values.finite(1 - residual / total);
  }
}
