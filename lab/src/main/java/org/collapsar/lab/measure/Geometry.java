package org.collapsar.lab.measure;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.jspecify.annotations.Nullable;

/**
 * Drawable parts of a measurement beyond its values. The means are centred by the unweighted mean
 * of the class means; classes without samples have no mean and NaN in their place.
 *
 * @param meanCosines cos(mu_c - mu_G, mu_c' - mu_G) [C x C], C the number of classes shown
 * @param weightCosines cos(w_c, mu_c' - mu_G) [C x C]; null without weights
 * @param rowCosines cos(w_c, w_c') [C x C]; null without weights
 * @param span samples and means in the span of the means of three or four classes, null where that
 *     is no plane and no space
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record Geometry(
    double[][] meanCosines,
    double @Nullable [][] weightCosines,
    double @Nullable [][] rowCosines,
    @Nullable Span span) {

  /** A heat map of more classes shows nothing and weighs megabytes: the first so many are shown. */
  public static final int MOST_CLASSES = 100;

  /** So many samples are drawn at most: every so-manieth. */
  static final int MOST_POINTS = 2000;

  /**
   * Some k classes, k = 3 or 4: all of them where there are so few, else three. Coordinates in an
   * orthonormal basis of the span of their means, from the mean of these: the first axis points to
   * the first of the classes.
   *
   * @param classes their numbers [k]; of more than four those two that are hardest to tell apart,
   *     by their part of nc1.cdnv, and the one that is farthest from both
   * @param points [m x (k-1)], some of their samples
   * @param labels which of the k each is of [m]
   * @param means [k x (k-1)]
   * @param weights rows of W, each scaled to the length of its class's mean [k x (k-1)]; null
   *     without weights
   */
  public record Span(
      int[] classes,
      double[][] points,
      int[] labels,
      double[][] means,
      double @Nullable [][] weights) {
    private Span with(double[][] itsMeans, double @Nullable [][] itsWeights) {
      return new Span(classes, points, labels, itsMeans, itsWeights);
    }
  }

  static Geometry of(
      Measurement measurement, Rows features, int[] labels, @Nullable Matrix weights) {
    Geometry cosines = of(measurement, weights);
    return new Geometry(
        cosines.meanCosines,
        cosines.weightCosines,
        cosines.rowCosines,
        span(measurement, centredMeans(measurement), features, labels, weights));
  }

  /** Of features whose samples are elsewhere: none of them is drawn. */
  static Geometry of(Measurement measurement, @Nullable Matrix weights) {
    double[][] centred = centredMeans(measurement);
    int shown = Math.min(centred.length, MOST_CLASSES);
    double[][] first = Arrays.copyOf(centred, shown);
    double[][] w = weights == null ? null : rows(weights, shown);
    return new Geometry(
        cosines(first, first),
        w == null ? null : cosines(w, first),
        w == null ? null : cosines(w, w),
        null);
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
    return rows(matrix, IntStream.range(0, count).toArray());
  }

  private static double[][] rows(Matrix matrix, int[] which) {
    int d = matrix.columns();
    double[][] rows = new double[which.length][];
    for (int k = 0; k < which.length; k++) {
      rows[k] = Arrays.copyOfRange(matrix.data(), which[k] * d, (which[k] + 1) * d);
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
    int[] chosen = chosen(measurement, centred);
    double[] centre = new double[features.columns()];
    double[][] corners = new double[chosen.length][];
    for (int k = 0; k < chosen.length; k++) {
      corners[k] = centred[chosen[k]].clone();
      for (int j = 0; j < centre.length; j++) {
        centre[j] += corners[k][j] / chosen.length;
      }
    }
    for (double[] corner : corners) {
      for (int j = 0; j < centre.length; j++) {
        corner[j] -= centre[j];
      }
    }
    double[][] basis = chosen.length == 0 ? null : basis(corners);
    if (basis == null) {
      return null;
    }
    for (int j = 0; j < centre.length; j++) {
      centre[j] += measurement.centre()[j];
    }
    double[][] means = project(corners, basis);
    double[][] w = weights == null ? null : project(rows(weights, chosen), basis);
    for (int k = 0; w != null && k < chosen.length; k++) {
      double scale = norm(means[k]) / norm(w[k]);
      for (int j = 0; j < w[k].length; j++) {
        w[k][j] *= scale;
      }
    }
    return samples(chosen, measurement, features, labels, centre, basis).with(means, w);
  }

  /** Every so-manieth sample of these classes. */
  private static Span samples(
      int[] chosen,
      Measurement measurement,
      Rows features,
      int[] labels,
      double[] centre,
      double[][] basis) {
    int[] place = new int[measurement.classes()];
    Arrays.fill(place, -1);
    long all = 0;
    for (int k = 0; k < chosen.length; k++) {
      place[chosen[k]] = k;
      all += measurement.counts().get(chosen[k]);
    }
    int stride = (int) Math.max(1, (all + MOST_POINTS - 1) / MOST_POINTS);
    double[][] points = new double[(int) ((all + stride - 1) / stride)][];
    int[] drawn = new int[points.length];
    double[] row = new double[features.columns()];
    int seen = 0;
    for (int i = 0; i < labels.length; i++) {
      int k = place[labels[i]];
      if (k < 0 || seen++ % stride != 0) {
        continue;
      }
      features.read(i, 1, row);
      for (int j = 0; j < row.length; j++) {
        row[j] -= centre[j];
      }
      points[(seen - 1) / stride] = project(row, basis);
      drawn[(seen - 1) / stride] = k;
    }
    return new Span(chosen, points, drawn, new double[0][], null);
  }

  /** Which classes have their span drawn; none of one or two, or where some have no samples. */
  private static int[] chosen(Measurement measurement, double[][] centred) {
    int classes = centred.length;
    if (classes < 3 || measurement.counts().contains(0L)) {
      return new int[0];
    }
    if (classes <= 4) {
      return IntStream.range(0, classes).toArray();
    }
    int[] pair = hardest(measurement, centred);
    int third = -1;
    double farthest = -1;
    for (int c = 0; c < classes; c++) {
      double near =
          Math.min(
              squaredDistance(centred[c], centred[pair[0]]),
              squaredDistance(centred[c], centred[pair[1]]));
      if (near > farthest && c != pair[0] && c != pair[1]) {
        farthest = near;
        third = c;
      }
    }
    return third < 0 ? new int[0] : new int[] {pair[0], pair[1], third};
  }

  /** The pair of classes with the most variance for the squared distance of its means. */
  private static int[] hardest(Measurement measurement, double[][] centred) {
    double[] variances =
        measurement.withinVariances().stream()
            .mapToDouble(value -> Double.isFinite(value.orNaN()) ? value.orNaN() : 0)
            .toArray();
    boolean none = Arrays.stream(variances).allMatch(v -> v == 0);
    int shown = Math.min(centred.length, MOST_CLASSES);
    int[] pair = {0, 1};
    double most = -1;
    for (int a = 0; a < shown; a++) {
      for (int b = a + 1; b < shown; b++) {
        double square = squaredDistance(centred[a], centred[b]);
        double ratio = (none ? 1 : variances[a] + variances[b]) / square;
        if (square > 0 && ratio > most) {
          most = ratio;
          pair = new int[] {a, b};
        }
      }
    }
    return pair;
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

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += (a[j] - b[j]) * (a[j] - b[j]);
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(inner(a, a));
  }
}
