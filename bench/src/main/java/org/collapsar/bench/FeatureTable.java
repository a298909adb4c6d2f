package org.collapsar.bench;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.random.GaussianStream;
import org.collapsar.random.Seed;

/**
 * Features to be measured: Gaussian clouds about Gaussian class means, some standard deviations
 * apart, so that most but not all samples are nearest to their own mean. A function of sizes and
 * seed alone; numbers are made when they are read and are float32.
 */
final class FeatureTable implements Rows {
  /** Usual distance of two class means in standard deviations of the cloud. */
  static final double DISTANCE = 5;

  private final int rows;
  private final int columns;
  private final int classes;
  private final long seed;
  private final double distance;
  private final int[] labels;
  private final Matrix means;

  /** With the usual distance. */
  FeatureTable(int rows, int columns, int classes, long seed) {
    this(rows, columns, classes, seed, DISTANCE);
  }

  /**
   * @param rows n
   * @param columns D
   * @param classes K
   * @param distance of two class means in standard deviations of the cloud, on average; thousands
   *     are deep collapse
   */
  FeatureTable(int rows, int columns, int classes, long seed, double distance) {
    this.rows = rows;
    this.columns = columns;
    this.classes = classes;
    this.seed = seed;
    this.distance = distance;
    SplittableRandom random = new SplittableRandom(seed);
    labels = random.ints(rows, 0, classes).toArray();
    means = new Matrix(classes, columns);
    double scale = distance / Math.sqrt(2.0 * columns);
    Arrays.setAll(means.data(), i -> (float) (scale * random.nextGaussian()));
  }

  int classes() {
    return classes;
  }

  int[] labels() {
    return labels;
  }

  /**
   * Rows of a classifier [K x D] with some noise on the means, so that it disagrees with the
   * nearest mean here and there. In float32.
   */
  Matrix weights() {
    SplittableRandom random = new SplittableRandom(~seed);
    Matrix w = new Matrix(classes, columns);
    double scale = 0.3 * distance / Math.sqrt(2.0 * columns);
    Arrays.setAll(w.data(), i -> (float) (means.data()[i] + scale * random.nextGaussian()));
    return w;
  }

  /** The whole table [n][D] as it is given to a measurement in memory. */
  float[][] floats() {
    float[][] all = new float[rows][columns];
    double[] row = new double[columns];
    for (int i = 0; i < rows; i++) {
      read(i, 1, row);
      for (int j = 0; j < columns; j++) {
        all[i][j] = (float) row[j];
      }
    }
    return all;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public void read(long firstRow, int count, double[] target) {
    Rows.checkRange(this, firstRow, count, target);
    GaussianStream stream = new GaussianStream();
    float[] noise = new float[GaussianStream.LARGEST];
    for (int i = 0; i < count; i++) {
      int row = (int) firstRow + i;
      stream.seed(new Seed(seed * 0x9E3779B97F4A7C15L + row));
      for (int start = 0; start < columns; start += noise.length) {
        int n = Math.min(noise.length, columns - start);
        stream.fill(noise, n);
        for (int j = 0; j < n; j++) {
          double mean = means.get(labels[row], start + j);
          target[i * columns + start + j] = (float) (mean + noise[j]);
        }
      }
    }
  }

  @Override
  public String describe() {
    return "features";
  }

  /** "(n, D, K)". */
  String sizes() {
    return "(" + rows + ", " + columns + ", " + classes + ")";
  }
}
