package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;

/**
 * Theorem 4.2 of Wu and Mondelli with D = E[Delta_a sigma(u^T X)] kept, which makes it an exact
 * identity at every parameter point:
 *
 * <pre>
 * vec(H) = gamma (K/n (x) W) M^{-1} vec(Y) + (1/lambda) vec(D) - (gamma^2/lambda) (K/n (x) W) M^{-1} vec(W^T D),
 * M = gamma^2 (K/n) (x) (W^T W) + lambda I,</pre>
 *
 * with Delta_a taken from the production gradient. It ties gradient, kernel, features and loss
 * together. H and K are computed here by plain loops, M^{-1} in the form that needs no inverse:
 * with V the q x n matrix such that gamma^2 (W^T W) V (K/n) + lambda V = B, found by elimination on
 * the q n unknowns.
 */
class FeatureIdentityProperties {

  @Property(tries = 300)
  void featuresAreWhatTheTheoremPredicts(
      @ForAll @IntRange(min = 1, max = 40) int particles,
      @ForAll @IntRange(min = 2, max = 3) int classes,
      @ForAll @IntRange(min = 0, max = 3) int extra,
      @ForAll @IntRange(min = 2, max = 5) int perClass,
      @ForAll @IntRange(min = 1, max = 6) int d,
      @ForAll @DoubleRange(min = -1.5, max = 1.5) double logGamma,
      @ForAll @DoubleRange(min = -5, max = 0) double logLambda,
      @ForAll("activations") Activation sigma,
      @ForAll long seed) {
    double gamma = Math.pow(10, logGamma);
    double lambda = Math.pow(10, logLambda);
    int n = classes * perClass;
    NetworkSpec spec =
        NetworkSpec.meanField(
            d, particles, classes + extra, classes, sigma, gamma, 0.1, lambda, 0, false);
    Dataset data = Cases.gaussian(n, d, classes, seed);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(seed));
        Samples samples = Samples.of(data, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1);
        FullPass pass = new FullPass(network, team)) {
      // A point away from W^T W = I.
      double[] wt = network.weights(2);
      for (int i = 0; i < wt.length; i++) {
        wt[i] = wt[i] * (1 + 0.3 * Math.sin(i + 1)) + 0.1 * Math.cos(3 * i);
      }
      network.setWeights(2, wt);
      pass.differentiate(samples, (start, count, p) -> {});

      Matrix u = network.matrix(0);
      Matrix a = network.matrix(1);
      Matrix w = network.matrix(2).transposed();
      Matrix s = activations(u, data, sigma);
      Matrix h = a.times(s).combine(1.0 / particles, 0, new Matrix(a.rows(), n));
      Matrix kernel = s.transposed().times(s).combine(1.0 / particles, 0, new Matrix(n, n));
      Matrix deltaA = new Matrix(a.rows(), particles, pass.gradient().layer(1).toDoubles());
      Matrix defect = deltaA.times(s).combine(1.0 / particles, 0, new Matrix(a.rows(), n));
      Matrix y = new Matrix(classes, n);
      for (int i = 0; i < n; i++) {
        y.data()[data.label(i) * n + i] = 1;
      }

      // Both terms with M^{-1} at once: M^{-1} vec(gamma Y - (gamma^2 / lambda) W^T D).
      Matrix right = y.combine(gamma, -gamma * gamma / lambda, w.transposed().times(defect));
      Matrix v = solve(kernel, w.transposed().times(w), gamma * gamma / n, lambda, right);
      Matrix predicted = w.times(v).times(kernel).combine(1.0 / n, 1 / lambda, defect);

      double error = Math.sqrt(predicted.combine(1, -1, h).squaredNorm());
      double size = Math.sqrt(defect.squaredNorm()) / lambda;
      assertThat(error).isLessThanOrEqualTo(1e-12 * size);
    }
  }

  @Provide
  Arbitrary<Activation> activations() {
    return Arbitraries.of(Cases.activations());
  }

  /** sigma(U X) [N x n]. */
  private static Matrix activations(Matrix u, Dataset data, Activation sigma) {
    Matrix s = new Matrix(u.rows(), data.size());
    for (int i = 0; i < data.size(); i++) {
      double[] x = ReferenceNetwork.row(data, i);
      for (int j = 0; j < u.rows(); j++) {
        double z = 0;
        for (int k = 0; k < x.length; k++) {
          z += u.get(j, k) * x[k];
        }
        s.data()[j * data.size() + i] = ReferenceNetwork.value(sigma, z);
      }
    }
    return s;
  }

  /**
   * V [q x n] with scale G V K + lambda V = B, by Gaussian elimination with pivoting on its q n
   * unknowns.
   */
  private static Matrix solve(Matrix kernel, Matrix g, double scale, double lambda, Matrix b) {
    int q = b.rows();
    int n = b.columns();
    int size = q * n;
    double[][] m = new double[size][size + 1];
    for (int c = 0; c < q; c++) {
      for (int i = 0; i < n; i++) {
        double[] row = m[c * n + i];
        for (int e = 0; e < q; e++) {
          for (int j = 0; j < n; j++) {
            row[e * n + j] = scale * g.get(c, e) * kernel.get(j, i);
          }
        }
        row[c * n + i] += lambda;
        row[size] = b.get(c, i);
      }
    }
    for (int k = 0; k < size; k++) {
      int pivot = k;
      for (int i = k + 1; i < size; i++) {
        if (Math.abs(m[i][k]) > Math.abs(m[pivot][k])) {
          pivot = i;
        }
      }
      double[] swap = m[k];
      m[k] = m[pivot];
      m[pivot] = swap;
      for (int i = k + 1; i < size; i++) {
        double f = m[i][k] / m[k][k];
        for (int j = k; f != 0 && j <= size; j++) {
          m[i][j] -= f * m[k][j];
        }
      }
    }
    double[] v = new double[size];
    for (int k = size - 1; k >= 0; k--) {
      double sum = m[k][size];
      for (int j = k + 1; j < size; j++) {
        sum -= m[k][j] * v[j];
      }
      v[k] = sum / m[k][k];
    }
    return new Matrix(q, n, v);
  }
}
