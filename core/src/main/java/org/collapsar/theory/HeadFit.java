package org.collapsar.theory;

import java.nio.ByteBuffer;
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
   * Measures the fit of a head, in one pass over its samples.
   *
   * @param head the linear layers on their samples
   * @param threads how many threads work; no number depends on it
   * @return how well its outputs fit the labels
   * @throws IllegalArgumentException if that is below 1
   */
  public static HeadFit of(LinearHead head, int threads) {
    try (ThreadTeam team = new ThreadTeam(threads)) {
      return new HeadPass(head, null).run(team).fit();
    }
  }

  /** What is summed over samples; of parts of them in order. */
  static final class Sums {
    /** Of R = Z_L - Y, the mean of each column so far [K]. */
    private final double[] means;

    /** sum_ic (r_ic - mean_c)^2. */
    private double aboutMeans;

    private long samples;
    private long hits;

    /** ||R||_F^2. */
    private double squares;

    /** Over the samples, the sum of r_iy in the column of their class. */
    private double own;

    /** Of these numbers, the sum of squared deviations from their mean. */
    private double aboutOwn;

    /** The sum of squares of all other numbers. */
    private double others;

    /** Nothing yet, of K outputs. */
    Sums(int classes) {
      means = new double[classes];
    }

    /**
     * Takes outputs, and leaves Z_L - Y in their place.
     *
     * @param z a row per sample
     * @param labels of all samples
     * @param first which of them the first row is
     */
    void acceptAndSubtract(Matrix z, int[] labels, int first) {
      if (z.rows() > 0) {
        Sums block = new Sums(z.columns());
        block.acceptFirst(z, labels, first);
        add(block);
      }
    }

    private void acceptFirst(Matrix z, int[] labels, int first) {
      int k = z.columns();
      double[] data = z.data();
      samples = z.rows();
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
          means[c] += data[i * k + c] / samples;
        }
      }
      squares = z.squaredNorm();
      double mean = own / samples;
      for (int i = 0; i < z.rows(); i++) {
        for (int c = 0; c < k; c++) {
          double r = data[i * k + c];
          aboutMeans += (r - means[c]) * (r - means[c]);
          if (c == labels[first + i]) {
            aboutOwn += (r - mean) * (r - mean);
          } else {
            others += r * r;
          }
        }
      }
    }

    /** Takes what was summed over the samples that come next: no square is subtracted. */
    void add(Sums next) {
      if (next.samples == 0) {
        return;
      }
      long sum = samples + next.samples;
      double share = (double) next.samples / sum;
      double apart = samples == 0 ? 0 : next.own / next.samples - own / samples;
      aboutOwn += next.aboutOwn + apart * apart * samples * share;
      aboutMeans += next.aboutMeans;
      for (int c = 0; c < means.length; c++) {
        double distance = next.means[c] - means[c];
        aboutMeans += distance * distance * samples * share;
        means[c] += distance * share;
      }
      samples = sum;
      hits += next.hits;
      squares += next.squares;
      own += next.own;
      others += next.others;
    }

    /** Numbers of {@link #write} besides the means. */
    static final int NUMBERS = 7;

    void write(ByteBuffer out) {
      out.putLong(samples).putLong(hits).putDouble(aboutMeans).putDouble(squares);
      out.putDouble(own).putDouble(aboutOwn).putDouble(others);
      for (double x : means) {
        out.putDouble(x);
      }
    }

    /** Takes over what {@link #write} wrote. */
    void read(ByteBuffer in) {
      samples = in.getLong();
      hits = in.getLong();
      aboutMeans = in.getDouble();
      squares = in.getDouble();
      own = in.getDouble();
      aboutOwn = in.getDouble();
      others = in.getDouble();
      for (int c = 0; c < means.length; c++) {
        means[c] = in.getDouble();
      }
    }

    /**
     * Of R = Z_L - Y: <R, Y> / N is s - 1, so that Z_L - sY is R less the mean of its numbers in
     * the columns of the classes, there; and Z_L + 1 b^T - Y is R less the means of its columns.
     */
    HeadFit result() {
      double scale = 1 + own / samples;
      return new HeadFit(
          (double) hits / samples,
          Math.sqrt(squares),
          scale,
          scale == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(others + aboutOwn) / Math.abs(scale),
          Math.sqrt(aboutMeans));
    }
  }
}
