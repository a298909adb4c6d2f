package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Class means less a mean of theirs, by way of differences from the first class that has samples,
 * rests and all: a centre that is rounded as the means are would leave what is of the order of
 * their offset. A centre is given by its difference from that class. Rows are those of the classes
 * that have samples.
 */
final class CentredMeans {
  private final Matrix means;
  private final @Nullable Matrix rests;
  private final int[] present;

  /**
   * @param means mu_c [K x D], rounded
   * @param rests what rounding took of them [K x D], null for nothing
   * @param present the classes that have samples
   */
  CentredMeans(Matrix means, @Nullable Matrix rests, int[] present) {
    this.means = means;
    this.rests = rests;
    this.present = present;
  }

  /** {@code target[to ..] = } mu_c less the mean of the first class. */
  private void fromFirst(int i, double[] target, int to) {
    int d = means.columns();
    double[] m = means.data();
    int at = present[i] * d;
    int first = present[0] * d;
    if (rests == null) {
      for (int j = 0; j < d; j++) {
        target[to + j] = m[at + j] - m[first + j];
      }
    } else {
      double[] r = rests.data();
      for (int j = 0; j < d; j++) {
        target[to + j] = (m[at + j] - m[first + j]) + (r[at + j] - r[first + j]);
      }
    }
  }

  /**
   * A weighted mean of the rows less that of the first class [D].
   *
   * @param weights of the rows
   */
  double[] fromFirstTo(double[] weights) {
    double[] row = new double[means.columns()];
    double[] centreOfAll = new double[row.length];
    for (int i = 1; i < present.length; i++) {
      fromFirst(i, row, 0);
      for (int j = 0; j < row.length; j++) {
        centreOfAll[j] += weights[i] * row[j];
      }
    }
    return centreOfAll;
  }

  /**
   * {@code target[at ..] = } row {@code i}.
   *
   * @param toCentre the centre less the mean of the first class
   */
  void row(int i, double[] toCentre, double[] target, int at) {
    fromFirst(i, target, at);
    for (int j = 0; j < toCentre.length; j++) {
      target[at + j] -= toCentre[j];
    }
  }

  /** All rows. */
  Matrix rows(double[] toCentre) {
    Matrix rows = new Matrix(present.length, means.columns());
    for (int i = 0; i < present.length; i++) {
      row(i, toCentre, rows.data(), i * rows.columns());
    }
    return rows;
  }
}
