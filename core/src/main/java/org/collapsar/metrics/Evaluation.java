package org.collapsar.metrics;

import java.util.EnumSet;
import java.util.Set;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * One set of features with all that is known of it; parts are computed when the first metric asks.
 * Methods throw {@link Undefined} where a metric has no value.
 */
final class Evaluation {
  static final String NO_VARIANCE =
      "because no class has two samples: the within-class variance is not known";

  private static final String NO_WEIGHTS = "because no weights W were given";

  static final String TOO_SMALL =
      "because the features are too small: their squares leave the range of double precision;"
          + " multiply them by a constant";

  /** Features of this size have deviations 10^-13 times smaller whose squares have all digits. */
  private static final double SMALLEST = 1e-140;

  /** Of a sum of squares, a quarter of what agreement with exact arithmetic is promised to. */
  private static final double MOST_ROUNDING = 2.5e-10;

  /** Over what samples have of variance within classes, what squared means may have at most. */
  private static final double NEAR = 1024;

  private final FeatureSet set;
  private final int[] labels;
  private final @Nullable Classifier classifier;
  private final @Nullable Evaluation test;
  private final double @Nullable [] outOfDistribution;
  private final ThreadTeam team;
  private final Set<Part> parts;
  private final ClassMoments moments;
  private final MeanGeometry geometry;
  private final WeightedBetween weightedBetween;
  private final boolean tooSmall;
  private @Nullable SampleSums pass;
  private @Nullable SampleSums strong;
  private @Nullable SampleSums passByDirection;
  private @Nullable SampleSums strongByDirection;
  private Spectral.@Nullable Svd spread;

  Evaluation(
      FeatureSet set,
      @Nullable Classifier classifier,
      @Nullable Evaluation test,
      double @Nullable [] outOfDistribution,
      ThreadTeam team,
      Set<Part> parts) {
    this.set = set;
    this.labels = set.labels();
    this.classifier = classifier;
    this.test = test;
    this.outOfDistribution = outOfDistribution;
    this.team = team;
    this.parts = parts.isEmpty() ? EnumSet.noneOf(Part.class) : EnumSet.copyOf(parts);
    this.moments = set.moments(team);
    this.geometry = new MeanGeometry(moments);
    this.weightedBetween = new WeightedBetween(geometry);
    this.tooSmall = findTooSmall();
  }

  ClassMoments moments() {
    return moments;
  }

  MeanGeometry geometry() {
    return geometry;
  }

  int classes() {
    return moments.classes();
  }

  // What has to be there.

  void requireSamples() {
    if (moments.samples() == 0) {
      throw new Undefined("because there are no samples");
    }
    if (!geometry.finite()) {
      throw new Undefined("because the features are too large: their squares are not finite");
    }
    if (tooSmall) {
      throw new Undefined(TOO_SMALL);
    }
  }

  /** Whether squares of the features, and of what they deviate by, lose digits by underflow. */
  boolean tooSmall() {
    return tooSmall;
  }

  private boolean findTooSmall() {
    double largest = Vectors.max(geometry.means().data());
    for (int c = 0; c < classes(); c++) {
      if (moments.count(c) > 0) {
        largest = Math.max(largest, Math.sqrt(moments.scatter(c) / moments.count(c)));
      }
    }
    return largest > 0 && largest < SMALLEST;
  }

  /** A mean for every class. */
  void requireEveryClass() {
    requireSamples();
    for (int c = 0; c < classes(); c++) {
      if (moments.count(c) == 0) {
        throw new Undefined("because class " + c + " has no samples");
      }
    }
  }

  void requireTwoClasses() {
    if (classes() < 2) {
      throw new Undefined("because there is only one class");
    }
  }

  /** A within-class variance for every class. */
  void requireVariances() {
    requireEveryClass();
    for (int c = 0; c < classes(); c++) {
      if (moments.count(c) == 1) {
        throw new Undefined("because class " + c + " has one sample: its variance is not known");
      }
    }
  }

  /** A within-class variance over all. */
  void requirePooledVariance() {
    requireSamples();
    if (!moments.hasVariance()) {
      throw new Undefined(NO_VARIANCE);
    }
  }

  void requireDistinctMeans() {
    if (!geometry.distinct()) {
      throw new Undefined(
          moments.classes() < 2
              ? "because there is only one class"
              : "because all class means are equal");
    }
  }

  Classifier classifier() {
    if (classifier == null) {
      throw new Undefined(NO_WEIGHTS);
    }
    return classifier;
  }

  Evaluation test() {
    if (test == null) {
      throw new Undefined("because no test features and labels were given");
    }
    if (test.moments.samples() == 0) {
      throw new Undefined("because there are no test samples");
    }
    return test;
  }

  // Sums.

  double within() {
    double sum = 0;
    for (int c = 0; c < classes(); c++) {
      sum += moments.scatter(c);
    }
    return sum;
  }

  /** tr Sigma_B about the unweighted mean. */
  double between() {
    return geometry.centred().squaredNorm() / classes();
  }

  /** Sigma_B about the mean over samples, weighted by class size. */
  WeightedBetween weightedBetween() {
    return weightedBetween;
  }

  double[] variances() {
    double[] variances = new double[classes()];
    for (int c = 0; c < variances.length; c++) {
      variances[c] = moments.scatter(c) / moments.count(c);
    }
    return variances;
  }

  /** 1 - tr(Sigma_T^+ Sigma_B)/min(D, K-1) with Sigma_T = Sigma_B + within, of the same weights. */
  MetricValue vci(boolean weighted) {
    requireTwoClasses();
    if (weighted) {
      requireEveryClass();
      requirePooledVariance();
    } else {
      requireVariances();
    }
    requireDistinctMeans();
    Matrix between;
    Spectral.Svd svd;
    if (weighted) {
      between = weightedBetween.rows();
      svd = spread();
    } else {
      between = Vectors.scaled(geometry.centred(), 1 / Math.sqrt(classes()));
      double[] weights = new double[classes()];
      for (int c = 0; c < weights.length; c++) {
        weights[c] = 1 / Math.sqrt((double) classes() * moments.count(c));
      }
      svd = TotalSpread.of(set.samples(), labels, geometry.means(), weights, between, team);
    }
    double[] s = svd.values();
    Matrix parts = org.collapsar.linalg.Blas.timesTransposed(between, svd.right());
    double limit = 10.0 * Math.max(set.dimension(), classes()) * Vectors.EPSILON * s[0];
    double trace = 0;
    for (int j = 0; j < s.length && s[j] > limit; j++) {
      double sum = 0;
      for (int c = 0; c < parts.rows(); c++) {
        sum += parts.get(c, j) * parts.get(c, j);
      }
      trace += sum / s[j] / s[j];
    }
    return Values.finite(1 - trace / Math.min(set.dimension(), classes() - 1));
  }

  /** The sample covariance: of all features about the mean over samples. */
  Spectral.Svd spread() {
    if (spread == null) {
      double[] weights = new double[classes()];
      java.util.Arrays.fill(weights, 1 / Math.sqrt((double) moments.samples()));
      spread =
          TotalSpread.of(
              set.samples(), labels, geometry.means(), weights, weightedBetween.rows(), team);
    }
    return spread;
  }

  /** K vectors, as rows, and the norm below which they are zero. */
  record Sides(Matrix rows, double floor) {}

  Sides sides(Side side) {
    switch (side) {
      case MEANS, MEANS_WEIGHTED -> {
        requireEveryClass();
        return new Sides(
            side == Side.MEANS ? geometry.centred() : geometry.centredWeighted(), geometry.floor());
      }
      case WEIGHTS, WEIGHTS_CENTRED -> {
        Matrix w = classifier().w();
        return side == Side.WEIGHTS
            ? new Sides(w, 0)
            : new Sides(
                Vectors.centred(w, Vectors.equalWeights(w.rows())), Vectors.roundingFloor(w));
      }
    }
    throw new AssertionError(side);
  }

  /** The class means as they are. */
  Matrix means() {
    requireEveryClass();
    return geometry.means();
  }

  /** The mean of the out-of-distribution features [D]. */
  double[] outOfDistribution() {
    if (outOfDistribution == null) {
      throw new Undefined("because no out-of-distribution features were given");
    }
    return outOfDistribution;
  }

  /** Of the samples with W. */
  SampleCosines cosines() {
    SampleCosines cosines = set.cosines() != null ? set.cosines() : pass().cosines;
    if (cosines == null) {
      throw new Undefined(NO_WEIGHTS);
    }
    return cosines;
  }

  /** Per class, if {@code nc3.cosine} was asked for and is defined; else null. */
  double @Nullable [] cosinesByClass() {
    if (!parts.contains(Part.COSINE)
        || classifier == null
        || (pass == null && set.cosines() == null)) {
      return null;
    }
    SampleCosines cosines = cosines();
    if (cosines.firstZero() >= 0) {
      return null;
    }
    double[] means = new double[classes()];
    for (int c = 0; c < means.length; c++) {
      means[c] = cosines.sum(c) / moments.count(c);
    }
    return means;
  }

  // The passes.

  /** tr(Sigma_W Sigma_B^+)/K. */
  double trace() {
    SampleSums.Trace trace = pass().trace(geometry.singularValues());
    return lacksDigits(trace)
        ? passByDirection().trace(geometry.singularValues()).value()
        : trace.value();
  }

  /** tr(Sigma_W Sigma_B^+) with Sigma_B weighted by class size. */
  double weightedTrace() {
    SampleSums.Trace trace =
        weightedBetween.inverse() == null
            ? pass().rotatedTrace(weightedBetween.values())
            : pass().weightedTrace();
    return lacksDigits(trace)
        ? passByDirection().rotatedTrace(weightedBetween.values()).value()
        : trace.value();
  }

  /** {@link #trace} of the test samples about these means. */
  double strongTrace() {
    SampleSums.Trace trace = strong().trace(geometry.singularValues());
    return lacksDigits(trace)
        ? strongByDirection().trace(geometry.singularValues()).value()
        : trace.value();
  }

  /** Whether rounding may have moved a trace by more than is promised. */
  private static boolean lacksDigits(SampleSums.Trace trace) {
    return trace.error() != 0 && !(trace.error() <= MOST_ROUNDING * trace.value());
  }

  /** The second pass over the samples. */
  SampleSums pass() {
    if (pass == null) {
      boolean complete = true;
      for (int c = 0; c < classes(); c++) {
        complete &= moments.count(c) > 0;
      }
      boolean varied = geometry.distinct();
      boolean weighted = parts.contains(Part.WEIGHTED_PROJECTIONS) && varied;
      pass =
          SamplePass.run(
              set.samples(),
              labels,
              geometry,
              classifier,
              new SamplePass.Wanted(
                  parts.contains(Part.PROJECTIONS) && varied,
                  weighted && weightedBetween.inverse() == null ? weightedBetween.rotation() : null,
                  weighted ? weightedBetween.inverse() : null,
                  parts.contains(Part.MISMATCH) && classifier != null && complete && varied,
                  parts.contains(Part.COSINE) && classifier != null && set.cosines() == null,
                  liesNearZero(),
                  set.backend()),
              team);
    }
    return pass;
  }

  /** Whether class means are at most some 30 times as long as deviations from them. */
  private boolean liesNearZero() {
    double lengths = 0;
    for (int c = 0; c < classes(); c++) {
      lengths += moments.count(c) * geometry.squares()[c];
    }
    return lengths <= NEAR * within();
  }

  /** The test samples about the means of these; every class has one, and they differ. */
  SampleSums strong() {
    if (strong == null) {
      Evaluation other = test();
      strong =
          SamplePass.run(
              other.set.samples(),
              other.labels,
              geometry,
              classifier,
              new SamplePass.Wanted(
                  parts.contains(Part.STRONG_PROJECTIONS),
                  null,
                  null,
                  parts.contains(Part.STRONG_MISMATCH) && classifier != null,
                  false,
                  false,
                  set.backend()),
              team);
    }
    return strong;
  }

  /** The projections of {@link #pass}, each by itself. */
  private SampleSums passByDirection() {
    if (passByDirection == null) {
      Matrix rotation =
          parts.contains(Part.WEIGHTED_PROJECTIONS) ? weightedBetween.rotation() : null;
      passByDirection = byDirection(set.samples(), labels, rotation);
    }
    return passByDirection;
  }

  /** Those of {@link #strong}. */
  private SampleSums strongByDirection() {
    if (strongByDirection == null) {
      Evaluation other = test();
      strongByDirection = byDirection(other.set.samples(), other.labels, null);
    }
    return strongByDirection;
  }

  private SampleSums byDirection(Rows rows, int[] classes, @Nullable Matrix rotation) {
    return SamplePass.runByDirection(
        rows,
        classes,
        geometry,
        new SamplePass.Wanted(true, rotation, null, false, false, false, set.backend()),
        team);
  }
}
