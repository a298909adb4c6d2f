package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Initialisation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.probe.ParticleLaw;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Langevin step where its law is known in closed form: with W = 0 for good, particles do not
 * feel the data, and each of their coordinates makes theta &lt;- r theta + sqrt(2 eta/beta) xi, r =
 * 1 - eta lambda. From N(0, 1) it has the law N(0, v_k) after k steps, independently of all others.
 */
class OrnsteinUhlenbeckTest {
  private static final double LAMBDA = 0.4;
  private static final double NOISE = 0.3;
  private static final int D = 3;
  private static final int P = 4;

  private static NetworkSpec silent(int particles) {
    LayerSpec u =
        LayerSpec.dense(particles, Activation.TANH)
            .stepFactor(particles)
            .decay(LAMBDA)
            .noise(NOISE)
            .drawn(Initialisation.GAUSSIAN);
    LayerSpec a =
        LayerSpec.dense(P, Activation.IDENTITY)
            .outputScale(1.0 / particles)
            .stepFactor(particles)
            .decay(LAMBDA)
            .noise(NOISE)
            .drawn(Initialisation.GAUSSIAN);
    LayerSpec w =
        LayerSpec.dense(2, Activation.IDENTITY)
            .outputScale(1.5)
            .decay(0.1)
            .frozen(true)
            .drawn(Initialisation.ORTHONORMAL)
            .drawnTimes(0);
    return new NetworkSpec(D, List.of(u, a, w));
  }

  private static double law(String id, int epoch, int particles, TrainConfig config, long steps) {
    return ((MetricValue.Defined) ParticleLaw.after(id, epoch, steps, silent(particles), config))
        .value();
  }

  /** Mean square of all coordinates, and mean over the coordinates of their squared means. */
  private static double[] squares(Network network) {
    Matrix u = network.matrix(0);
    Matrix a = network.matrix(1);
    int n = u.rows();
    double squares = (u.squaredNorm() + a.squaredNorm()) / ((D + P) * (double) n);
    double means = 0;
    for (int c = 0; c < D + P; c++) {
      double mean = 0;
      for (int j = 0; j < n; j++) {
        mean += (c < D ? u.get(j, c) : a.get(c - D, j)) / n;
      }
      means += mean * mean / (D + P);
    }
    return new double[] {squares, means};
  }

  private static List<double[]> run(int particles, TrainConfig config, long seed) {
    Dataset data = Cases.gaussian(6, D, 2, 1);
    List<double[]> measured = new ArrayList<>();
    try (Network network = Network.initialise(silent(particles), Precision.FLOAT64, Seed.of(seed));
        Samples samples = Samples.of(data, Precision.FLOAT64);
        Trainer trainer = new Trainer(network, samples, config, Seed.of(seed).split("train"))) {
      trainer.run(0, epoch -> measured.add(squares(network)));
    }
    return measured;
  }

  /**
   * M = 20000 * 7 squares: their sum over v_k has the law chi^2 with M degrees of freedom, whose
   * distance from M in standard deviations sqrt(2M) is normal but for 1 part in 100. 5.5 of them:
   * 3.8e-8 on both sides, at 4 epochs, in 6 cases: a false alarm in 1e-6 of seeds.
   */
  @ParameterizedTest
  @CsvSource({"0.1,0", "0.7,0", "2.5,0", "0.1,2", "0.7,2", "2.5,2"})
  void theVarianceAfterSomeStepsIsThatOfTheLaw(double eta, int batch) {
    int particles = 20_000;
    TrainConfig config =
        batch == 0
            ? new TrainConfig(
                8, 0, StepSchedule.constant(eta), 2, Loss.SQUARED, DescentRule.PLAIN, 3)
            : new TrainConfig(8, batch, StepSchedule.constant(eta), 2);
    List<double[]> measured = run(particles, config, 11);
    double r = 1 - eta * LAMBDA;
    for (int epoch : new int[] {0, 1, 3, 8}) {
      // The recursion itself, for the closed form to be held against as well.
      double v = 1;
      for (int k = 0; k < 3 * epoch; k++) {
        v = r * r * v + 2 * eta * NOISE;
      }
      assertThat(law("particles.square.law", epoch, particles, config, 3))
          .isCloseTo(v, within(1e-12 * v));
      double m = particles * (D + P);
      assertThat(measured.get(epoch)[0] / v).isCloseTo(1, within(5.5 * Math.sqrt(2 / m)));
    }
    double limit = NOISE / (LAMBDA * (1 - eta * LAMBDA / 2));
    assertThat(law("particles.square.law", 400, particles, config, 3))
        .isCloseTo(limit, within(1e-12 * limit));
  }

  /**
   * The squared mean over N particles of a coordinate, times N/v, has the law chi^2 with one degree
   * of freedom: over 7 coordinates and 40 seeds 280 of them, with deviation sqrt(560) = 23.7. Below
   * 160 it is in 8e-10 of all cases, above 430 in 2e-8; with three N and two epochs 1.3e-7.
   */
  @ParameterizedTest
  @CsvSource({"25", "100", "400"})
  void averagesHaveTheVarianceOfIndependentParticles(int particles) {
    double eta = 0.5;
    TrainConfig config =
        new TrainConfig(4, 0, StepSchedule.constant(eta), 1, Loss.SQUARED, DescentRule.PLAIN, 5);
    double[] sums = new double[2];
    for (int seed = 1; seed <= 40; seed++) {
      List<double[]> measured = run(particles, config, seed);
      for (int i = 0; i < 2; i++) {
        int epoch = 1 + 3 * i;
        double expected = law("particles.mean.square.law", epoch, particles, config, 5);
        assertThat(expected)
            .isEqualTo(law("particles.square.law", epoch, particles, config, 5) / particles);
        sums[i] += (D + P) * measured.get(epoch)[1] / expected;
      }
    }
    assertThat(sums[0]).isBetween(160.0, 430.0);
    assertThat(sums[1]).isBetween(160.0, 430.0);
  }

  @Test
  void theLawFollowsAScheduleAndItsLimitInContinuousTime() {
    StepSchedule steps =
        new StepSchedule(List.of(new StepSchedule.Piece(0, 0.2), new StepSchedule.Piece(0.5, 1.5)));
    TrainConfig config = new TrainConfig(4, 0, steps, 1, Loss.SQUARED, DescentRule.PLAIN, 3);
    double v = 1;
    for (int k = 0; k < 12; k++) {
      double eta = k < 6 ? 0.2 : 1.5;
      v = Math.pow(1 - eta * LAMBDA, 2) * v + 2 * eta * NOISE;
    }
    assertThat(law("particles.square.law", 4, 50, config, 3)).isCloseTo(v, within(1e-12 * v));
    double time = 6 * 0.2 + 6 * 1.5;
    double end = NOISE / LAMBDA;
    assertThat(law("particles.square.law.continuous", 4, 50, config, 3))
        .isCloseTo(end + (1 - end) * Math.exp(-2 * LAMBDA * time), within(1e-12));
  }

  @Test
  void particlesThatFeelTheDataHaveNoLaw() {
    NetworkSpec spec = NetworkSpec.meanField(3, 20, 3, 2, Activation.TANH, 1, 0.1, 0.1, 0.1, false);
    TrainConfig plain = new TrainConfig(4, 2, StepSchedule.constant(0.1), 1);
    assertThat(ParticleLaw.after("particles.square.law", 1, 3, spec, plain).toString())
        .contains("because the law is only for W = 0 throughout");
    TrainConfig momentum =
        new TrainConfig(
            4, 2, StepSchedule.constant(0.1), 1, Loss.SQUARED, new DescentRule(0.9, false, false));
    assertThat(ParticleLaw.after("particles.square.law", 1, 3, silent(20), momentum).toString())
        .contains("because the law holds only for plain descent");
  }
}
