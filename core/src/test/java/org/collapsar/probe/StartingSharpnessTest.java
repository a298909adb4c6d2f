package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.collapsar.linalg.KrylovSpectrum.Ends;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.Initialisation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.LossScale;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StartingSharpnessTest {
  private static final NetworkSpec SPEC = Cases.stack(6, Activation.TANH, 20, 12, 3);

  private static MetricValue of(NetworkSpec spec, Loss loss) {
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(4));
        Samples some = Samples.of(Cases.gaussian(300, 6, 3, 2), Precision.FLOAT64);
        Samples others = Samples.of(Cases.gaussian(300, 6, 3, 5), Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1)) {
      return StartingSharpness.estimate(new DenseNetwork(network), some, others, team, loss);
    }
  }

  /** Below the largest eigenvalue at the other samples, which 300 products find, and near it. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void itIsALowerBoundNearTheTruth(Loss loss) {
    double found = of(SPEC, loss).orNaN();
    try (Network network = Network.initialise(SPEC, Precision.FLOAT64, Seed.of(4));
        Samples others = Samples.of(Cases.gaussian(300, 6, 3, 5), Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1);
        Curvature curvature = new Curvature(network, others, team, loss, Seed.of(8))) {
      double truth = curvature.sharpness(LossScale.MEAN, Ends.LARGEST, 1e-8, 300).largest().value();
      assertThat(found).isLessThanOrEqualTo(truth * (1 + 1e-9));
      assertThat(found).isCloseTo(truth, Percentage.withPercentage(15));
    }
  }

  @Test
  void whatHasNoSpectraIsUndefined() {
    LayerSpec linear = LayerSpec.dense(3, Activation.IDENTITY).drawn(Initialisation.LECUN);
    assertThat(of(new NetworkSpec(6, List.of(linear.frozenFor(0.5))), Loss.SQUARED))
        .isEqualTo(MetricValue.undefined("because a layer is frozen in this stage only"));
    assertThat(of(new NetworkSpec(6, List.of(linear.frozen(true))), Loss.SQUARED))
        .isEqualTo(MetricValue.undefined("because every layer is frozen"));
  }
}
