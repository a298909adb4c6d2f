package org.collapsar.theory;

import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.ThreadTeam;

/**
 * The fit of the outputs Z_L [n x K] of a head to the one-hot labels Y, and to other targets. The
 * theorems ask for a small eps_1; where it is large, one of these says why.
 *
 * @param accuracy share of samples whose largest output is that of their class; the first of equal
 *     ones counts
 * @param residual eps_1 = ||Z_L - Y||_F
 * @param scale the s that fits best, the mean output of a sample's own class
 * @param scaledResidual ||Z_L - sY||_F / |s|: eps_1 of the network whose outputs are Z_L / s;
 *     infinite where s is 0
 * @param offsetResidual ||Z_L + 1 b^T - Y||_F for the b that fits best
 */
public record HeadFit(
    double accuracy, double residual, double scale, double scaledResidual, double offsetResidual) {

  /**
   * Of a head.
   *
   * @param threads how many threads work; no number depends on it
   * @throws IllegalArgumentException if that is below 1
   */
  public static HeadFit of(LinearHead head, int threads) {
    try (ThreadTeam team = new ThreadTeam(threads)) {
      return new HeadPass(head, null).run(team).fit();
    }
  }

  /** What is summed over samples; of parts of them in order. */
  static final class Sums {
    private final double[] columns;
    private long samples;
    private long hits;
    private double squares;
    private double own;

    /** Nothing yet, of K outputs. */
    Sums(int classes) {
      columns = new double[classes];
    }

    /**
     * Takes outputs, and leaves Z_L - Y in their place.
     *
     * @param z a row per sample
     * @param labels of all samples
     * @param first which of them the first row is
     */
    void acceptAndSubtract(Matrix z, int[] labels, int first) {
      int k = z.columns();
      double[] data = z.data();
      samples += z.rows();
      for (int i = 0; i < z.rows(); i++) {
        int label = labels[first + i];
        int largest = 0;
        for (int c = 1; c < k; c++) {
          largest = data[i * k + c] > data[i * k + largest] ? c : largest;
        }
        hits += largest == label ? 1 : 0;
        data[i * k + label] -= 1;
        own += data[i * k + label];
        for (int c = 0; c < k; c++) {
          columns[c] += data[i * k + c];
        }
      }
      squares += z.squaredNorm();
    }

    /** Takes what was summed over the samples that come next. */
    void add(Sums next) {
      samples += next.samples;
      hits += next.hits;
      squares += next.squares;
      own += next.own;
      for (int c = 0; c < columns.length; c++) {
        columns[c] += next.columns[c];
      }
    }

    /** Of R = Z_L - Y: <R, Y> / N is s - 1, and ||Z_L - sY||^2 = ||R||^2 - N (s - 1)^2. */
    HeadFit result() {
      double excess = own / samples;
      double scale = 1 + excess;
      double scaled = Math.max(0, squares - samples * excess * excess);
      double means = 0;
      for (double column : columns) {
        means += column / samples * column;
      }
      return new HeadFit(
          (double) hits / samples,
          Math.sqrt(squares),
          scale,
          scale == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(scaled) / Math.abs(scale),
          Math.sqrt(Math.max(0, squares - means)));
    }
  }
}
