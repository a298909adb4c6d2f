package org.collapsar.lab.gibbs;

import org.collapsar.data.Dataset;

/** Samples on an arc of the unit circle, classes in turn. */
final class SmallData {
  private SmallData() {}

  static Dataset separated(int n, int d, int classes) {
    return new Dataset() {
      @Override
      public int size() {
        return n;
      }

      @Override
      public int dimension() {
        return d;
      }

      @Override
      public int classes() {
        return classes;
      }

      @Override
      public int label(int i) {
        return i % classes;
      }

      @Override
      public void copyRow(int i, double[] target, int offset) {
        double angle = Math.PI * (i % classes) + 2.0 * i / n;
        for (int k = 0; k < d; k++) {
          target[offset + k] = Math.cos(angle - k * Math.PI / 2);
        }
      }
    };
  }
}
