package org.collapsar.metrics;

/** The expensive things that metrics are made of: what a measurement has to plan for. */
enum Part {
  /** A pass over the samples for the total covariance. */
  SPREAD,
  /** Projections of the deviations on the directions of the class means. */
  PROJECTIONS,
  /** The same on those of the means weighted by class size. */
  WEIGHTED_PROJECTIONS,
  /** Nearest mean against largest logit. */
  MISMATCH,
  /** Cosines of samples and rows of W. */
  COSINE,
  /** Test samples about the train means. */
  STRONG,
  STRONG_PROJECTIONS,
  STRONG_MISMATCH,
  /** Test samples about their own means. */
  WEAK_PROJECTIONS,
  WEAK_MISMATCH
}
