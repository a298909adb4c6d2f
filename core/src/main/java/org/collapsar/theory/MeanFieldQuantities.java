package org.collapsar.theory;

import java.util.Arrays;
import java.util.List;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.KernelSystems;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.NeuralCollapse;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the theorems of Wu and Mondelli (ICML 2025) take of a point, measured once, in
 * double. In the notation of docs/certificates.md, tables with a row per sample.
 *
 * @param point what was measured
 * @param smallestClass samples of the smallest class
 * @param largestClass of the largest
 * @param w singular values of W
 * @param squaredW ||W||_F^2
 * @param residual ||R||_F, R = gamma W^T H - Y, so that 2 n L_n is its square
 * @param gradientW grad_W L_{lam,n} = (gamma/n) H R^T + lambda_W W [p x q], frozen or not
 * @param trace tr K
 * @param features ||H||_F
 * @param spread ||H~||_F, H~ = H without its mean over the samples
 * @param featureNorm ||H||_op
 * @param defect ||D||_F
 * @param prediction what Theorem 4.2 makes of kernel, W and labels; null where there is none
 * @param unpredicted why there is none, from "because" on
 * @param e2 ||H - S||_F, S = gamma^{-1} W (W^T W)^{-1} Y; NaN where W has rank below q
 * @param rangePart gamma^{-1} ||W (W^T W)^{-1} R||_F; NaN where W has rank below q
 * @param kernelPart ||(I - P_W) D||_F; NaN where W has rank below q
 * @param collapsed ||S~||_F, S~ = S without its mean over the samples; NaN where W has rank below q
 * @param nc1 nc1.total of H
 */
public record MeanFieldQuantities(
    MeanFieldPoint point,
    int smallestClass,
    int largestClass,
    Spectrum w,
    double squaredW,
    double residual,
    Matrix gradientW,
    double trace,
    double features,
    double spread,
    double featureNorm,
    double defect,
    @Nullable Prediction prediction,
    @Nullable String unpredicted,
    double e2,
    double rangePart,
    double kernelPart,
    double collapsed,
    MetricValue nc1) {

  /**
   * Theorem 4.2 evaluated.
   *
   * @param predicted F = gamma (K/n (x) W) M^{-1} vec(Y) [n x p]
   * @param e1 ||H - F||_F
   * @param identityError ||H - F - E_1||_F with E_1 by its formula from D
   * @param slack what the residuals of the linear systems may add to it
   * @param solution how the systems were solved
   */
  public record Prediction(
      Matrix predicted,
      double e1,
      double identityError,
      double slack,
      KernelSystems.Solution solution) {}

  /**
   * Measures a point.
   *
   * @param point the network on its training samples
   * @param method how linear systems are solved; null for the usual one
   * @param threads how many threads work; no number depends on it
   * @return the measured numbers
   * @throws IllegalArgumentException if that is below 1
   */
  public static MeanFieldQuantities measure(
      MeanFieldPoint point, KernelSystems.@Nullable Method method, int threads) {
    try (ThreadTeam team = new ThreadTeam(threads)) {
      return measure(point, method, team);
    }
  }

  private static MeanFieldQuantities measure(
      MeanFieldPoint point, KernelSystems.@Nullable Method method, ThreadTeam team) {
    Matrix h = point.features();
    Matrix w = point.classifier();
    int n = point.samples();
    int q = point.classes();
    double gamma = point.model().gamma();
    int[] counts = new int[q];
    for (int label : point.labels()) {
      counts[label]++;
    }
    // The spectrum of Jacot et al. is that of a matrix with a row per class.
    Spectrum spectrum = Spectrum.of(w.transposed(), 0);
    Spectral.BothSides svd = Spectral.svd(w);

    Matrix r = h.times(w);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < q; k++) {
        double y = point.labels()[i] == k ? 1 : 0;
        r.data()[i * q + k] = gamma * r.data()[i * q + k] - y;
      }
    }
    Matrix gradient = h.transposed().times(r).combine(gamma / n, point.model().decayW(), w);

    double e2 = Double.NaN;
    double range = Double.NaN;
    double kernel = Double.NaN;
    double collapsed = Double.NaN;
    if (spectrum.full()) {
      Matrix inverse = inverse(svd); // (W^T W)^{-1} W^T [q x p]
      Matrix s = rowsOf(inverse, point.labels(), 1 / gamma);
      e2 = Math.sqrt(h.combine(1, -1, s).squaredNorm());
      collapsed = Math.sqrt(centred(s).squaredNorm());
      range = Math.sqrt(r.times(inverse).squaredNorm()) / gamma;
      Matrix inRange = point.defect().times(svd.left()).times(svd.left().transposed());
      kernel = Math.sqrt(point.defect().combine(1, -1, inRange).squaredNorm());
    }
    double trace = point.kernel().trace(team);
    Prediction prediction = null;
    String unpredicted = point.model().decayRho() > 0 ? null : "because lambda_rho = 0";
    if (unpredicted == null) {
      try {
        prediction = predict(point, svd, method, team);
      } catch (ArithmeticException e) {
        unpredicted = "because lambda_rho is lost in the rounding of the kernel: " + e.getMessage();
      }
    }
    return new MeanFieldQuantities(
        point,
        Arrays.stream(counts).min().orElse(0),
        Arrays.stream(counts).max().orElse(0),
        spectrum,
        w.squaredNorm(),
        Math.sqrt(r.squaredNorm()),
        gradient,
        trace,
        Math.sqrt(h.squaredNorm()),
        Math.sqrt(centred(h).squaredNorm()),
        Spectral.operatorNorm(h),
        Math.sqrt(point.defect().squaredNorm()),
        prediction,
        unpredicted,
        e2,
        range,
        kernel,
        collapsed,
        NeuralCollapse.of(Rows.of(h.data(), h.columns()), point.labels(), q)
            .threads(team.threads())
            .measure(List.of("nc1.total"))
            .value("nc1.total"));
  }

  /** (W^T W)^{-1} W^T = V diag(1/s) U^T for W = U diag(s) V^T. */
  private static Matrix inverse(Spectral.BothSides svd) {
    Matrix v = svd.right().transposed();
    int k = svd.values().length;
    for (int i = 0; i < v.data().length; i++) {
      v.data()[i] /= svd.values()[i % k];
    }
    return v.times(svd.left().transposed());
  }

  /** Row i is {@code factor} times row label_i of {@code table}. */
  private static Matrix rowsOf(Matrix table, int[] labels, double factor) {
    Matrix rows = new Matrix(labels.length, table.columns());
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < table.columns(); j++) {
        rows.data()[i * table.columns() + j] = factor * table.get(labels[i], j);
      }
    }
    return rows;
  }

  private static Matrix centred(Matrix table) {
    int p = table.columns();
    double[] mean = new double[p];
    for (int i = 0; i < table.data().length; i++) {
      mean[i % p] += table.data()[i] / table.rows();
    }
    Matrix centred = new Matrix(table.rows(), p);
    for (int i = 0; i < centred.data().length; i++) {
      centred.data()[i] = table.data()[i] - mean[i % p];
    }
    return centred;
  }

  /**
   * F and E_1 in the eigenbasis of W^T W = V diag(s_i^2) V^T: with W = U diag(s) V^T,
   *
   * <pre>
   * F = (gamma/n) sum_i s_i U_i (K v_i)^T,  (gamma^2 s_i^2 K/n + lambda I) v_i = (V^T Y)_i,
   * </pre>
   *
   * and E_1 = D/lambda - (gamma^2/(lambda n)) sum_i s_i U_i (K v'_i)^T with (V^T W^T D)_i = s_i
   * (U^T D)_i on the right.
   */
  private static Prediction predict(
      MeanFieldPoint point,
      Spectral.BothSides svd,
      KernelSystems.@Nullable Method method,
      ThreadTeam team) {
    MeanFieldModel model = point.model();
    int n = point.samples();
    int k = svd.values().length;
    double[] s = svd.values();
    Matrix ofLabels = rowsOf(svd.right().transposed(), point.labels(), 1); // Y^T V [n x k]
    Matrix ofDefect = point.defect().times(svd.left()); // D^T U [n x k]
    Matrix b = new Matrix(n, 2 * k);
    double[] scales = new double[2 * k];
    for (int c = 0; c < k; c++) {
      scales[c] = model.gamma() * model.gamma() * s[c] * s[c] / n;
      scales[k + c] = scales[c];
    }
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < k; c++) {
        b.data()[i * 2 * k + c] = ofLabels.get(i, c);
        b.data()[i * 2 * k + k + c] = s[c] * ofDefect.get(i, c);
      }
    }
    KernelSystems.Solution solution =
        KernelSystems.solve(point.kernel(), scales, model.decayRho(), b, method, team);
    Matrix kv = solution.products();
    Matrix left = new Matrix(n, k);
    Matrix right = new Matrix(n, k);
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < k; c++) {
        left.data()[i * k + c] = model.gamma() / n * s[c] * kv.get(i, c);
        right.data()[i * k + c] =
            -model.gamma() * model.gamma() / (model.decayRho() * n) * s[c] * kv.get(i, k + c);
      }
    }
    Matrix transposed = svd.left().transposed();
    Matrix predicted = left.times(transposed);
    Matrix e1 = right.times(transposed).combine(1, 1 / model.decayRho(), point.defect());
    Matrix difference = point.features().combine(1, -1, predicted);
    return new Prediction(
        predicted,
        Math.sqrt(difference.squaredNorm()),
        Math.sqrt(difference.combine(1, -1, e1).squaredNorm()),
        slack(model, s, b, solution),
        solution);
  }

  /**
   * As ||K (c K + lambda I)^{-1}|| is at most 1/c, a residual r of a system adds at most ||r||
   * s_i/(gamma s_i^2) to F, and ||r|| s_i / (lambda s_i^2) to E_1.
   */
  private static double slack(
      MeanFieldModel model, double[] s, Matrix b, KernelSystems.Solution solution) {
    int k = s.length;
    double[] norms = new double[2 * k];
    for (int i = 0; i < b.data().length; i++) {
      norms[i % (2 * k)] += b.data()[i] * b.data()[i];
    }
    double sum = 0;
    for (int c = 0; c < k; c++) {
      if (s[c] > 0) {
        sum += solution.residuals()[c] * Math.sqrt(norms[c]) / (model.gamma() * s[c]);
        sum += solution.residuals()[k + c] * Math.sqrt(norms[k + c]) / (model.decayRho() * s[c]);
      }
    }
    return sum;
  }

  /** {@return n, the number of samples} */
  public int samples() {
    return point.samples();
  }

  /** {@return q, the number of classes} */
  public int classes() {
    return point.classes();
  }

  /** {@return the loss L_n = (1/2n) ||gamma W^T H - Y||_F^2} */
  public double loss() {
    return residual * residual / (2 * samples());
  }

  /**
   * {@return the regularised loss L_{lam,n} = L_n + (lambda_W/2) ||W||_F^2 + (lambda_rho/2)
   * E||theta||^2}
   */
  public double regularisedLoss() {
    return loss()
        + point.model().decayW() / 2 * squaredW
        + point.model().decayRho() / 2 * point.squaredParticles();
  }

  /**
   * {@return how far rounding may have moved H and D/lambda_rho from each other, in the Frobenius
   * norm} Delta_a is made of sums over n samples, H of sums over N particles. Each sum is wrong by
   * its roundoff times the root of the number of its terms, sixteen times over.
   */
  public double rounding() {
    MeanFieldModel model = point.model();
    double sums = 16 * Math.sqrt(Math.max(samples(), point.particles())) * model.roundoff();
    double terms =
        model.gamma() * w.largest() * residual * trace / samples()
            + model.decayRho() * features
            + defect;
    return sums * terms / model.decayRho();
  }

  /**
   * {@return how far apart H and its form made of D are, in the Frobenius norm: measured where the
   * identity was evaluated, else {@link #rounding}} As F and the second part of E_1 lie in the
   * range of W, (I - P_W) H is within it of (I - P_W) D/lambda_rho.
   */
  public double mismatch() {
    return prediction == null ? rounding() : prediction.identityError();
  }

  /**
   * {@return what double arithmetic may lose where H - S is formed, in the Frobenius norm, whatever
   * the precision of H}
   */
  public double arithmetic() {
    return 16 * 0x1p-53 * w.largest() / w.smallest() * (features + e2);
  }

  /** {@return how far rounding may have moved an entry of E[Delta_a a^T] - W grad_W^T} */
  public double balanceRounding() {
    MeanFieldModel model = point.model();
    double sums = 16 * Math.sqrt(Math.max(samples(), point.particles())) * model.roundoff();
    double a = 0;
    for (int i = 0; i < point.width(); i++) {
      a += point.second().get(i, i);
    }
    return sums
        * (model.gamma() / samples() * w.largest() * residual * Math.sqrt(trace * a)
            + model.decayRho() * a);
  }

  /**
   * {@return the largest magnitude of an entry, 0 without entries}
   *
   * @param m any matrix
   */
  public static double largest(Matrix m) {
    return Arrays.stream(m.data()).map(Math::abs).max().orElse(0);
  }

  /** {@return W grad_W^T [p x p]} */
  public Matrix weightPull() {
    return Blas.timesTransposed(point.classifier(), gradientW);
  }
}
