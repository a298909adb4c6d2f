package org.collapsar.theory;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.collapsar.linalg.KernelFactor;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;

/**
 * Mean-field networks for the tests, every quantity of which is computed by plain loops from the
 * formulas of the model, nothing by the code under test.
 */
final class MeanFields {
  static final double UNIT = 0x1p-53;

  private MeanFields() {}

  static Nonlinearity tanh() {
    return Nonlinearity.tanh(Math::tanh);
  }

  static Nonlinearity sigmoid() {
    return Nonlinearity.sigmoid(z -> 1 / (1 + Math.exp(-z)));
  }

  static Nonlinearity relu() {
    return Nonlinearity.unbounded("relu", z -> Math.max(z, 0));
  }

  /** Parameters and data: x [n x d], u [N x d], a [N x p], w [p x q]. */
  record Network(Matrix x, int[] labels, Matrix u, Matrix a, Matrix w, MeanFieldModel model) {

    int n() {
      return x.rows();
    }

    int particles() {
      return u.rows();
    }

    /** S [n x N]. */
    Matrix s() {
      Matrix z = x.times(u.transposed());
      DoubleUnaryOperator sigma = model.sigma().value();
      Arrays.setAll(z.data(), i -> sigma.applyAsDouble(z.data()[i]));
      return z;
    }

    /** H [n x p]. */
    Matrix h() {
      Matrix h = s().times(a);
      return h.combine(1.0 / particles(), 0, h);
    }

    /** R [n x q]. */
    Matrix r() {
      Matrix r = h().times(w);
      for (int i = 0; i < r.data().length; i++) {
        r.data()[i] =
            model.gamma() * r.data()[i] - (labels[i / w.columns()] == i % w.columns() ? 1 : 0);
      }
      return r;
    }

    /** Delta_a [N x p]. */
    Matrix deltaA() {
      Matrix pulled = r().times(w.transposed());
      return s().transposed().times(pulled).combine(model.gamma() / n(), model.decayRho(), a);
    }

    /** E||Delta_u||^2, the slope of sigma by differences. */
    double squaredDriftU() {
      Matrix z = x.times(u.transposed());
      Matrix pulled = r().times(w.transposed()).times(a.transposed());
      DoubleUnaryOperator sigma = model.sigma().value();
      double step = 1e-5;
      for (int i = 0; i < z.data().length; i++) {
        double at = z.data()[i];
        double slope =
            (sigma.applyAsDouble(at + step) - sigma.applyAsDouble(at - step)) / (2 * step);
        pulled.data()[i] *= slope;
      }
      Matrix delta = pulled.transposed().times(x).combine(model.gamma() / n(), model.decayRho(), u);
      return delta.squaredNorm() / particles();
    }

    /** The point; its table of S is closed by the caller. */
    MeanFieldPoint point(NativeArray table) {
      Matrix s = s();
      table.write(0, s.data(), 0, s.data().length);
      Matrix delta = deltaA();
      double share = 1.0 / particles();
      Matrix defect = s.times(delta);
      Matrix pull = delta.transposed().times(a);
      return new MeanFieldPoint(
          h(),
          labels,
          w,
          defect.combine(share, 0, defect),
          a.transposed().gram().combine(share, 0, a.transposed().gram()),
          pull.combine(share, 0, pull),
          delta.squaredNorm() * share,
          squaredDriftU(),
          (a.squaredNorm() + u.squaredNorm()) * share,
          new KernelFactor(table, n(), particles()),
          model);
    }

    Landscape landscape() {
      try (NativeArray table = NativeArray.allocate(Precision.FLOAT64, (long) n() * particles())) {
        return LandscapeCertificates.of(point(table), 1);
      }
    }

    MeanFieldQuantities quantities() {
      try (NativeArray table = NativeArray.allocate(Precision.FLOAT64, (long) n() * particles())) {
        return MeanFieldQuantities.measure(point(table), null, 1);
      }
    }

    @Override
    public String toString() {
      return "n=%d N=%d p=%d q=%d %s gamma=%s lambda=%s,%s noise=%s"
          .formatted(
              n(),
              particles(),
              w.rows(),
              w.columns(),
              model.sigma().name(),
              model.gamma(),
              model.decayRho(),
              model.decayW(),
              model.noise());
    }
  }

  static Matrix gaussian(int rows, int columns, double size, SplittableRandom random) {
    Matrix m = new Matrix(rows, columns);
    Arrays.setAll(m.data(), i -> size * random.nextGaussian());
    return m;
  }

  static int[] labels(int classes, int perClass) {
    int[] labels = new int[classes * perClass];
    Arrays.setAll(labels, i -> i % classes);
    return labels;
  }

  static double between(double low, double high, SplittableRandom random) {
    return Math.exp(Math.log(low) + random.nextDouble() * (Math.log(high) - Math.log(low)));
  }

  /** One of the columns with norm 1 in the first coordinates and noise. */
  static Matrix weights(int p, int q, double noise, SplittableRandom random) {
    Matrix w = gaussian(p, q, noise, random);
    for (int k = 0; k < q; k++) {
      w.data()[k * q + k] += 1;
    }
    return w;
  }

  /**
   * A [N x p] with E[a sigma] = target [n x p]: S A = N target in least squares, by (S S^T + 1e-12
   * tr)^{-1}, exact where N is at least n.
   */
  static Matrix fitting(Matrix s, Matrix target) {
    int n = s.rows();
    int particles = s.columns();
    Matrix k = s.gram();
    double trace = 0;
    for (int i = 0; i < n; i++) {
      trace += k.get(i, i);
    }
    double[][] m = new double[n][n + target.columns()];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        m[i][j] = k.get(i, j) + (i == j ? 1e-12 * trace : 0);
      }
      for (int j = 0; j < target.columns(); j++) {
        m[i][n + j] = particles * target.get(i, j);
      }
    }
    eliminate(m, n);
    Matrix v = new Matrix(n, target.columns());
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < target.columns(); j++) {
        v.data()[i * target.columns() + j] = m[i][n + j];
      }
    }
    return s.transposed().times(v);
  }

  private static void eliminate(double[][] m, int n) {
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        if (Math.abs(m[i][k]) > Math.abs(m[pivot][k])) {
          pivot = i;
        }
      }
      double[] swap = m[k];
      m[k] = m[pivot];
      m[pivot] = swap;
      for (int i = 0; i < n; i++) {
        double f = i == k ? 0 : m[i][k] / m[k][k];
        for (int j = k; f != 0 && j < m[i].length; j++) {
          m[i][j] -= f * m[k][j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = n; j < m[i].length; j++) {
        m[i][j] /= m[i][i];
      }
    }
  }

  /** S of the paper, gamma^{-1} W (W^T W)^{-1} Y [n x p], by elimination. */
  static Matrix collapsed(Matrix w, int[] labels, double gamma) {
    int q = w.columns();
    Matrix g = w.transposed().gram();
    double[][] m = new double[q][2 * q];
    for (int i = 0; i < q; i++) {
      for (int j = 0; j < q; j++) {
        m[i][j] = g.get(i, j);
      }
      m[i][q + i] = 1;
    }
    eliminate(m, q);
    Matrix inverse = new Matrix(q, q);
    for (int i = 0; i < q; i++) {
      for (int j = 0; j < q; j++) {
        inverse.data()[i * q + j] = m[i][q + j];
      }
    }
    Matrix t = w.times(inverse).transposed(); // [q x p]
    Matrix s = new Matrix(labels.length, w.rows());
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < w.rows(); j++) {
        s.data()[i * w.rows() + j] = t.get(labels[i], j) / gamma;
      }
    }
    return s;
  }

  /**
   * A [N x p] with Delta_a = 0: a_j = (gamma/n) W V sigma(X^T u_j), V [q x n] with gamma^2 W^T W V
   * K/n + lambda V = Y, by elimination on its q n unknowns.
   */
  static Matrix standing(Matrix s, int[] labels, Matrix w, double gamma, double lambda) {
    int n = s.rows();
    int q = w.columns();
    int size = q * n;
    Matrix k = s.gram();
    Matrix g = w.transposed().gram();
    double scale = gamma * gamma / n / s.columns();
    double[][] m = new double[size][size + 1];
    for (int c = 0; c < q; c++) {
      for (int i = 0; i < n; i++) {
        double[] row = m[c * n + i];
        for (int e = 0; e < q; e++) {
          for (int j = 0; j < n; j++) {
            row[e * n + j] = scale * g.get(c, e) * k.get(j, i);
          }
        }
        row[c * n + i] += lambda;
        row[size] = labels[i] == c ? 1 : 0;
      }
    }
    eliminate(m, size);
    Matrix v = new Matrix(n, q);
    for (int c = 0; c < q; c++) {
      for (int i = 0; i < n; i++) {
        v.data()[i * q + c] = m[c * n + i][size];
      }
    }
    Matrix a = s.transposed().times(v).times(w.transposed());
    return a.combine(gamma / n, 0, a);
  }

  /**
   * A network for which Lemma 4.3 applies: beta 1e16 to 1e40, decays so small that L_{lam,n} is
   * below beta^{-1/2}, outputs that fit.
   */
  static Network cold(SplittableRandom random) {
    int q = 2 + random.nextInt(3);
    int m = 2 + random.nextInt(8);
    int p = q + random.nextInt(3);
    int n = q * m;
    double beta = between(1e16, 1e40, random);
    double lambda = Math.pow(beta, -0.55 - 0.3 * random.nextDouble());
    double gamma = between(0.1, 3, random);
    MeanFieldModel model =
        new MeanFieldModel(
            gamma,
            lambda,
            lambda * between(1e-3, 1e2, random),
            1 / beta,
            random.nextBoolean(),
            random.nextBoolean() ? tanh() : sigmoid(),
            UNIT);
    int[] labels = labels(q, m);
    Matrix x = gaussian(n, n, 2, random);
    Matrix u = gaussian(2 * n, n, between(0.05, 1, random), random);
    Matrix w = weights(p, q, between(0.01, 0.5, random), random);
    double size = between(0.03, 30, random);
    w = w.combine(size, 0, w);
    Network network = new Network(x, labels, u, new Matrix(2 * n, p), w, model);
    Matrix a = fitting(network.s(), collapsed(w, labels, gamma));
    return new Network(x, labels, u, a, w, model);
  }

  /**
   * A random network: gamma 0.03 to 30, lambda 1e-6 to 1, with and without noise; half of them near
   * a collapsed and interpolating one, by {@link #fitting}, so that hypotheses hold.
   */
  static Network draw(SplittableRandom random) {
    int q = 2 + random.nextInt(3);
    int m = 2 + random.nextInt(3);
    int p = q + random.nextInt(3);
    int n = q * m;
    int kind = random.nextInt(6);
    boolean fitted = kind > 0;
    int particles = fitted ? 2 * n + random.nextInt(10) : 1 + random.nextInt(30);
    int d = fitted ? n + random.nextInt(3) : 1 + random.nextInt(6);
    Nonlinearity sigma =
        switch (random.nextInt(fitted ? 4 : 3)) {
          case 0 -> sigmoid();
          case 1 -> relu();
          default -> tanh();
        };
    double gamma = between(kind > 2 ? 0.5 : 0.03, 30, random);
    double noise =
        random.nextBoolean() ? 0 : random.nextBoolean() ? between(1e-40, 1e-10, random) : 0.01;
    MeanFieldModel model =
        new MeanFieldModel(
            gamma,
            kind > 2 ? between(1e-6, 1e-4, random) : between(1e-5, 1, random),
            between(1e-5, 1, random),
            noise,
            random.nextBoolean(),
            sigma,
            UNIT);
    int[] labels = labels(q, m);
    Matrix x = gaussian(n, d, 2, random);
    Matrix u = gaussian(particles, d, 1, random);
    Matrix w = weights(p, q, between(0.01, 1, random), random);
    Matrix a = gaussian(particles, p, between(0.01, 3, random), random);
    Network network = new Network(x, labels, u, a, w, model);
    if (kind > 2) {
      Matrix rest = standing(network.s(), labels, w, gamma, model.decayRho());
      double off = between(1e-12, 1e-6, random);
      double size = Math.sqrt(rest.squaredNorm() / rest.data().length);
      a = rest.combine(1, off * size, gaussian(particles, p, 1, random));
      network = new Network(x, labels, u, a, w, model);
    } else if (fitted) {
      double off = between(1e-8, 0.3, random);
      Matrix target = collapsed(w, labels, gamma);
      double size = Math.sqrt(target.squaredNorm() / target.data().length);
      Matrix noisy = target.combine(1, off * size, gaussian(n, p, 1, random));
      network = new Network(x, labels, u, fitting(network.s(), noisy), w, model);
    }
    return network;
  }
}
