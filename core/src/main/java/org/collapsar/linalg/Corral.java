package org.collapsar.linalg;

import java.util.Arrays;

/**
 * Wolfe's corral: affinely independent points of a working set with positive weights, whose
 * weighted mean is the point of smallest norm in their affine hull. Knows points by their inner
 * products G alone. With A = G + 1 1^T on the corral, positive definite exactly when the points are
 * affinely independent, the smallest norm in the affine hull is at weights A^{-1} 1 over their sum;
 * A = L L^T is kept up to date.
 */
final class Corral {
  /** A point whose part outside the affine hull is smaller, squared, is dependent on it. */
  private static final double DEPENDENT = 1e-15;

  private int size;
  private int[] members = new int[16];
  private double[] weights = new double[16];
  private double[][] factor = new double[16][];

  int size() {
    return size;
  }

  /** Which member of the working set stands at a place. */
  int member(int place) {
    return members[place];
  }

  double weight(int place) {
    return weights[place];
  }

  double[] weights() {
    return Arrays.copyOf(weights, size);
  }

  void restore(double[] before) {
    System.arraycopy(before, 0, weights, 0, size);
  }

  /** Starts with one point. */
  void begin(int member, double[][] products) {
    size = 0;
    append(member, products);
    weights[0] = 1;
  }

  /**
   * Finds the smallest norm in the hull of the first {@code count} members of the working set.
   *
   * @param products inner products of all of them
   */
  void solve(double[][] products, int count) {
    double[] price = new double[count];
    boolean[] refused = new boolean[count];
    settle();
    double square = Double.POSITIVE_INFINITY;
    while (true) {
      Arrays.fill(price, 0);
      for (int i = 0; i < size; i++) {
        double w = weights[i];
        double[] row = products[members[i]];
        for (int j = 0; j < count; j++) {
          price[j] += w * row[j];
        }
      }
      double now = 0;
      for (int i = 0; i < size; i++) {
        now += weights[i] * price[members[i]];
        refused[members[i]] = true;
      }
      // Rounding, at the latest, ends the descent.
      if (!(now < square)) {
        return;
      }
      square = now;
      int least = -1;
      for (int j = 0; j < count; j++) {
        if (!refused[j] && (least < 0 || price[j] < price[least])) {
          least = j;
        }
      }
      for (int i = 0; i < size; i++) {
        refused[members[i]] = false;
      }
      if (least < 0 || price[least] >= square * (1 - 1e-12) - 1e-17) {
        return;
      }
      if (append(least, products)) {
        settle();
      } else {
        // It is in the affine hull, as far as rounding shows, and so priced at the square of y.
        refused[least] = true;
        square = Double.POSITIVE_INFINITY;
      }
    }
  }

  /**
   * Takes in one point of the working set that is not here yet.
   *
   * @return false if it is here, or in the affine hull
   */
  boolean add(int member, double[][] products) {
    for (int i = 0; i < size; i++) {
      if (members[i] == member) {
        return false;
      }
    }
    if (!append(member, products)) {
      return false;
    }
    settle();
    return true;
  }

  /** Minor cycles: to the best point of the affine hull, dropping points on the way. */
  private void settle() {
    while (true) {
      double[] best = affineMinimiser();
      double step = 1;
      int leaving = -1;
      for (int i = 0; i < size; i++) {
        if (best[i] <= 0) {
          double to = weights[i] / (weights[i] - best[i]);
          if (!(to >= step)) {
            step = Double.isNaN(to) ? 0 : to;
            leaving = i;
          }
        }
      }
      if (leaving < 0) {
        // A weight of exactly zero leaves as well.
        int zero = indexOfZero(best);
        System.arraycopy(best, 0, weights, 0, size);
        if (zero < 0 || size == 1) {
          return;
        }
        remove(zero);
        continue;
      }
      double sum = 0;
      for (int i = 0; i < size; i++) {
        weights[i] = Math.max(0, (1 - step) * weights[i] + step * best[i]);
        sum += i == leaving ? 0 : weights[i];
      }
      remove(leaving);
      for (int i = 0; i < size; i++) {
        weights[i] /= sum;
      }
    }
  }

  private int indexOfZero(double[] values) {
    for (int i = 0; i < size; i++) {
      if (values[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private double[] affineMinimiser() {
    double[] z = new double[size];
    Arrays.fill(z, 1);
    solve(z);
    double sum = Arrays.stream(z).sum();
    for (int i = 0; i < size; i++) {
      z[i] /= sum;
    }
    return z;
  }

  /**
   * Corrects the weights by inner products that are more accurate than those the factor was made
   * of: a step of iterative refinement. Weights stay positive with sum 1.
   *
   * @param slopes inner products of each point with the weighted mean; equal at the solution
   */
  void refine(double[] slopes) {
    double[] step = slopes.clone();
    solve(step);
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    solve(ones);
    double shift = Arrays.stream(step).sum() / Arrays.stream(ones).sum();
    double sum = 0;
    for (int i = 0; i < size; i++) {
      weights[i] = Math.max(0, weights[i] - step[i] + shift * ones[i]);
      sum += weights[i];
    }
    for (int i = 0; i < size; i++) {
      weights[i] /= sum;
    }
  }

  /** b &lt;- A^{-1} b. */
  private void solve(double[] b) {
    for (int i = 0; i < size; i++) {
      double[] row = factor[i];
      double sum = b[i];
      for (int j = 0; j < i; j++) {
        sum -= row[j] * b[j];
      }
      b[i] = sum / row[i];
    }
    for (int i = size - 1; i >= 0; i--) {
      double[] row = factor[i];
      b[i] /= row[i];
      double v = b[i];
      for (int j = 0; j < i; j++) {
        b[j] -= row[j] * v;
      }
    }
  }

  /** Appends a point with weight zero; false, and no change, if it is in the affine hull. */
  private boolean append(int member, double[][] products) {
    double[] row = new double[size + 1];
    double[] inner = products[member];
    double rest = inner[member] + 1;
    double whole = rest;
    for (int i = 0; i < size; i++) {
      double[] other = factor[i];
      double sum = inner[members[i]] + 1;
      for (int j = 0; j < i; j++) {
        sum -= other[j] * row[j];
      }
      row[i] = sum / other[i];
      rest -= row[i] * row[i];
    }
    if (!(rest > DEPENDENT * whole)) {
      return false;
    }
    row[size] = Math.sqrt(rest);
    if (size == members.length) {
      members = Arrays.copyOf(members, 2 * size);
      weights = Arrays.copyOf(weights, 2 * size);
      factor = Arrays.copyOf(factor, 2 * size);
    }
    members[size] = member;
    weights[size] = 0;
    factor[size] = row;
    size++;
    return true;
  }

  /** Takes a point out; rotations make the factor triangular again. */
  private void remove(int place) {
    double[] cosines = new double[size];
    double[] sines = new double[size];
    for (int i = place; i + 1 < size; i++) {
      double[] row = factor[i + 1];
      for (int j = place; j < i; j++) {
        double a = row[j];
        double b = row[j + 1];
        row[j] = cosines[j] * a + sines[j] * b;
        row[j + 1] = cosines[j] * b - sines[j] * a;
      }
      double length = Math.hypot(row[i], row[i + 1]);
      cosines[i] = row[i] / length;
      sines[i] = row[i + 1] / length;
      row[i] = length;
      factor[i] = Arrays.copyOf(row, i + 1);
      members[i] = members[i + 1];
      weights[i] = weights[i + 1];
    }
    size--;
  }
}
