package org.collapsar.lab.gibbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.probe.DenseNetwork;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.probe.ParticleProbe;
import org.collapsar.probe.Particles;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;
import org.collapsar.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The law of finitely many particles. Statistical tests here have a gibbs.p above 1e-6 to show, the
 * smallest p-value times their number: the false-alarm rate is 1e-6 each; all are seeded.
 */
class GibbsResidualsTest {
  private static final double LEVEL = 1e-6;
  private static final int D = 2;
  private static final int P = 4;
  private static final int Q = 2;

  private static NetworkSpec spec(int particles, double truncation, double lambda) {
    return NetworkSpec.meanField(
            D, particles, P, Q, Activation.SIGMOID, 1.3, lambda, lambda, lambda, true)
        .with(1, layer -> layer.truncatedAt(truncation));
  }

  private static Samples samples(int n) {
    return Samples.of(SmallData.separated(n, D, Q), Precision.FLOAT64);
  }

  /** e is Delta_a/lambda of the gradient that training uses. */
  @Test
  void residualsAreTheProductionGradientOverLambda() {
    double lambda = 0.05;
    try (Network network = Network.initialise(spec(300, 0, lambda), Precision.FLOAT64, Seed.of(1));
        Samples samples = samples(700);
        ThreadTeam team = new ThreadTeam(2);
        NetworkSweep pass = new DenseNetwork(network).sweep(team, Loss.SQUARED, false)) {
      ParticleProbe probe = new ParticleProbe(network, samples);
      pass.differentiate(samples, probe);
      double[] delta = pass.gradient().weights(1).toDoubles();
      double[] e = new GibbsResiduals(probe.particles(), 0.1).residuals().data();
      for (int i = 0; i < e.length; i++) {
        assertThat(e[i]).isCloseTo(delta[i] / lambda, within(1e-11));
      }
    }
  }

  /**
   * L Cov(e) L^T = I, with the whitening L and the covariance of the class comment multiplied out.
   */
  @Test
  void whiteningUndoesTheCovarianceOfFinitelyManyParticles() {
    int particles = 7;
    double lambda = 0.05;
    try (Network network =
            Network.initialise(spec(particles, 0, lambda), Precision.FLOAT64, Seed.of(5));
        Samples samples = samples(4)) {
      ParticleProbe probe = new ParticleProbe(network, samples);
      probe.pass(samples, 1);
      Particles at = probe.particles();
      double[] origin = whitened(at, new Matrix(P, particles));
      int size = P * particles;
      Matrix l = new Matrix(size, size);
      for (int i = 0; i < size; i++) {
        Matrix unit = new Matrix(P, particles);
        unit.data()[i] = 1;
        double[] image = whitened(at, unit);
        for (int k = 0; k < size; k++) {
          l.data()[k * size + i] = image[k] - origin[k];
        }
      }
      Matrix ww = at.w().gram();
      Matrix ss = at.s().transposed().gram();
      Matrix covariance = new Matrix(size, size);
      double beta = 1 / lambda;
      for (int a = 0; a < P; a++) {
        for (int b = 0; b < P; b++) {
          for (int j = 0; j < particles; j++) {
            for (int k = 0; k < particles; k++) {
              double value =
                  (a == b && j == k ? 1 : 0)
                      + 1.3 * 1.3 / (lambda * 4 * particles) * ss.get(j, k) * ww.get(a, b);
              covariance.data()[(a * particles + j) * size + b * particles + k] =
                  value / (beta * lambda);
            }
          }
        }
      }
      Matrix product = l.times(covariance).times(l.transposed());
      for (int i = 0; i < size; i++) {
        for (int k = 0; k < size; k++) {
          assertThat(product.get(i, k)).isCloseTo(i == k ? 1 : 0, within(1e-10));
        }
      }
    }
  }

  /** With R as it is and other weights: an affine map of the weights. */
  private static double[] whitened(Particles at, Matrix a) {
    return new GibbsResiduals(
            new Particles(
                a,
                at.u(),
                at.w(),
                at.s(),
                at.residual(),
                at.labels(),
                at.gamma(),
                at.decay(),
                at.noise(),
                0),
            0)
        .whitened()
        .data();
  }

  /**
   * A drawn from its exact law given U by a Cholesky factor of the N x N precisions, 500 particles:
   * accepted. Drawn with beta/2 in front of the data term, as the paper prints (27): rejected.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void acceptsTheLawAndRejectsTheOneWithHalfBeta(long seed) {
    assertThat(drawn(seed, 1)).isGreaterThan(LEVEL);
    assertThat(drawn(seed, 0.5)).isLessThan(LEVEL);
  }

  private static double drawn(long seed, double share) {
    int particles = 500;
    double lambda = 0.05;
    try (Network network =
            Network.initialise(spec(particles, 0, lambda), Precision.FLOAT64, Seed.of(seed));
        Samples samples = samples(8)) {
      ParticleProbe probe = new ParticleProbe(network, samples);
      probe.pass(samples, 1);
      Matrix a = draw(probe.particles(), share, new SplittableRandom(seed));
      network.setWeights(1, a.data());
      probe.pass(samples, 1);
      return GibbsMeasurement.of(probe.particles(), 0).values().get("gibbs.p").orNaN();
    }
  }

  /** W has orthonormal columns: then W and its null space need no eigenvectors of data. */
  private static Matrix draw(Particles at, double share, SplittableRandom random) {
    int particles = at.count();
    int n = at.samples();
    double beta = 1 / at.noise();
    double gamma = at.gamma();
    Matrix noise = new Matrix(P, particles);
    for (int i = 0; i < noise.data().length; i++) {
      noise.data()[i] = random.nextGaussian();
    }
    // Precision of W^T A: beta (lambda I + share gamma^2/(n N) S^T S); elsewhere beta lambda.
    Matrix ss = at.s().transposed().gram();
    Matrix precision = new Matrix(particles, particles);
    for (int i = 0; i < precision.data().length; i++) {
      precision.data()[i] =
          beta
              * ((i % (particles + 1) == 0 ? at.decay() : 0)
                  + share * gamma * gamma / (n * (double) particles) * ss.data()[i]);
    }
    Matrix factor = cholesky(precision);
    Matrix wt = at.w().transposed();
    Matrix inRange = wt.times(noise);
    Matrix result = noise.combine(1 / Math.sqrt(beta * at.decay()), 0, noise);
    result = result.combine(1, -1 / Math.sqrt(beta * at.decay()), at.w().times(inRange));
    Matrix range = new Matrix(Q, particles);
    for (int c = 0; c < Q; c++) {
      double[] pull = new double[particles];
      for (int j = 0; j < particles; j++) {
        for (int i = 0; i < n; i++) {
          pull[j] += at.labels()[i] == c ? share * beta * gamma / n * at.s().get(i, j) : 0;
        }
      }
      double[] mean = backward(factor, forward(factor, pull));
      double[] z = new double[particles];
      System.arraycopy(inRange.data(), c * particles, z, 0, particles);
      double[] about = backward(factor, z);
      for (int j = 0; j < particles; j++) {
        range.data()[c * particles + j] = mean[j] + about[j];
      }
    }
    return result.combine(1, 1, at.w().times(range));
  }

  private static Matrix cholesky(Matrix a) {
    int n = a.rows();
    Matrix l = new Matrix(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a.get(i, j);
        for (int k = 0; k < j; k++) {
          sum -= l.data()[i * n + k] * l.data()[j * n + k];
        }
        l.data()[i * n + j] = i == j ? Math.sqrt(sum) : sum / l.get(j, j);
      }
    }
    return l;
  }

  private static double[] forward(Matrix l, double[] b) {
    double[] x = b.clone();
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= l.get(i, k) * x[k];
      }
      x[i] /= l.get(i, i);
    }
    return x;
  }

  private static double[] backward(Matrix l, double[] b) {
    double[] x = b.clone();
    for (int i = x.length - 1; i >= 0; i--) {
      for (int k = i + 1; k < x.length; k++) {
        x[i] -= l.get(k, i) * x[k];
      }
      x[i] /= l.get(i, i);
    }
    return x;
  }

  private static GibbsMeasurement trained(double truncation, double assumed, int steps) {
    double lambda = 0.1;
    NetworkSpec spec = spec(4000, truncation, lambda);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(21));
        Samples samples = samples(12);
        Trainer trainer =
            new Trainer(
                network,
                samples,
                new TrainConfig(steps, 0, StepSchedule.constant(0.25), 2),
                Seed.of(22))) {
      trainer.run(0, epoch -> true);
      ParticleProbe probe = new ParticleProbe(network, samples);
      probe.pass(samples, 2);
      Particles at = probe.particles();
      return GibbsMeasurement.of(
          new Particles(
              at.a(),
              at.u(),
              at.w(),
              at.s(),
              at.residual(),
              at.labels(),
              at.gamma(),
              at.decay(),
              at.noise(),
              assumed),
          0.25);
    }
  }

  /** 4000 particles, 10/lambda of flow time: e^-20 of the start is left. */
  @Test
  void trainingEndsInTheLaw() {
    GibbsMeasurement end = trained(0, 0, 400);
    assertThat(end.values().get("gibbs.p").orNaN()).isGreaterThan(LEVEL);
    assertThat(end.matrices()).containsOnlyKeys(GibbsMeasurement.MATRICES);
    assertThat(end.counts()).containsKeys("projected", "whitened", "density", "a.4", "u.2");
    assertThat(end.counts()).containsKey("a.4*u.2");
    assertThat(trained(0, 0, 3).values().get("gibbs.p").orNaN()).isLessThan(LEVEL);
  }

  /** Where the truncation bites the density (27) is accepted, and the Gaussian law rejected. */
  @Test
  void truncatedTrainingEndsInTheTruncatedLawAlone() {
    GibbsMeasurement end = trained(0.8, 0.8, 400);
    assertThat(end.values().get("gibbs.beyond").orNaN()).isGreaterThan(0.3);
    assertThat(end.values().get("gibbs.p").orNaN()).isGreaterThan(LEVEL);
    assertThat(end.values().get("gibbs.whitened.fit.p").orNaN()).isNaN();
    assertThat(trained(0.8, 0, 400).values().get("gibbs.p").orNaN()).isLessThan(LEVEL);
  }
}
