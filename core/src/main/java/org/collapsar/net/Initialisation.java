package org.collapsar.net;

import java.util.Arrays;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.random.GaussianStream;
import org.collapsar.random.Seed;

/**
 * The law from which the weights [out x in] of a layer are drawn.
 *
 * <p>[1] K. He, X. Zhang, S. Ren and J. Sun, <i>Delving Deep into Rectifiers</i>, ICCV 2015.
 *
 * <p>[2] Y. LeCun, L. Bottou, G. Orr and K.-R. Mueller, <i>Efficient BackProp</i>, in Neural
 * Networks: Tricks of the Trade, 1998.
 */
public enum Initialisation {
  /** Independent N(0, 1): rho_0 of the mean-field network. */
  GAUSSIAN,
  /**
   * Orthonormal rows when out &lt;= in (for W^T stored [q x p]: W^T W = I_q), else orthonormal
   * columns; Haar-distributed.
   */
  ORTHONORMAL,
  /** Independent N(0, 2 / in) [1]. */
  HE,
  /** Independent N(0, 1 / in) [2]. */
  LECUN;

  /**
   * Draws the weights of a layer.
   *
   * @param width number of neurons, out
   * @param inputs numbers that each of them takes, in
   * @param seed of the draw
   * @return [width x inputs], row-major
   * @throws ArithmeticException if width * inputs passes 2^31 - 1
   */
  public double[] draw(int width, int inputs, Seed seed) {
    double[] w = gaussian(Math.multiplyExact(width, inputs), seed);
    return switch (this) {
      case GAUSSIAN -> w;
      case HE -> scaled(w, Math.sqrt(2.0 / inputs));
      case LECUN -> scaled(w, Math.sqrt(1.0 / inputs));
      case ORTHONORMAL ->
          width <= inputs
              ? Spectral.orthonormalColumns(new Matrix(width, inputs, w).transposed())
                  .transposed()
                  .data()
              : Spectral.orthonormalColumns(new Matrix(width, inputs, w)).data();
    };
  }

  private static double[] gaussian(int count, Seed seed) {
    GaussianStream stream = new GaussianStream();
    stream.seed(seed);
    double[] all = new double[count];
    double[] piece = new double[GaussianStream.LARGEST];
    for (int start = 0; start < count; start += piece.length) {
      int n = Math.min(piece.length, count - start);
      stream.fill(piece, n);
      System.arraycopy(piece, 0, all, start, n);
    }
    return all;
  }

  private static double[] scaled(double[] w, double by) {
    return Arrays.stream(w).map(x -> x * by).toArray();
  }
}
