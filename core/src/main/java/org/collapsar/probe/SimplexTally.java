package org.collapsar.probe;

import java.util.Arrays;
import java.util.Optional;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * Sums of features for a {@link SimplexFrame}: the means of the first classes that occur, and the
 * first samples of each. The same samples are shown on every epoch.
 */
public final class SimplexTally {
  /** Classes that are shown at most. */
  public static final int MOST_CLASSES = 12;

  /** Samples of a class that are shown at most. */
  public static final int MOST_SAMPLES = 20;

  private final int dimension;
  private final int[] labels;
  private final int[] shown;
  private final int[] placeOfClass;
  private final int[] placeOfSample;
  private final int[] sampleClasses;
  private final Matrix kept;
  private ClassMoments moments;

  /**
   * Chooses the classes and the samples that are shown.
   *
   * @param dimension D of the features
   * @param labels of all samples, each 0 .. classes - 1
   * @param classes K
   */
  public SimplexTally(int dimension, int[] labels, int classes) {
    this.dimension = dimension;
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    this.placeOfClass = new int[classes];
    Arrays.fill(placeOfClass, -1);
    int present = 0;
    for (int c = 0; c < classes && present < MOST_CLASSES; c++) {
      if (counts[c] > 0) {
        placeOfClass[c] = present++;
      }
    }
    this.shown = new int[present];
    for (int c = 0; c < classes; c++) {
      if (placeOfClass[c] >= 0) {
        shown[placeOfClass[c]] = c;
      }
    }
    this.labels = new int[labels.length];
    this.placeOfSample = new int[labels.length];
    int[] taken = new int[present];
    int[] classOf = new int[present * MOST_SAMPLES];
    int samples = 0;
    for (int i = 0; i < labels.length; i++) {
      int place = placeOfClass[labels[i]];
      // Samples of other classes are counted to a class behind the shown ones.
      this.labels[i] = place < 0 ? present : place;
      placeOfSample[i] = -1;
      if (place >= 0 && taken[place] < MOST_SAMPLES) {
        taken[place]++;
        classOf[samples] = labels[i];
        placeOfSample[i] = samples++;
      }
    }
    this.sampleClasses = Arrays.copyOf(classOf, samples);
    this.kept = new Matrix(samples, dimension);
    this.moments = ClassMoments.create(dimension, present + 1);
  }

  /** Forgets the last pass. */
  public void begin() {
    moments = ClassMoments.create(dimension, shown.length + 1);
  }

  /**
   * Takes the features of some samples.
   *
   * @param features [count x D]
   * @param start number of the first sample
   * @param count how many samples
   */
  public void accept(double[] features, int start, int count) {
    moments.accept(features, count, labels, start);
    for (int i = 0; i < count; i++) {
      int place = placeOfSample[start + i];
      if (place >= 0) {
        System.arraycopy(features, i * dimension, kept.data(), place * dimension, dimension);
      }
    }
  }

  /**
   * Makes the frame of the pass that is over.
   *
   * @param w the classifier of the features [K x D], if any
   * @return empty where fewer than two classes occur or a number is not finite
   */
  public Optional<SimplexFrame> frame(@Nullable Matrix w) {
    int c = shown.length;
    Matrix means = new Matrix(c, dimension);
    double[] centre = new double[dimension];
    for (int k = 0; k < c; k++) {
      double[] mean = moments.mean(k);
      System.arraycopy(mean, 0, means.data(), k * dimension, dimension);
      for (int j = 0; j < dimension; j++) {
        centre[j] += mean[j] / c;
      }
    }
    subtract(means, centre);
    Matrix rows = new Matrix(kept.rows(), dimension, kept.data().clone());
    subtract(rows, centre);
    if (c < 2 || !means.isFinite() || !rows.isFinite() || (w != null && !w.isFinite())) {
      return Optional.empty();
    }
    int rank = Math.min(c - 1, dimension);
    Matrix directions = Spectral.svd(means).right();
    Matrix basis =
        new Matrix(rank, dimension, Arrays.copyOf(directions.data(), rank * dimension))
            .transposed();
    Matrix samples = rows.times(basis);
    return Optional.of(
        new SimplexFrame(
            shown.clone(),
            means.times(basis),
            w == null ? null : weights(w).times(basis),
            samples,
            sampleClasses.clone(),
            rests(rows, samples.times(basis.transposed()))));
  }

  /** Rows of the shown classes less their mean. */
  private Matrix weights(Matrix w) {
    Matrix rows = new Matrix(shown.length, dimension);
    double[] mean = new double[dimension];
    for (int k = 0; k < shown.length; k++) {
      for (int j = 0; j < dimension; j++) {
        double x = w.get(shown[k], j);
        rows.data()[k * dimension + j] = x;
        mean[j] += x / shown.length;
      }
    }
    subtract(rows, mean);
    return rows;
  }

  private static void subtract(Matrix rows, double[] centre) {
    for (int i = 0; i < rows.rows(); i++) {
      for (int j = 0; j < centre.length; j++) {
        rows.data()[i * centre.length + j] -= centre[j];
      }
    }
  }

  private static double[] rests(Matrix rows, Matrix projected) {
    double[] rests = new double[rows.rows()];
    for (int i = 0; i < rests.length; i++) {
      double square = 0;
      for (int j = 0; j < rows.columns(); j++) {
        double d = rows.get(i, j) - projected.get(i, j);
        square += d * d;
      }
      rests[i] = Math.sqrt(square);
    }
    return rests;
  }
}
