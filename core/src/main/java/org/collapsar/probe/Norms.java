package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;

/** Squared norms, summed in double in pieces of a fixed size. */
final class Norms {
  private static final int PIECE = 4096;

  private Norms() {}

  /** ||array||^2. */
  static double squared(NativeArray array) {
    return squared(array, 0, array);
  }

  /** ||array - factor other||^2. */
  static double squared(NativeArray array, double factor, NativeArray other) {
    double[] piece = new double[Math.min(array.length(), PIECE)];
    double[] less = new double[factor == 0 ? 0 : piece.length];
    double sum = 0;
    for (int start = 0; start < array.length(); start += piece.length) {
      int n = Math.min(piece.length, array.length() - start);
      array.read(start, piece, 0, n);
      if (factor != 0) {
        other.read(start, less, 0, n);
        for (int i = 0; i < n; i++) {
          piece[i] -= factor * less[i];
        }
      }
      double part = 0;
      for (int i = 0; i < n; i++) {
        part += piece[i] * piece[i];
      }
      sum += part;
    }
    return sum;
  }
}
