package org.collapsar.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * One set of features with all that is known of it: its moments and what the passes that were
 * planned gave. Methods throw {@link Undefined} where a metric has no value.
 *
 * <p>Longer than other files because it is the one thing that all formulas take: what several of
 * them have in common, preconditions above all, is here once.
 */
final class Evaluation {
  static final String NO_VARIANCE =
      "because no class has two samples: the within-class variance is not known";

  static final String NO_WEIGHTS = "because no weights W were given";

  static final String TOO_SMALL =
      "because the features are too small: their squares leave the range of double precision;"
          + " multiply them by a constant";

  /** Features of this size have deviations 10^-13 times smaller whose squares have all digits. */
  private static final double SMALLEST = 1e-140;

  /** Over what samples have of variance within classes, what squared means may have at most. */
  private static final double NEAR = 1024;

  private final ClassMoments moments;
  private final MeanGeometry geometry;
  private final Map<Part, WeightedBetween> between;
  private final @Nullable Classifier classifier;
  private final String noWeights;
  private final @Nullable Evaluation test;
  private final @Nullable OutOfDistribution outOfDistribution;
  private final ScoreOptions scoreOptions;
  private final boolean tooSmall;
  private final Passes passes;
  private final Map<Class<?>, Object> shared = new HashMap<>();
  private Spectral.@Nullable Svd spread;

  /**
   * Before any pass.
   *
   * @param noWeights why there is no classifier, where there is none
   * @param test that of the test samples, if there are any
   * @param outOfDistribution where such features lie
   */
  Evaluation(
      ClassMoments moments,
      @Nullable Classifier classifier,
      String noWeights,
      @Nullable Evaluation test,
      @Nullable OutOfDistribution outOfDistribution,
      ScoreOptions scoreOptions) {
    this.moments = moments;
    this.geometry = new MeanGeometry(moments);
    this.between = WeightedBetween.of(geometry);
    this.classifier = classifier;
    this.noWeights = noWeights;
    this.test = test;
    this.outOfDistribution = outOfDistribution;
    this.scoreOptions = scoreOptions;
    this.tooSmall = findTooSmall();
    this.passes = new Passes();
  }

  private Evaluation(Evaluation same, @Nullable Evaluation test, Passes passes) {
    this.moments = same.moments;
    this.geometry = same.geometry;
    this.between = same.between;
    this.classifier = same.classifier;
    this.noWeights = same.noWeights;
    this.test = test;
    this.outOfDistribution = same.outOfDistribution;
    this.scoreOptions = same.scoreOptions;
    this.tooSmall = same.tooSmall;
    this.passes = passes;
  }

  /** The same after passes over the samples, and over the test samples about their own means. */
  Evaluation after(Passes passes, Passes ofTest) {
    Evaluation other = test == null ? null : new Evaluation(test, null, ofTest);
    return new Evaluation(this, other, passes);
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
      throw new Undefined(noWeights);
    }
    return classifier;
  }

  @Nullable Evaluation testOrNone() {
    return test;
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

  // What metrics that take a part require.

  void requireProjections() {
    requireEveryClass();
    requirePooledVariance();
    requireDistinctMeans();
  }

  void requireWeightedProjections() {
    requirePooledVariance();
    requireDistinctMeans();
  }

  /** Of nc1.vci, which weighs classes equally. */
  void requireClassVariances() {
    requireTwoClasses();
    requireVariances();
    requireDistinctMeans();
  }

  void requireMismatch() {
    classifier();
    requireNearest();
  }

  void requireNearest() {
    requireTwoClasses();
    requireEveryClass();
    requireDistinctMeans();
  }

  void requireHeldOut() {
    requireNearest();
    for (int c = 0; c < classes(); c++) {
      if (moments.count(c) == 1) {
        throw new Undefined("because class " + c + " has one sample: without it there is no mean");
      }
    }
  }

  void requireLargest() {
    classifier();
    requireSamples();
  }

  void requireStrongLargest() {
    test().requireLargest();
    requireSamples();
  }

  void requireStrongNearest() {
    test();
    requireNearest();
  }

  void requireCosines() {
    requireSamples();
    double[] norms = Vectors.norms(classifier().w());
    for (int c = 0; c < norms.length; c++) {
      if (norms[c] == 0 && moments.count(c) > 0) {
        throw new Undefined("because the row of W of class " + c + " is zero");
      }
      if (moments.count(c) > 0 && !Vectors.inRange(norms[c] * norms[c])) {
        throw new Undefined(
            "because the row of W of class "
                + c
                + " is too large or too small: its squares leave the range of double precision");
      }
    }
  }

  void requireStrong() {
    test();
    requireEveryClass();
    requireDistinctMeans();
  }

  void requireStrongMismatch() {
    test();
    requireMismatch();
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
    return geometry.squaredNorm() / classes();
  }

  /** Sigma_B about the mean over samples, weighted by class size. */
  WeightedBetween weightedBetween() {
    return between(Part.WEIGHTED_PROJECTIONS);
  }

  /** Sigma_B about the mean over samples, as one of {@link Part#ROTATED} has it. */
  WeightedBetween between(Part rotated) {
    return Objects.requireNonNull(between.get(rotated));
  }

  double[] variances() {
    double[] variances = new double[classes()];
    for (int c = 0; c < variances.length; c++) {
      variances[c] = moments.scatter(c) / moments.count(c);
    }
    return variances;
  }

  /** The spectrum of the sample covariance: of all features about the mean over samples. */
  Spectral.Svd spread() {
    if (spread == null) {
      spread = Spectral.thinSvd(totalDeviations());
    }
    return spread;
  }

  /** The sample covariance R^T R about the mean over samples as R: at most D rows. */
  Matrix totalDeviations() {
    // The means first, as they always were: another order gives other last digits.
    Matrix between = SpreadSums.reduced(weightedBetween().rows());
    Matrix triangle =
        SpreadSums.reduced(SpreadPlan.stacked(between, deviations(SpreadPlan.Weight.BY_SIZE)));
    if (!Double.isFinite(triangle.squaredNorm())) {
      throw new Undefined("because the features are too large: their squares are not finite");
    }
    return triangle;
  }

  /**
   * The covariance within classes R^T R as R, a triangle of D columns or fewer rows than that.
   *
   * @throws Undefined if D is so large that it does not fit into an array
   */
  Matrix deviations(SpreadPlan.Weight weight) {
    if (!SpreadPlan.fits(geometry)) {
      throw new Undefined(
          "because the spectrum of " + moments.dimension() + " features does not fit into memory");
    }
    return planned(passes.spread).rows(weight);
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

  OutOfDistribution outOfDistribution() {
    if (outOfDistribution == null) {
      throw new Undefined("because no out-of-distribution features were given");
    }
    return outOfDistribution;
  }

  ScoreOptions scoreOptions() {
    return scoreOptions;
  }

  /** Scores of the samples of a set, in their order. */
  double[] scores(SampleSet set, ScoreKind kind) {
    ScoreSums sums = passes.scores.get(set);
    if (kind.directed() && (sums == null || !sums.has(kind))) {
      // Not planned, because there are none: says why.
      LeadingDirections.of(this);
    }
    return planned(sums).of(kind);
  }

  /** Of the samples with W. */
  SampleCosines cosines() {
    classifier();
    return planned(cosinesOrNone());
  }

  private @Nullable SampleCosines cosinesOrNone() {
    if (passes.cosines != null) {
      return passes.cosines;
    }
    PassResult own = passes.own;
    return own != null && own.has(Cosines.KIND) ? own.of(Cosines.KIND).get() : null;
  }

  /** Mean cosine of class {@code c}, over its samples that have one. */
  MetricValue cosine(int c) {
    SampleCosines cosines = cosinesOrNone();
    if (cosines == null) {
      return MetricValue.undefined(
          classifier == null ? noWeights : "because nc3.cosine was not measured or is undefined");
    }
    long count = moments.count(c);
    if (count == cosines.zeros(c)) {
      return MetricValue.undefined(
          count == 0
              ? "because class " + c + " has no samples"
              : "because the features of all samples of class " + c + " are 0");
    }
    return Values.finite(cosines.sum(c) / (count - cosines.zeros(c)));
  }

  /** What several metrics are made of, computed when the first asks for it. */
  <T> T shared(Class<T> type, Supplier<T> compute) {
    Object known = shared.get(type);
    if (known == null) {
      known = compute.get();
      shared.put(type, known);
    }
    return type.cast(known);
  }

  /** Share of the samples of class {@code c} whose largest logit is its own. */
  MetricValue accuracy(int c) {
    PassResult own = passes.own;
    if (classifier == null) {
      return MetricValue.undefined(noWeights);
    }
    if (own == null || !own.has(Hits.BY_LOGIT)) {
      return MetricValue.undefined("because accuracy was not measured or is undefined");
    }
    long count = moments.count(c);
    return count == 0
        ? MetricValue.undefined("because class " + c + " has no samples")
        : MetricValue.of((double) own.of(Hits.BY_LOGIT).right(c) / count);
  }

  // The passes.

  /** tr(Sigma_W Sigma_B^+). */
  double trace() {
    Trace trace = trace(pass());
    return (trace.lacksDigits() ? trace(planned(passes.ownByDirection)) : trace).value();
  }

  private Trace trace(PassResult pass) {
    return pass.traces(moments.samples(), between).trace(geometry.singularValues());
  }

  /** tr(Sigma_W Sigma_B^+) with the {@link #between(Part)} of one of {@link Part#ROTATED}. */
  double trace(Part rotated) {
    Trace trace = trace(rotated, pass());
    return (trace.lacksDigits() ? trace(rotated, planned(passes.ownByDirection)) : trace).value();
  }

  private Trace trace(Part rotated, PassResult pass) {
    return pass.traces(moments.samples(), between).trace(rotated, between(rotated));
  }

  /** {@link #trace} of the test samples about these means. */
  double strongTrace() {
    Trace trace = strongTrace(strong());
    return (trace.lacksDigits() ? strongTrace(planned(passes.strongByDirection)) : trace).value();
  }

  private Trace strongTrace(PassResult pass) {
    return pass.traces(test().moments.samples(), between).trace(geometry.singularValues());
  }

  /** The samples about their own means; every metric that asks has planned it. */
  PassResult pass() {
    return planned(passes.own);
  }

  /** The test samples about the means of these; every one of them has a mean. */
  PassResult strong() {
    return planned(passes.strong);
  }

  private static <T> T planned(@Nullable T result) {
    if (result == null) {
      throw new IllegalStateException("a pass that was not planned");
    }
    return result;
  }

  /** Whether projections of {@link #pass} lack digits that a pass by direction would give. */
  boolean lacksDigits() {
    PassResult own = passes.own;
    return own != null
        && (((own.has(Part.PROJECTIONS) || own.has(Part.WEAK_PROJECTIONS))
                && trace(own).lacksDigits())
            || Part.ROTATED.stream()
                .anyMatch(part -> own.has(part) && trace(part, own).lacksDigits()));
  }

  /** The same of {@link #strong}. */
  boolean strongLacksDigits() {
    PassResult strong = passes.strong;
    return strong != null
        && strong.has(Part.STRONG_PROJECTIONS)
        && strongTrace(strong).lacksDigits();
  }

  /** Whether class means are at most some 30 times as long as deviations from them. */
  boolean liesNearZero() {
    double lengths = 0;
    for (int c = 0; c < classes(); c++) {
      lengths += moments.count(c) * geometry.squares()[c];
    }
    return lengths <= NEAR * within();
  }
}
