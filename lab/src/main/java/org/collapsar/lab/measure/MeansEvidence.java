package org.collapsar.lab.measure;

import java.util.Arrays;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.Measurement;
import org.jspecify.annotations.Nullable;

/**
 * What the class means of a measurement say of its labels and of a classifier, without a look at a
 * sample: they are there anyway. They settle what is clear; where they do not, nothing is said.
 *
 * <p><b>Labels.</b> If labels had nothing to do with the features, the class means would differ by
 * chance alone, and F = [B/(K-1)] / [S/(n-K)], with B = sum_c n_c ||mu_c - mu||^2 between and S =
 * sum_c sum_i ||h_i - mu_c||^2 within classes, would be near 1. For normal samples B and S are
 * weighted sums of chi-squares, weighted by the eigenvalues of the covariance. Whatever these are,
 * Lemma 1 of Laurent and Massart (Ann. Statist. 28, 2000) says that with probability 1 - 2 exp(-t)
 *
 * <pre>  B/(K-1) &lt; v (1 + 2 sqrt(t/(K-1)) + 2 t/(K-1)),   S/(n-K) &gt; v (1 - 2 sqrt(t/(n-K))),
 * </pre>
 *
 * v the variance of a sample; one direction alone is the worst case. Where F passes the ratio of
 * the two, labels and features belong together. So power is not in question: what is weak does not
 * pass, and samples are looked at.
 *
 * <p><b>Classifiers.</b> Of R classes whose means W puts into just these classes, at random names
 * of the classes, the chance is at most 1/R!: an injective map has R fixed points so often.
 */
final class MeansEvidence {
  /** exp(-t) is 8e-7. */
  private static final double T = 14;

  /** 1/9! is 3e-6. */
  private static final int RIGHT = 9;

  private static final int MOST_CLASSES = 100;

  private MeansEvidence() {}

  /** Whether the features vary by label far more than by chance. */
  static boolean showsLabels(Measurement measured) {
    Matrix means = measured.classMeans();
    double[] data = means.data();
    int d = means.columns();
    double[] centre = new double[d];
    double samples = 0;
    int classes = 0;
    double within = 0;
    for (int c = 0; c < means.rows(); c++) {
      double count = measured.counts().get(c);
      if (count < 2) {
        continue;
      }
      classes++;
      samples += count;
      within += count * measured.withinVariances().get(c).orNaN();
      for (int j = 0; j < d; j++) {
        centre[j] += count * data[c * d + j];
      }
    }
    for (int j = 0; j < d; j++) {
      centre[j] /= samples;
    }
    double between = 0;
    for (int c = 0; c < means.rows(); c++) {
      double count = measured.counts().get(c);
      if (count >= 2) {
        between += count * squaredDistance(data, c * d, centre);
      }
    }
    double freedom = classes - 1;
    double rest = samples - classes;
    double least = 1 - 2 * Math.sqrt(T / rest);
    double most = 1 + 2 * Math.sqrt(T / freedom) + 2 * T / freedom;
    // False where something is not a number or leaves the range of double.
    return freedom > 0
        && least > 0
        && between > Double.MIN_NORMAL
        && between < Double.POSITIVE_INFINITY
        && between / freedom * least > within / rest * most;
  }

  /**
   * Whether a classifier puts class means where they belong.
   *
   * @param w [K x D]
   * @param bias [K], or null
   */
  static boolean showsClassifier(Measurement measured, Matrix w, double @Nullable [] bias) {
    Matrix means = measured.classMeans();
    int[] some = new int[Math.min(means.rows(), MOST_CLASSES)];
    int count = 0;
    for (int c = 0; c < means.rows() && count < some.length; c++) {
      if (measured.counts().get(c) > 1) {
        some[count++] = c;
      }
    }
    if (count < RIGHT) {
      return false;
    }
    some = Arrays.copyOf(some, count);
    Matrix logits = Blas.timesTransposed(rows(means, some), rows(w, some));
    int right = 0;
    for (int i = 0; i < count; i++) {
      int largest = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < count; c++) {
        double logit = logits.get(i, c) + (bias == null ? 0 : bias[some[c]]);
        if (!Double.isFinite(logit)) {
          return false;
        }
        if (logit > most) {
          most = logit;
          largest = c;
        }
      }
      right += largest == i ? 1 : 0;
    }
    return right >= RIGHT;
  }

  private static Matrix rows(Matrix of, int[] chosen) {
    int d = of.columns();
    Matrix rows = new Matrix(chosen.length, d);
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(of.data(), chosen[i] * d, rows.data(), i * d, d);
    }
    return rows;
  }

  /** Of the numbers from {@code at} on; in four sums, which do not wait for one another. */
  private static double squaredDistance(double[] x, int at, double[] y) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int j = 0;
    for (; j + 3 < y.length; j += 4) {
      double p = x[at + j] - y[j];
      double q = x[at + j + 1] - y[j + 1];
      double r = x[at + j + 2] - y[j + 2];
      double s = x[at + j + 3] - y[j + 3];
      a += p * p;
      b += q * q;
      c += r * r;
      d += s * s;
    }
    for (; j < y.length; j++) {
      double p = x[at + j] - y[j];
      a += p * p;
    }
    return (a + b) + (c + d);
  }
}
