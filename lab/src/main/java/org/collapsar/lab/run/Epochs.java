package org.collapsar.lab.run;

import java.util.Arrays;

/** Values over epochs, one piece behind another. */
final class Epochs {
  private Epochs() {}

  static double[] joined(double[] first, double[] then) {
    double[] all = Arrays.copyOf(first, first.length + then.length);
    System.arraycopy(then, 0, all, first.length, then.length);
    return all;
  }

  static int[] joined(int[] first, int[] then) {
    int[] all = Arrays.copyOf(first, first.length + then.length);
    System.arraycopy(then, 0, all, first.length, then.length);
    return all;
  }
}
