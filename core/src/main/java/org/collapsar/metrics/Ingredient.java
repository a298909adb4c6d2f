package org.collapsar.metrics;

/** What {@link SamplePass} finds of a block of samples before statistics take it. */
enum Ingredient {
  /** d = h - mu_y, written down. */
  DEVIATIONS,
  /** u_j.d in the directions of the class means. */
  PROJECTIONS,
  /** The class of the largest logit. */
  LARGEST,
  /** The class of the nearest mean. */
  NEAREST,
  /** How often these two differ: less work than both where K &gt; D. */
  MISMATCHES
}
