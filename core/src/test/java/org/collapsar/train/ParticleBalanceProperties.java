package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;

/**
 * Of the mean-field network with lambda_rho = lambda_W = lambda a step without noise changes B =
 * E[a a^T] - W W^T to exactly
 *
 * <pre>B' = (1 - eta lambda)^2 B + eta^2 ( E[g_a g_a^T] - G_W G_W^T ),</pre>
 *
 * g_a and G_W the gradients without decay, because E[a g_a^T] = G_W W^T (derived here). Hence the
 * law of {@code balancedness.law}: with noise, beta^{-1} I_p/lambda is what B tends to.
 */
class ParticleBalanceProperties {

  @Property(tries = 300)
  void oneStepFollowsTheLaw(
      @ForAll @IntRange(min = 1, max = 600) int particles,
      @ForAll @IntRange(min = 2, max = 4) int classes,
      @ForAll @IntRange(min = 0, max = 3) int extra,
      @ForAll @IntRange(min = 1, max = 6) int d,
      @ForAll @DoubleRange(min = -1, max = 1) double logGamma,
      @ForAll @DoubleRange(min = -4, max = 0) double logLambda,
      @ForAll @DoubleRange(min = -4, max = -1) double logEta,
      @ForAll long seed) {
    double lambda = Math.pow(10, logLambda);
    Deviation found =
        deviation(
            particles,
            classes,
            extra,
            d,
            Math.pow(10, logGamma),
            lambda,
            lambda,
            Math.pow(10, logEta),
            seed);
    assertThat(found.largest).isLessThanOrEqualTo(1e-12 * found.size);
  }

  /** So that the property can fail. */
  @Test
  void unequalDecayBreaksTheLaw() {
    Deviation found = deviation(50, 2, 1, 3, 2, 0.1, 0.2, 0.05, 3);
    assertThat(found.largest).isGreaterThan(1e-6 * found.size);
  }

  private record Deviation(double largest, double size) {}

  private static Deviation deviation(
      int particles,
      int classes,
      int extra,
      int d,
      double gamma,
      double decayRho,
      double decayW,
      double eta,
      long seed) {
    int n = 6 * classes;
    NetworkSpec spec =
        NetworkSpec.meanField(
            d,
            particles,
            classes + extra,
            classes,
            Activation.TANH,
            gamma,
            decayW,
            decayRho,
            0,
            false);
    Dataset data = Cases.gaussian(n, d, classes, seed);
    int[] order = IntStream.range(0, n).toArray();
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(seed));
        Samples samples = Samples.of(data, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1);
        FullPass pass = new FullPass(network, team);
        Step step = new Step(network, n, team, Loss.SQUARED, DescentRule.PLAIN, null)) {
      pass.accumulate(samples, (start, count, p) -> {});
      Matrix ga = new Matrix(classes + extra, particles, pass.gradient().layer(1).toDoubles());
      Matrix gw =
          new Matrix(classes, classes + extra, pass.gradient().layer(2).toDoubles()).transposed();
      Matrix before = balance(network.matrix(1), network.matrix(2).transposed());
      step.size(eta);
      step.step(samples, order, 0, n, Seed.of(0));
      network.arrays().settle();
      Matrix after = balance(network.matrix(1), network.matrix(2).transposed());
      double keep = 1 - eta * decayRho;
      Matrix predicted = before.combine(keep * keep, eta * eta, balance(ga, gw));
      double largest = 0;
      for (double x : after.combine(1, -1, predicted).data()) {
        largest = Math.max(largest, Math.abs(x));
      }
      double size =
          1
              + Math.sqrt(before.squaredNorm())
              + eta * eta * Math.sqrt(ga.squaredNorm() + gw.squaredNorm());
      return new Deviation(largest, size);
    }
  }

  /** A A^T/N - W W^T. */
  private static Matrix balance(Matrix a, Matrix w) {
    return a.times(a.transposed()).combine(1.0 / a.columns(), -1, w.times(w.transposed()));
  }
}
