package org.collapsar.probe;

import org.collapsar.data.Dataset;

/** Samples that are equal within a class: the unit vector of its number. */
record OneHot(int size, int dimension, int classes) implements Dataset {
  @Override
  public int label(int i) {
    return i % classes;
  }

  @Override
  public void copyRow(int i, double[] target, int offset) {
    for (int j = 0; j < dimension; j++) {
      target[offset + j] = j == label(i) ? 1 : 0;
    }
  }
}
