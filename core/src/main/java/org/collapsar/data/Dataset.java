package org.collapsar.data;

import java.util.Optional;

/**
 * Labelled samples: features [n x d], one row per sample, and labels in 0..classes-1. Immutable.
 */
public interface Dataset {
  /** {@return the number of samples n} */
  int size();

  /** {@return the dimension d} */
  int dimension();

  /**
   * {@return the images that the samples are, dimension d; empty where they are no more than
   * vectors}
   */
  default Optional<ImageShape> image() {
    return Optional.empty();
  }

  /**
   * {@return the number of classes q} Every class may be empty except where a method says
   * otherwise.
   */
  int classes();

  /**
   * {@return the label of a sample, 0..classes-1}
   *
   * @param i number of the sample, from 0
   */
  int label(int i);

  /**
   * Copies the d features of a sample, scaled as the data set says.
   *
   * @param i number of the sample, from 0
   * @param target gets them from {@code offset} on
   * @param offset place of the first feature
   */
  void copyRow(int i, double[] target, int offset);

  /**
   * Selects samples, in a given order, as a view: nothing is copied.
   *
   * @param indices numbers of samples, from 0
   * @return the samples at these numbers
   */
  default Dataset select(int[] indices) {
    return new SelectedDataset(this, indices);
  }
}
