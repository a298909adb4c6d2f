package org.collapsar.theory;

import java.util.Arrays;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.MinimumNormPoint;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;

/**
 * Decides whether data are bounded and linearly separable, class by class ([1], Definition 5.2),
 * with a certificate either way. Exact up to rounding: the margins have a duality gap, separable
 * classes have their separators, and the others have weights that prove it.
 *
 * <p>[1] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 *
 * @param samples n
 * @param dimension d
 * @param largestNorm the largest ||x_i||; divided by it, data are in the unit ball of the
 *     definition
 * @param classes one certificate per class
 */
public record Separability(
    int samples, int dimension, double largestNorm, List<SeparationCertificate> classes) {

  private static final int BLOCK_NUMBERS = 1 << 20;

  /**
   * Keeps a copy of the certificates.
   *
   * @param samples n
   * @param dimension d
   * @param largestNorm the largest ||x_i||
   * @param classes one certificate per class
   */
  public Separability {
    classes = List.copyOf(classes);
  }

  /** {@return whether every class has a separator} */
  public boolean separable() {
    return classes.stream().allMatch(c -> c.outcome() == SeparationCertificate.Outcome.SEPARABLE);
  }

  /**
   * {@return the smallest of the classes' margins, in units of x: tau of the data for M = 1;
   * positive if separable}
   */
  public double margin() {
    return classes.stream().mapToDouble(SeparationCertificate::lower).min().orElseThrow();
  }

  /**
   * Certifies data. All of them are held in memory as doubles. The result does not depend on the
   * number of threads.
   *
   * @param features [n x d]
   * @param labels [n], each in 0 .. classes-1
   * @param classes at least 2
   * @param threads classes that are worked on at a time
   * @return one certificate per class
   * @throws BadInputException if there are fewer than two classes, a class has no sample, or n d
   *     passes 2^31
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public static Separability of(Rows features, int[] labels, int classes, int threads) {
    check(features, labels, classes);
    int n = labels.length;
    int d = features.columns();
    try (NativeArray x = NativeArray.allocate(Precision.FLOAT64, (long) n * d);
        ThreadTeam team = new ThreadTeam(Math.min(threads, classes))) {
      Blas.load();
      double largest = read(features, n, x);
      // Two classes have one problem.
      SeparationCertificate[] certificates = new SeparationCertificate[classes];
      team.run(
          classes == 2 ? 1 : classes,
          (task, thread) ->
              certificates[task] = certificate(x, n, d, largest, signs(labels, task), task));
      if (classes == 2) {
        certificates[1] = certificates[0].mirrored(1);
      }
      return new Separability(n, d, largest, Arrays.asList(certificates));
    }
  }

  private static void check(Rows features, int[] labels, int classes) {
    if (classes < 2) {
      throw new BadInputException(
          features.describe() + ": expected samples of at least 2 classes, found " + classes);
    }
    if (labels.length != features.rows()) {
      throw new BadInputException(
          features.describe()
              + ": expected a label for each of the "
              + features.rows()
              + " rows, found "
              + labels.length);
    }
    if (features.rows() * features.columns() > Integer.MAX_VALUE - 8L) {
      throw new BadInputException(
          features.describe()
              + ": expected at most "
              + (Integer.MAX_VALUE - 8)
              + " numbers, found "
              + features.rows() * features.columns()
              + ": certify a part of the rows");
    }
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    for (int k = 0; k < classes; k++) {
      if (counts[k] == 0) {
        throw new BadInputException(
            features.describe() + ": expected samples of every class, found none of class " + k);
      }
    }
  }

  /** Copies all rows; returns the largest norm. */
  private static double read(Rows features, int n, NativeArray x) {
    int d = features.columns();
    int perBlock = Math.max(1, Math.min(n, BLOCK_NUMBERS / d));
    double[] block = new double[Math.multiplyExact(perBlock, d)];
    double largest = 0;
    for (int first = 0; first < n; first += perBlock) {
      int count = Math.min(perBlock, n - first);
      features.read(first, count, block);
      x.write(first * d, block, 0, count * d);
      for (int i = 0; i < count; i++) {
        double largestEntry = 0;
        for (int j = i * d; j < (i + 1) * d; j++) {
          largestEntry = Math.max(largestEntry, Math.abs(block[j]));
        }
        double square = 0;
        for (int j = i * d; j < (i + 1) * d && largestEntry > 0; j++) {
          square += (block[j] / largestEntry) * (block[j] / largestEntry);
        }
        largest = Math.max(largest, largestEntry * Math.sqrt(square));
      }
    }
    if (!Double.isFinite(largest)) {
      throw new BadInputException(
          features.describe() + ": expected rows whose norms are doubles, found a larger one");
    }
    // In the unit ball all tolerances are plain numbers.
    for (int first = 0; first < n && largest > 0; first += perBlock) {
      int count = Math.min(perBlock, n - first) * d;
      x.read(first * d, block, 0, count);
      for (int j = 0; j < count; j++) {
        block[j] /= largest;
      }
      x.write(first * d, block, 0, count);
    }
    return largest;
  }

  private static double[] signs(int[] labels, int label) {
    double[] signs = new double[labels.length];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = labels[i] == label ? 1 : -1;
    }
    return signs;
  }

  private static SeparationCertificate certificate(
      NativeArray x, int n, int d, double largest, double[] signs, int label) {
    if (largest == 0) {
      return new SeparationCertificate(
          label,
          SeparationCertificate.Outcome.NOT_SEPARABLE,
          0,
          0,
          new double[0],
          new int[] {0},
          new double[] {1});
    }
    try (MinimumNormPoint point = new MinimumNormPoint(x, n, d, signs)) {
      MinimumNormPoint.Found found = point.find();
      SeparationCertificate.Outcome outcome =
          found.lower() > 0
              ? SeparationCertificate.Outcome.SEPARABLE
              : found.norm() <= MinimumNormPoint.ZERO
                  ? SeparationCertificate.Outcome.NOT_SEPARABLE
                  : SeparationCertificate.Outcome.UNDECIDED;
      return new SeparationCertificate(
          label,
          outcome,
          found.lower() * largest,
          found.norm() * largest,
          found.direction(),
          found.support(),
          found.weights());
    }
  }
}
