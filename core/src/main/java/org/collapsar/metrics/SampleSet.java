package org.collapsar.metrics;

/** Which samples a measurement reads. */
public enum SampleSet {
  /** The features that are measured, with labels. */
  TRAIN,
  /** Test features, with labels of the same classes. */
  TEST,
  /** Features of samples of none of the classes; every label is 0. */
  OUT_OF_DISTRIBUTION
}
