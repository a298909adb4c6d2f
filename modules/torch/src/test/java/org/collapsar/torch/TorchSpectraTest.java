package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.collapsar.lab.convolution.LayerStack;
import org.collapsar.lab.convolution.Part;
import org.collapsar.lab.convolution.ResNet;
import org.collapsar.linalg.KrylovSpectrum;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.DescentRule;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.LossScale;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.probe.Curvature;
import org.collapsar.probe.NetworkSpectra;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.junit.jupiter.api.Test;

/** Spectra by differences against those of our own engine, whose derivatives are exact. */
@NeedsGradients
class TorchSpectraTest {
  private static final double TOLERANCE = 1e-5;

  @Test
  void areThoseOfADenseStack() {
    double lambda = 0.1;
    try (Samples samples = Small.samples(20, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1);
        TorchLearner learner =
            new TorchLearner(
                Small.plan(
                    new LayerStack(List.of(new Part.Flatten())), Small.HEAD, lambda, true, false),
                Small.setup(
                    samples,
                    Small.config(1, 5, 0.01, DescentRule.PLAIN),
                    Precision.FLOAT64,
                    false))) {
      NetworkSpec spec =
          new NetworkSpec(
              Small.IMAGE.dimension(),
              List.of(
                  LayerSpec.dense(5, Activation.RELU).decay(lambda),
                  LayerSpec.dense(4, Activation.IDENTITY).decay(lambda),
                  LayerSpec.dense(3, Activation.IDENTITY).decay(lambda)));
      try (Network ours = Network.initialise(spec, Precision.FLOAT64, Seed.of(9))) {
        for (int l = 0; l < 3; l++) {
          ours.setWeights(l, learner.state().arrays().get("head." + l + ".weight").values());
        }
        Seed start = Seed.of(3);
        for (Loss loss : Loss.values()) {
          try (NetworkSpectra found =
                  learner.network().spectra(samples, team, loss, start).orElseThrow();
              Curvature exact = new Curvature(ours, samples, team, loss, start)) {
            close(found.kernelNorm(TOLERANCE, 300), exact.kernelNorm(TOLERANCE, 300));
            for (LossScale scale : LossScale.values()) {
              close(
                  found.sharpness(scale, KrylovSpectrum.Ends.LARGEST, TOLERANCE, 300),
                  exact.sharpness(scale, KrylovSpectrum.Ends.LARGEST, TOLERANCE, 300));
            }
            assertThat(found.sharpnessElsewhere(samples, 10))
                .isCloseTo(exact.sharpnessElsewhere(samples, 10), within(1e-4));
          }
        }
      }
    }
  }

  private static void close(KrylovSpectrum.Extremes found, KrylovSpectrum.Extremes exact) {
    assertThat(exact.converged()).isTrue();
    assertThat(found.converged()).isTrue();
    double value = exact.largest().value();
    assertThat(found.largest().value()).isCloseTo(value, within(1e-6 * value));
    assertThat(found.largest().residual()).isLessThan(1e-3 * value);
  }

  /** Before batch norm has seen data there is nothing to ask; then the network stays as it is. */
  @Test
  void ofANetworkWithBatchNormAreThereOnceItIsTrained() {
    ResNet trunk = new ResNet(List.of(1, 1), List.of(3, 4), ResNet.Shortcut.A, true);
    try (Samples samples = Small.samples(12, Precision.FLOAT32);
        ThreadTeam team = new ThreadTeam(1);
        TorchLearner learner =
            new TorchLearner(
                Small.plan(trunk, 0.01),
                Small.setup(
                    samples,
                    Small.config(3, 6, 0.01, DescentRule.PLAIN),
                    Precision.FLOAT32,
                    false))) {
      Seed start = Seed.of(3);
      assertThat(learner.network().spectra(samples, team, Loss.SQUARED, start)).isEmpty();
      learner.train(0, 3, epoch -> true);
      var before = learner.state();
      try (NetworkSpectra spectra =
          learner.network().spectra(samples, team, Loss.SQUARED, start).orElseThrow()) {
        assertThat(spectra.kernelNorm(1e-3, 50).largest().value()).isPositive();
      }
      learner
          .state()
          .arrays()
          .forEach(
              (name, array) ->
                  assertThat(array.values()).isEqualTo(before.arrays().get(name).values()));
    }
  }
}
