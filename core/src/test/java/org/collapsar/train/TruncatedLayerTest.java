package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.collapsar.BadInputException;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.net.Truncation;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;

/** The second layer h^R = E[tau_R(a) sigma(u^T x)] of the mean-field network, section 5. */
class TruncatedLayerTest {
  private static final int D = 3;
  private static final int P = 4;
  private static final int Q = 2;

  private static NetworkSpec spec(int particles, double truncation, double noise) {
    return NetworkSpec.meanField(
            D, particles, P, Q, Activation.SIGMOID, 1.7, 0.03, 0.02, noise, false)
        .with(1, layer -> layer.truncatedAt(truncation));
  }

  private static double lossOf(FullPass pass, Samples samples) {
    return pass.evaluate(samples, (start, count, p) -> {});
  }

  /** R = 0.7 leaves weights of N(0, 1) on all three pieces of tau. */
  @Test
  void gradientsAreThoseOfCentralDifferences() {
    int particles = 30;
    double r = 0.7;
    NetworkSpec spec = spec(particles, r, 0);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(3));
        Samples samples = Samples.of(Cases.gaussian(11, D, Q, 5), Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(2);
        FullPass pass = new FullPass(network, team)) {
      pass.differentiate(samples, (start, count, p) -> {});
      double worst = 0;
      for (int l = 0; l < 3; l++) {
        double[] w = network.weights(l);
        double[] gradient = pass.gradient().layer(l).toDoubles();
        double factor = spec.layers().get(l).stepFactor();
        for (int i = 0; i < w.length; i++) {
          double h = 1e-5;
          double[] moved = w.clone();
          moved[i] = w[i] + h;
          network.setWeights(l, moved);
          double up = lossOf(pass, samples);
          moved[i] = w[i] - h;
          network.setWeights(l, moved);
          double down = lossOf(pass, samples);
          double expected =
              factor * (up - down) / (2 * h) + spec.layers().get(l).weightDecay() * w[i];
          worst = Math.max(worst, Math.abs(gradient[i] - expected));
        }
        network.setWeights(l, w);
      }
      // Rounding of the loss, 1e-16, over h and times N.
      assertThat(worst).isLessThan(1e-8);
    }
  }

  @Test
  void theForwardPassIsThatOfTruncatedWeights() {
    double r = 0.7;
    try (Network truncated = Network.initialise(spec(300, r, 0), Precision.FLOAT64, Seed.of(8));
        Network plain = Network.initialise(spec(300, 0, 0), Precision.FLOAT64, Seed.of(8));
        Samples samples = Samples.of(Cases.gaussian(600, D, Q, 5), Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(2);
        FullPass one = new FullPass(truncated, team);
        FullPass other = new FullPass(plain, team)) {
      double[] a = plain.weights(1);
      assertThat(lossOf(one, samples)).isNotCloseTo(lossOf(other, samples), within(1e-4));
      for (int i = 0; i < a.length; i++) {
        a[i] = Truncation.value(a[i], r);
      }
      plain.setWeights(1, a);
      assertThat(lossOf(one, samples)).isEqualTo(lossOf(other, samples));
    }
  }

  /** tau_R is the identity, to the last bit, while no weight reaches R. */
  @Test
  void aTruncationThatNothingReachesChangesNothing() {
    double[][][] weights = new double[2][3][];
    for (int k = 0; k < 2; k++) {
      try (Network network =
              Network.initialise(spec(300, k * 1e6, 0.01), Precision.FLOAT64, Seed.of(2));
          Samples samples = Samples.of(Cases.gaussian(600, D, Q, 5), Precision.FLOAT64);
          Trainer trainer =
              new Trainer(
                  network,
                  samples,
                  new TrainConfig(5, 0, StepSchedule.constant(0.3), 2),
                  Seed.of(4))) {
        trainer.run(0, epoch -> true);
        for (int l = 0; l < 3; l++) {
          weights[k][l] = network.weights(l);
        }
      }
    }
    assertThat(weights[1]).isDeepEqualTo(weights[0]);
  }

  @Test
  void miniBatchesAreRefused() {
    try (Network network = Network.initialise(spec(5, 1, 0), Precision.FLOAT64, Seed.of(1));
        Samples samples = Samples.of(Cases.gaussian(10, D, Q, 5), Precision.FLOAT64)) {
      TrainConfig config = new TrainConfig(1, 4, StepSchedule.constant(0.1), 1);
      assertThatThrownBy(() -> new Trainer(network, samples, config, Seed.of(1)))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              "train.batch: expected full, because the network's second layer is truncated, found"
                  + " 4");
    }
  }
}
