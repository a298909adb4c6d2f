package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * A total covariance Sigma_T = A^T A as the triangle of its factor A, whose rows are the weighted
 * deviations of all samples and of the class means. The product A^T A is never formed: its
 * eigenvalues would know singular values below 1e-8 of the largest not at all, and collapsed
 * features have just those. O(n D^2) time, O(D^2) memory; A itself if it has fewer rows than
 * columns.
 */
final class TotalSpread {
  private static final int BLOCKS = 8;

  private TotalSpread() {}

  /**
   * The thin singular value decomposition of A.
   *
   * @param rowWeights what a sample's deviation from its class mean is multiplied by, per class
   * @param between further rows of A
   * @throws Undefined if D is so large that the triangle does not fit into an array
   */
  static Spectral.Svd of(
      Rows rows, int[] labels, Matrix means, double[] rowWeights, Matrix between, ThreadTeam team) {
    int d = rows.columns();
    long rank = Math.min(d, rows.rows() + between.rows());
    long stacked = rank + Math.max(2 * rank, 512) + between.rows();
    if (stacked * d > Integer.MAX_VALUE - 8) {
      throw new Undefined("because the spectrum of " + d + " features does not fit into memory");
    }
    int block = (int) Math.max(2L * rank, 512);
    Triangle total = new Triangle();
    total.add(between);
    RowChunks.forEach(
        rows,
        block * BLOCKS,
        team,
        (first, count, thread) -> {
          Triangle part = new Triangle();
          for (int done = 0; done < count; done += block) {
            int size = Math.min(block, count - done);
            Matrix deviations = new Matrix(size, d);
            rows.read(first + done, size, deviations.data());
            for (int i = 0; i < size; i++) {
              int y = labels[(int) first + done + i];
              for (int j = 0; j < d; j++) {
                deviations.data()[i * d + j] =
                    (deviations.data()[i * d + j] - means.data()[y * d + j]) * rowWeights[y];
              }
            }
            part.add(deviations);
          }
          return part;
        },
        part -> total.add(part.get()));
    Matrix r = total.get();
    if (!Double.isFinite(r.squaredNorm())) {
      throw new Undefined("because the features are too large: their squares are not finite");
    }
    return Spectral.thinSvd(r);
  }

  /** Rows reduced to a triangle as soon as there are more of them than columns. */
  private static final class Triangle {
    private @Nullable Matrix rows;

    void add(Matrix more) {
      Matrix all = more;
      if (rows != null) {
        int d = more.columns();
        all = new Matrix(rows.rows() + more.rows(), d);
        System.arraycopy(rows.data(), 0, all.data(), 0, rows.data().length);
        System.arraycopy(more.data(), 0, all.data(), rows.data().length, more.data().length);
      }
      rows = all.rows() > all.columns() ? Spectral.triangle(all) : all;
    }

    Matrix get() {
      return java.util.Objects.requireNonNull(rows);
    }
  }
}
