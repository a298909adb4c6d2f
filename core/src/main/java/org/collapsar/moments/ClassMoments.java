package org.collapsar.moments;

/**
 * Per class the number of samples, the mean and the sum of squared deviations from it, in double,
 * in one pass.
 *
 * <p>Samples are added by Welford's update and two objects are merged by that of Chan, Golub and
 * LeVeque (<i>Algorithms for computing the sample variance</i>, Am. Stat. 37, 1983), which do not
 * cancel: no difference of large squares is ever taken. Memory is O(K D). Not thread-safe; merge
 * one object a thread.
 */
public final class ClassMoments {
  private final int dimension;
  private final long[] counts;
  private final double[][] means;
  private final double[] scatters;

  private ClassMoments(int dimension, int classes) {
    this.dimension = dimension;
    this.counts = new long[classes];
    this.means = new double[classes][dimension];
    this.scatters = new double[classes];
  }

  /**
   * No samples yet.
   *
   * @throws IllegalArgumentException if {@code dimension} or {@code classes} is below 1
   */
  public static ClassMoments create(int dimension, int classes) {
    if (dimension < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "moments: expected at least one dimension and one class, found "
              + dimension
              + " and "
              + classes);
    }
    return new ClassMoments(dimension, classes);
  }

  /**
   * Adds one sample, {@code features[offset .. offset + dimension - 1]}, of class {@code label}.
   *
   * @throws IllegalArgumentException if the label is not in 0 .. classes-1
   */
  public void accept(double[] features, int offset, int label) {
    if (label < 0 || label >= counts.length) {
      throw new IllegalArgumentException(
          "label: expected 0 to " + (counts.length - 1) + ", found " + label);
    }
    double[] mean = means[label];
    long count = ++counts[label];
    double scatter = 0;
    for (int j = 0; j < dimension; j++) {
      double before = features[offset + j] - mean[j];
      mean[j] += before / count;
      scatter += before * (features[offset + j] - mean[j]);
    }
    scatters[label] += scatter;
  }

  /**
   * Adds all samples of {@code other}.
   *
   * @return this
   */
  public ClassMoments combine(ClassMoments other) {
    if (other.dimension != dimension || other.counts.length != counts.length) {
      throw new IllegalArgumentException(
          "moments of "
              + counts.length
              + " classes in dimension "
              + dimension
              + ": cannot take in "
              + other.counts.length
              + " classes in dimension "
              + other.dimension);
    }
    for (int c = 0; c < counts.length; c++) {
      long sum = counts[c] + other.counts[c];
      if (other.counts[c] == 0) {
        continue;
      }
      double share = (double) other.counts[c] / sum;
      double distance = 0;
      for (int j = 0; j < dimension; j++) {
        double d = other.means[c][j] - means[c][j];
        means[c][j] += d * share;
        distance += d * d;
      }
      scatters[c] += other.scatters[c] + distance * counts[c] * share;
      counts[c] = sum;
    }
    return this;
  }

  public int dimension() {
    return dimension;
  }

  public int classes() {
    return counts.length;
  }

  /** Number of samples of all classes. */
  public long samples() {
    long sum = 0;
    for (long c : counts) {
      sum += c;
    }
    return sum;
  }

  /** Number of samples of class {@code c}. */
  public long count(int c) {
    return counts[c];
  }

  /** A copy of mu_c [dimension]; zeros for a class without samples. */
  public double[] mean(int c) {
    return means[c].clone();
  }

  /** Sum over the samples of class {@code c} of ||h - mu_c||^2. */
  public double scatter(int c) {
    return scatters[c];
  }

  /**
   * A copy of the mean of all samples, the classes weighted by their sizes [dimension]; zeros if
   * there are none.
   */
  public double[] sampleMean() {
    double[] mean = new double[dimension];
    long n = samples();
    for (int c = 0; c < counts.length; c++) {
      for (int j = 0; j < dimension && n > 0; j++) {
        mean[j] += means[c][j] * ((double) counts[c] / n);
      }
    }
    return mean;
  }
}
