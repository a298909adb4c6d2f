package org.collapsar.lab.measure;

import java.util.Arrays;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.jspecify.annotations.Nullable;

/**
 * What is drawn of a measurement beyond its values. The means are centred by the unweighted mean of
 * the class means; classes without samples have no mean and NaN in their place.
 *
 * @param meanCosines cos(mu_c - mu_G, mu_c' - mu_G) [C x C], C the number of classes shown
 * @param weightCosines cos(w_c, mu_c' - mu_G) [C x C]; null without weights
 * @param span samples and means in the span of the centred means, null where that is no plane and
 *     no space
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record Geometry(
    double[][] meanCosines, double @Nullable [][] weightCosines, @Nullable Span span) {

  /** A heat map of more classes shows nothing and weighs megabytes: the first so many are shown. */
  public static final int MOST_CLASSES = 100;

  /** So many samples are drawn at most: every so-manieth. */
  static final int MOST_POINTS = 2000;

  /**
   * Coordinates in an orthonormal basis of the span of the centred class means, from its origin
   * mu_G: the first axis points to class 0.
   *
   * @param points [m x (K-1)], some of the samples
   * @param labels [m]
   * @param means [K x (K-1)]
   * @param weights rows of W, each scaled to the length of its class's mean [K x (K-1)]; null
   *     without weights
   */
  public record Span(
      double[][] points, int[] labels, double[][] means, double @Nullable [][] weights) {}

  static Geometry of(
      Measurement measurement, Rows features, int[] labels, @Nullable Matrix weights) {
    double[][] centred = centredMeans(measurement);
    int shown = Math.min(centred.length, MOST_CLASSES);
    double[][] first = Arrays.copyOf(centred, shown);
    double[][] w = weights == null ? null : rows(weights, shown);
    return new Geometry(
        cosines(first, first),
        w == null ? null : cosines(w, first),
        span(measurement, centred, features, labels, weights));
  }

  private static double[][] centredMeans(Measurement measurement) {
    double[][] means = rows(measurement.classMeans(), measurement.classes());
    double[] global = measurement.centre();
    for (int c = 0; c < means.length; c++) {
      for (int j = 0; j < global.length; j++) {
        means[c][j] = measurement.counts().get(c) == 0 ? Double.NaN : means[c][j] - global[j];
      }
    }
    return means;
  }

  private static double[][] rows(Matrix matrix, int count) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = Arrays.copyOfRange(matrix.data(), i * matrix.columns(), (i + 1) * matrix.columns());
    }
    return rows;
  }

  /** NaN where one of the two is zero or missing. */
  private static double[][] cosines(double[][] a, double[][] b) {
    double[][] cosines = new double[a.length][b.length];
    double[] norms = new double[b.length];
    for (int j = 0; j < b.length; j++) {
      norms[j] = norm(b[j]);
    }
    for (int i = 0; i < a.length; i++) {
      double norm = norm(a[i]);
      for (int j = 0; j < b.length; j++) {
        double cosine = inner(a[i], b[j]) / norm / norms[j];
        cosines[i][j] = Math.max(-1, Math.min(1, cosine));
      }
    }
    return cosines;
  }

  private static @Nullable Span span(
      Measurement measurement,
      double[][] centred,
      Rows features,
      int[] labels,
      @Nullable Matrix weights) {
    int classes = centred.length;
    double[][] basis = classes == 3 || classes == 4 ? basis(centred) : null;
    if (basis == null) {
      return null;
    }
    double[] global = measurement.centre();
    double[][] means = project(centred, basis);
    int stride = (int) Math.max(1, (features.rows() + MOST_POINTS - 1) / MOST_POINTS);
    int count = (int) ((features.rows() + stride - 1) / stride);
    double[][] points = new double[count][];
    int[] drawn = new int[count];
    double[] row = new double[features.columns()];
    for (int i = 0; i < count; i++) {
      features.read((long) i * stride, 1, row);
      for (int j = 0; j < row.length; j++) {
        row[j] -= global[j];
      }
      points[i] = project(row, basis);
      drawn[i] = labels[i * stride];
    }
    double[][] w = weights == null ? null : project(rows(weights, classes), basis);
    for (int c = 0; w != null && c < classes; c++) {
      double scale = norm(means[c]) / norm(w[c]);
      for (int j = 0; j < w[c].length; j++) {
        w[c][j] *= scale;
      }
    }
    return new Span(points, drawn, means, w);
  }

  /** Orthonormal, by Gram and Schmidt; null unless all but one of the means are independent. */
  private static double @Nullable [][] basis(double[][] centred) {
    double largest = 0;
    for (double[] mean : centred) {
      largest = Math.max(largest, norm(mean));
    }
    double[][] basis = new double[centred.length - 1][];
    for (int k = 0; k < basis.length; k++) {
      double[] axis = centred[k].clone();
      for (int again = 0; again < 2; again++) { // once more takes what rounding left
        for (int l = 0; l < k; l++) {
          double along = inner(axis, basis[l]);
          for (int j = 0; j < axis.length; j++) {
            axis[j] -= along * basis[l][j];
          }
        }
      }
      double norm = norm(axis);
      if (!(norm > 1e-9 * largest)) { // NaN where a class has no samples
        return null;
      }
      for (int j = 0; j < axis.length; j++) {
        axis[j] /= norm;
      }
      basis[k] = axis;
    }
    return basis;
  }

  private static double[][] project(double[][] vectors, double[][] basis) {
    double[][] projected = new double[vectors.length][];
    for (int i = 0; i < vectors.length; i++) {
      projected[i] = project(vectors[i], basis);
    }
    return projected;
  }

  private static double[] project(double[] vector, double[][] basis) {
    double[] projected = new double[basis.length];
    for (int k = 0; k < basis.length; k++) {
      projected[k] = inner(vector, basis[k]);
    }
    return projected;
  }

  private static double inner(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(inner(a, a));
  }
}
