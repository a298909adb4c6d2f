package org.collapsar.data;

import java.util.Optional;

/**
 * Labelled samples: features [n x d], one row per sample, and labels in 0..classes-1. Immutable.
 */
public interface Dataset {
  /** Number of samples n. */
  int size();

  /** Dimension d. */
  int dimension();

  /** The images that the samples are, dimension d; empty where they are no more than vectors. */
  default Optional<ImageShape> image() {
    return Optional.empty();
  }

  /** Number of classes q. Every class may be empty except where a method says otherwise. */
  int classes();

  /** Label of sample {@code i}, 0..classes-1. */
  int label(int i);

  /**
   * Copies the d features of sample {@code i}, scaled as the data set says, to {@code target[offset
   * ..]}.
   */
  void copyRow(int i, double[] target, int offset);

  /** The samples {@code indices}, in that order, as a view: nothing is copied. */
  default Dataset select(int[] indices) {
    return new SelectedDataset(this, indices);
  }
}
