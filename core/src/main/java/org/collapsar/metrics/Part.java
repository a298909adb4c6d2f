package org.collapsar.metrics;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The expensive things that metrics are made of: what a measurement has to plan for. Each says
 * where it is summed, what sums it, and what has to be there so that a metric that takes it can
 * have a value at all: otherwise it is not planned.
 */
enum Part {
  /** The spectrum of deviations, for the total covariance; every sample counts the same. */
  SPREAD(Place.OWN, null, Evaluation::requireSamples),
  /** The same; every class counts the same. */
  SPREAD_EQUAL(Place.OWN, null, Evaluation::requireClassVariances),
  /** Projections of the deviations on the directions of the class means. */
  PROJECTIONS(Place.OWN, Projections.KIND, Evaluation::requireProjections),
  /** The same on those of the means weighted by class size. */
  WEIGHTED_PROJECTIONS(Place.OWN, Projections.KIND, Evaluation::requireWeightedProjections),
  /** The same on those of the means about the mean over samples, all classes equal. */
  SAMPLE_MEAN_PROJECTIONS(Place.OWN, Projections.KIND, Evaluation::requireProjections),
  /** Nearest mean against largest logit. */
  MISMATCH(Place.OWN, Mismatches.KIND, Evaluation::requireMismatch),
  /** Largest logits against labels. */
  LARGEST(Place.OWN, Hits.BY_LOGIT, Evaluation::requireLargest),
  /** Nearest means against labels. */
  NEAREST(Place.OWN, Hits.BY_MEAN, Evaluation::requireNearest),
  /** The same with each sample left out of its mean. */
  HELD_OUT(Place.OWN, HeldOutHits.KIND, Evaluation::requireHeldOut),
  /** Squares along the lines between class means. */
  DIRECTIONAL(Place.OWN, DirectionalSquares.KIND, Evaluation::requireClassVariances),
  /** Cosines of samples and rows of W. */
  COSINE(Place.OWN, Cosines.KIND, Evaluation::requireCosines),
  /** The same with digits where they are near 1. */
  MISALIGNMENT(Place.OWN, Cosines.KIND, Evaluation::requireCosines),
  /** Test samples about the train means. */
  STRONG(Place.STRONG, ClassScatters.KIND, Evaluation::requireStrong),
  STRONG_PROJECTIONS(Place.STRONG, Projections.KIND, Evaluation::requireStrong),
  STRONG_MISMATCH(Place.STRONG, Mismatches.KIND, Evaluation::requireStrongMismatch),
  STRONG_LARGEST(Place.STRONG, Hits.BY_LOGIT, Evaluation::requireStrongLargest),
  STRONG_NEAREST(Place.STRONG, Hits.BY_MEAN, Evaluation::requireStrongNearest),
  /** Test samples about their own means. */
  WEAK_PROJECTIONS(Place.WEAK, Projections.KIND, e -> e.test().requireProjections()),
  WEAK_MISMATCH(Place.WEAK, Mismatches.KIND, e -> e.test().requireMismatch()),
  WEAK_NEAREST(Place.WEAK, Hits.BY_MEAN, e -> e.test().requireNearest()),
  /** Scores of training and out-of-distribution samples, by a {@link ScorePass}. */
  NECO(Place.OWN, null, e -> ScoreKind.NECO.require(e, SampleSet.TRAIN)),
  NECO_LOGIT(Place.OWN, null, e -> ScoreKind.NECO_LOGIT.require(e, SampleSet.TRAIN)),
  NCI(Place.OWN, null, e -> ScoreKind.NCI.require(e, SampleSet.TRAIN)),
  /** Those of test and out-of-distribution samples. */
  NECO_TEST(Place.OWN, null, e -> ScoreKind.NECO.require(e, SampleSet.TEST)),
  NECO_LOGIT_TEST(Place.OWN, null, e -> ScoreKind.NECO_LOGIT.require(e, SampleSet.TEST)),
  NCI_TEST(Place.OWN, null, e -> ScoreKind.NCI.require(e, SampleSet.TEST));

  /** Those whose directions are a rotation of the directions of the class means. */
  static final List<Part> ROTATED = List.of(WEIGHTED_PROJECTIONS, SAMPLE_MEAN_PROJECTIONS);

  private final Place place;
  private final @Nullable SampleStatistic<?> statistic;
  private final Consumer<Evaluation> requires;

  Part(Place place, @Nullable SampleStatistic<?> statistic, Consumer<Evaluation> requires) {
    this.place = place;
    this.statistic = statistic;
    this.requires = requires;
  }

  Place place() {
    return place;
  }

  /**
   * What sums it in a {@link SamplePlan}; null for those of a {@link SpreadPlan} or {@link
   * ScorePass}.
   */
  @Nullable SampleStatistic<?> statistic() {
    return statistic;
  }

  /**
   * Whether a metric that takes it can have a value.
   *
   * @param train of the training samples, whose test samples are known, too
   */
  boolean mayHaveValue(Evaluation train) {
    try {
      requires.accept(train);
      return true;
    } catch (Undefined e) {
      return false;
    }
  }
}
