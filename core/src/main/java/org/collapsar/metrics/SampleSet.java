package org.collapsar.metrics;

/** The set of samples that a measurement reads. */
public enum SampleSet {
  /** The features that are measured, with labels. */
  TRAIN,
  /** Test features, with labels of the same classes. */
  TEST,
  /**
   * Features of samples of none of the classes, with labels of classes of their own, all 0 where
   * there are none.
   */
  OUT_OF_DISTRIBUTION
}
