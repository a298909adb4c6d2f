package org.collapsar.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.NeuralCollapse;

/**
 * Everything that the theorems of Jacot et al. (ICLR 2025) take of a linear head, measured once. In
 * the notation of docs/certificates.md, with Z_l [n x n_l] stored a row per sample.
 *
 * @param layers the linear layers
 * @param samples N
 * @param smallestClass m_min, samples of the smallest class
 * @param largestClass of the largest
 * @param fit how well the outputs fit the labels, with eps_1
 * @param imbalance eps_2, the largest ||W_{l+1}^T W_{l+1} - W_l W_l^T||_op; NaN with one layer: an
 *     empty maximum is not 0
 * @param norms ||W_l||_op of each layer
 * @param squaredNorms ||W_l||_F^2 of each layer
 * @param last singular values of W_L
 * @param tails singular values of W_{L:l} for l = L_1+1 .. L: the first is the whole product
 * @param headNorm ||Z_{L_1}||_op
 * @param beforeNorm ||Z_{L-2}||_op; NaN with one layer
 * @param beforeFrobenius ||Z_{L-2}||_F; NaN with one layer
 * @param lastNorm ||Z_{L-1}||_op
 * @param width n_{L-1}
 * @param kernelPart ||(I - W_L^+ W_L) Z_{L-1}||_F; NaN where W_L has rank below K
 * @param rangePart ||W_L^+ (Z_L - Y)||_F; NaN where W_L has rank below K
 * @param nc1 of Z_{L-1}
 * @param nc2 of Z_{L-1}
 * @param nc3 of Z_{L-1} and W_L, the mean over all samples; undefined where one has features 0
 */
public record HeadQuantities(
    LinearLayers layers,
    int samples,
    int smallestClass,
    int largestClass,
    HeadFit fit,
    double imbalance,
    List<Double> norms,
    List<Double> squaredNorms,
    Spectrum last,
    List<Spectrum> tails,
    double headNorm,
    double beforeNorm,
    double beforeFrobenius,
    double lastNorm,
    int width,
    double kernelPart,
    double rangePart,
    MetricValue nc1,
    MetricValue nc2,
    MetricValue nc3) {

  /**
   * Measures a head.
   *
   * @param head the linear layers on their samples
   * @param threads how many threads work; no number depends on it
   * @return the measured numbers
   * @throws IllegalArgumentException if that is below 1
   */
  public static HeadQuantities measure(LinearHead head, int threads) {
    int depth = head.depth();
    int[] counts = new int[head.classes()];
    for (int label : head.labels()) {
      counts[label]++;
    }
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int count : counts) {
      least = Math.min(least, count);
      most = Math.max(most, count);
    }
    Matrix last = head.last();
    Spectral.BothSides svd = Spectral.svd(last);
    Spectrum spectrum = Spectrum.of(last, 0);
    HeadPass.Result pass;
    double[] operatorNorms = new double[3];
    try (ThreadTeam team = new ThreadTeam(threads)) {
      pass = new HeadPass(head, spectrum.full() ? svd : null).run(team);
      // With one layer Z_{L-1}, with two Z_{L-2}, is the head's input.
      Matrix[] activations = {head.features(), pass.before(), pass.last()};
      team.run(
          3,
          (i, thread) -> {
            if (i == 0 || depth > 3 - i) {
              operatorNorms[i] = Spectral.operatorNorm(activations[i]);
            }
          });
      for (int i = 1; i < 3; i++) {
        if (depth <= 3 - i) {
          operatorNorms[i] = operatorNorms[0];
        }
      }
    }
    Measurement measured =
        NeuralCollapse.of(
                Rows.of(pass.last().data(), pass.last().columns()), head.labels(), head.classes())
            .weights(last)
            .threads(threads)
            .measure(List.of("nc1.quotient", "nc2.kappa", "nc3.cosine"));
    return of(
        head.layers(),
        head.samples(),
        least,
        most,
        new Passed(
            pass.fit(),
            operatorNorms,
            Math.sqrt(pass.before().squaredNorm()),
            pass.squaredKernelPart(),
            pass.squaredRangePart()),
        measured,
        overAll(measured.value("nc3.cosine"), pass.last()));
  }

  /**
   * What a pass over the samples gave.
   *
   * @param norms operator norms of Z_{L_1}, Z_{L-2}, Z_{L-1}
   * @param beforeFrobenius ||Z_{L-2}||_F
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record Passed(
      HeadFit fit,
      double[] norms,
      double beforeFrobenius,
      double squaredKernelPart,
      double squaredRangePart) {}

  /** Together with what the layers alone say. */
  static HeadQuantities of(
      LinearLayers layers,
      int samples,
      int least,
      int most,
      Passed pass,
      Measurement measured,
      MetricValue nc3) {
    List<Matrix> w = layers.weights();
    boolean several = layers.depth() > 1;
    return new HeadQuantities(
        layers,
        samples,
        least,
        most,
        pass.fit(),
        imbalance(w),
        w.stream().map(Spectral::operatorNorm).toList(),
        w.stream().map(Matrix::squaredNorm).toList(),
        Spectrum.of(layers.last(), 0),
        tails(w),
        pass.norms()[0],
        several ? pass.norms()[1] : Double.NaN,
        several ? pass.beforeFrobenius() : Double.NaN,
        pass.norms()[2],
        layers.last().columns(),
        Math.sqrt(pass.squaredKernelPart()),
        Math.sqrt(pass.squaredRangePart()),
        measured.value("nc1.quotient"),
        measured.value("nc2.kappa"),
        nc3);
  }

  /**
   * The cosine of (21) is a mean over all samples, for which its bounds are proved; the metric
   * leaves those out that have none.
   */
  private static MetricValue overAll(MetricValue cosine, Matrix z) {
    if (!(cosine instanceof MetricValue.Defined d) || d.remark().isEmpty()) {
      return cosine;
    }
    int n = z.columns();
    for (int i = 0; i < z.rows(); i++) {
      if (Arrays.stream(z.data(), i * n, (i + 1) * n).allMatch(x -> x == 0)) {
        return MetricValue.undefined("because the features of sample " + i + " are all 0");
      }
    }
    return cosine;
  }

  private static double imbalance(List<Matrix> w) {
    double largest = w.size() > 1 ? 0 : Double.NaN;
    for (int i = 0; i + 1 < w.size(); i++) {
      Matrix next = w.get(i + 1).transposed();
      Matrix difference =
          Blas.timesTransposed(next, next).combine(1, -1, Blas.timesTransposed(w.get(i), w.get(i)));
      largest =
          Math.max(
              largest,
              Double.isFinite(difference.squaredNorm())
                  ? Spectral.symmetricNorm(difference)
                  : Double.POSITIVE_INFINITY);
    }
    return largest;
  }

  /** Singular values of W_{L:l}, first for l = L_1+1. */
  private static List<Spectrum> tails(List<Matrix> w) {
    List<Spectrum> tails = new ArrayList<>();
    Matrix product = null;
    double logFactor = 0;
    for (int i = w.size() - 1; i >= 0; i--) {
      Matrix layer = w.get(i);
      product = product == null ? layer : Blas.timesTransposed(product, layer.transposed());
      double largest = 0;
      for (double x : product.data()) {
        largest = Math.max(largest, Math.abs(x));
      }
      if (largest > 0) {
        // A power of two: the product stays within the range of double, and no digit is lost.
        int exponent = Math.getExponent(largest);
        logFactor += exponent * Math.log(2);
        product = product.scaled(Math.scalb(1.0, -exponent));
      }
      tails.add(0, Spectrum.of(product, logFactor));
    }
    return List.copyOf(tails);
  }

  /** {@return eps_1 = ||Z_L - Y||_F} */
  public double residual() {
    return fit.residual();
  }

  /** {@return the largest eps_1 that Theorem 3.1 allows: min{ s_K(Y), sqrt((K-1) N/(4K)) }} */
  public double largestResidual() {
    double k = classes();
    return Math.min(targetNorm(), Math.sqrt((k - 1) * samples() / (4 * k)));
  }

  /** {@return K, the number of classes} */
  public int classes() {
    return layers.classes();
  }

  /** {@return L_2, the number of linear layers} */
  public int depth() {
    return layers.depth();
  }

  /** {@return R = max ||W_l||_op over the head} */
  public double largestNorm() {
    return norms.stream().mapToDouble(x -> x).max().orElse(0);
  }

  /**
   * {@return s_K(Y): the root of the number of samples of the smallest class, sqrt(N/K) when
   * balanced}
   */
  public double targetNorm() {
    return Math.sqrt(smallestClass);
  }

  /**
   * {@return the smallest r of the printed Theorem 3.1: the largest of ||Z_{L-2}||_op,
   * ||Z_{L-1}||_op and ||W_l||_op, l &gt; L_1}
   */
  public double printedNorm() {
    double r = Math.max(lastNorm, largestNorm());
    return depth() > 1 ? Math.max(r, beforeNorm) : r;
  }

  /**
   * {@return Q &gt;= ||(I - W_L^+ W_L) W_{L-1} Z_{L-2}||_F with measured constants; NaN with one
   * layer} Q = sqrt(eps_2) min(sqrt(n_{L-1} - K) ||Z_{L-2}||_op, ||Z_{L-2}||_F), proved in
   * docs/certificates.md.
   */
  public double kernelBound() {
    return Math.sqrt(imbalance)
        * Math.min(Math.sqrt(Math.max(0, width - classes())) * beforeNorm, beforeFrobenius);
  }

  /** {@return Psi' with measured constants: eps_1/s_K(W_L) + Q} */
  public double deviationBound() {
    return residual() / last.smallest() + kernelBound();
  }

  /**
   * {@return Psi' as measured, ||Z_{L-1} - W_L^+ Y||_F; NaN where W_L has rank below K} Its two
   * parts, in the kernel of W_L and in the range of W_L^T, are orthogonal.
   */
  public double deviation() {
    return Math.hypot(kernelPart, rangePart);
  }

  /** {@return the singular values of the product of all linear layers, W_{L:L_1+1}} */
  public Spectrum product() {
    return tails.get(0);
  }
}
