package org.collapsar.theory;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.jspecify.annotations.Nullable;

/** What some samples give as they go through linear layers. */
final class HeadChunk {
  private final LinearLayers layers;
  private final Spectral.@Nullable BothSides last;

  /**
   * @param last the thin decomposition of W_L; null where its rank is below K, and then the parts
   *     of the deviation are 0
   */
  HeadChunk(LinearLayers layers, Spectral.@Nullable BothSides last) {
    this.layers = layers;
    this.last = last;
  }

  /**
   * @param before Z_{L-2}; Z_{L_1} with two layers or one
   * @param last Z_{L-1}
   * @param fit of the outputs
   * @param kernel ||(I - W_L^+ W_L) Z_{L-1}||_F^2
   * @param range ||W_L^+ (Z_L - Y)||_F^2
   */
  record Result(Matrix before, Matrix last, HeadFit.Sums fit, double kernel, double range) {}

  /**
   * @param input Z_{L_1}, a row per sample
   * @param labels of all samples
   * @param first which of them the first row is
   */
  Result run(Matrix input, int[] labels, int first) {
    int depth = layers.depth();
    Matrix z = input;
    Matrix before = input;
    Matrix beforeLast = input;
    for (int i = 0; i < depth; i++) {
      z = Blas.timesTransposed(z, layers.weights().get(i));
      addBias(z, layers.biases().get(i));
      if (i == depth - 3) {
        before = z;
      } else if (i == depth - 2) {
        beforeLast = z;
      }
    }
    HeadFit.Sums fit = new HeadFit.Sums(layers.classes());
    fit.acceptAndSubtract(z, labels, first);
    return new Result(before, beforeLast, fit, kernelPart(beforeLast), rangePart(z));
  }

  private static void addBias(Matrix z, double @Nullable [] b) {
    if (b != null) {
      for (int i = 0; i < z.data().length; i++) {
        z.data()[i] += b[i % b.length];
      }
    }
  }

  /** Of the rows z, what W_L maps to 0. */
  private double kernelPart(Matrix z) {
    if (last == null || last.right().rows() == z.columns()) {
      return 0; // no kernel
    }
    Matrix coordinates = Blas.timesTransposed(z, last.right());
    Matrix inRange = Blas.timesTransposed(coordinates, last.right().transposed());
    return z.combine(1, -1, inRange).squaredNorm();
  }

  /** ||W_L^+ r||^2, summed over the rows r. */
  private double rangePart(Matrix residual) {
    if (last == null) {
      return 0;
    }
    Matrix coordinates = Blas.timesTransposed(residual, last.left().transposed());
    int k = coordinates.columns();
    double sum = 0;
    for (int i = 0; i < coordinates.data().length; i++) {
      double part = coordinates.data()[i] / last.values()[i % k];
      sum += part * part;
    }
    return sum;
  }
}
