package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Spectral;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.HeadPoint;
import org.collapsar.theory.LinearHead;
import org.collapsar.theory.NetworkFacts;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.theory.TheoremInfo;
import org.collapsar.theory.Verdict;
import org.collapsar.train.Loss;
import org.junit.jupiter.api.Test;

class HeadProbeTest {
  /** Three pieces of a pass. */
  private static final int N = 1100;

  private static final int K = 3;

  private static LayerSpec layer(
      int width, Activation activation, double scale, double decay, boolean bias) {
    return LayerSpec.dense(width, activation).outputScale(scale).decay(decay).bias(bias);
  }

  private static LayerSpec layer(int width, Activation activation) {
    return layer(width, activation, 1, 0.01, false);
  }

  private static NetworkSpec spec(LayerSpec... layers) {
    return new NetworkSpec(8, List.of(layers));
  }

  private static NetworkSpec plain() {
    return spec(
        layer(20, Activation.TANH),
        layer(12, Activation.RELU),
        layer(7, Activation.IDENTITY),
        layer(K, Activation.IDENTITY));
  }

  @Test
  void theHeadAndTheFactsEqualPlainLoops() {
    Dataset data = Cases.gaussian(N, 8, K, 1);
    try (Network network = Network.initialise(plain(), Precision.FLOAT64, Seed.of(5));
        Samples train = Samples.of(data, Precision.FLOAT64)) {
      HeadProbe probe = new HeadProbe(new DenseNetwork(network), train, Loss.SQUARED, true);
      probe.pass(2);
      LinearHead head = probe.head();
      assertThat(head.weights()).hasSize(2);
      assertThat(head.features().columns()).isEqualTo(12);
      ReferenceNetwork reference = new ReferenceNetwork(network);
      double[] x = new double[N * 8];
      for (int i = 0; i < N; i++) {
        double[] row = ReferenceNetwork.row(data, i);
        System.arraycopy(row, 0, x, 8 * i, 8);
        double[] z = reference.activations(row)[2];
        for (int j = 0; j < 12; j++) {
          assertThat(head.features().get(i, j)).isCloseTo(z[j], within(1e-12));
        }
        assertThat(head.labels()[i]).isEqualTo(data.label(i));
      }
      NetworkFacts facts = probe.facts();
      double[] singular = Spectral.singularValues(new Matrix(N, 8, x));
      assertThat(facts.inputNorm().orElseThrow()).isCloseTo(singular[0], within(1e-9));
      double squares = 0;
      for (int l = 0; l < 4; l++) {
        for (double w : network.weights(l)) {
          squares += w * w;
        }
      }
      assertThat(facts.parameterNorm().orElseThrow()).isCloseTo(Math.sqrt(squares), within(1e-12));
      assertThat(facts.nonlinearLayers().orElseThrow()).isEqualTo(2);
      assertThat(facts.decay().orElseThrow()).isCloseTo(11, within(1e-12));
      assertThat(facts.plain()).isTrue();
      assertThat(facts.squaredLoss()).isTrue();
    }
  }

  /** What an epoch's pass leaves is what a pass of its own leaves. */
  @Test
  void anEpochsPassServes() {
    Dataset data = Cases.gaussian(N, 8, K, 2);
    try (Network network = Network.initialise(plain(), Precision.FLOAT32, Seed.of(6));
        Samples train = Samples.of(data, Precision.FLOAT32);
        EpochProbe epoch = EpochProbe.of(network, train).threads(2).open()) {
      HeadProbe one = new HeadProbe(new DenseNetwork(network), train, Loss.SQUARED, true);
      HeadProbe other = new HeadProbe(new DenseNetwork(network), train, Loss.SQUARED, true);
      epoch.measure(Moment.ONCE, cadence -> true, List.of(one));
      other.pass(1);
      assertThat(one.head().features().data()).containsExactly(other.head().features().data());
      assertThat(one.certificates(1)).isEqualTo(other.certificates(3));
    }
  }

  /** The list of ids is what has no hypothesis that a run cannot check. */
  @Test
  void whatARunCanEvaluateByItself() {
    List<Certificate> all =
        of(plain()).stream()
            .filter(c -> c.value() instanceof MetricValue.Defined)
            .filter(
                c ->
                    c.bounds().stream()
                        .flatMap(b -> b.hypotheses().stream())
                        .noneMatch(h -> h.verdict() == Verdict.UNKNOWN))
            .toList();
    assertThat(all)
        .extracting(Certificate::id)
        .isEqualTo(
            TheoremCatalogue.ALL.inRuns(HeadPoint.class, List.of()).stream()
                .map(TheoremInfo::id)
                .toList());
  }

  private static List<Certificate> of(NetworkSpec spec) {
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(7));
        Samples train = Samples.of(Cases.gaussian(60, 8, K, 3), Precision.FLOAT64)) {
      HeadProbe probe = new HeadProbe(new DenseNetwork(network), train, Loss.SQUARED, true);
      probe.pass(1);
      return probe.certificates(1);
    }
  }

  private static NetworkFacts facts(NetworkSpec spec, Loss loss, boolean coupled, double bias) {
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(7));
        Samples train = Samples.of(Cases.gaussian(60, 8, K, 3), Precision.FLOAT64)) {
      if (bias != 0) {
        double[] b = network.biases(0);
        b[1] = bias;
        network.setBiases(0, b);
      }
      return new HeadProbe(new DenseNetwork(network), train, loss, coupled).facts();
    }
  }

  @Test
  void whatTheTheoremsAskForIsNotAssumed() {
    LayerSpec last = layer(K, Activation.IDENTITY);
    assertThat(facts(spec(layer(9, Activation.SIGMOID), last), Loss.SQUARED, true, 0).plain())
        .isFalse();
    NetworkSpec biased = spec(layer(9, Activation.RELU, 1, 0.01, true), last);
    assertThat(facts(biased, Loss.SQUARED, true, 0).plain()).as("a bias of zeros").isTrue();
    assertThat(facts(biased, Loss.SQUARED, true, 0.5).plain()).isFalse();
    NetworkSpec uneven = spec(layer(9, Activation.RELU, 1, 0.02, false), last);
    assertThat(facts(uneven, Loss.SQUARED, true, 0).decay()).isEmpty();
    assertThat(facts(plain(), Loss.SQUARED, false, 0).decay()).isEmpty();
    assertThat(facts(plain(), Loss.CROSS_ENTROPY, true, 0).squaredLoss()).isFalse();
  }

  @Test
  void otherNetworksAreRefused() {
    LayerSpec first = layer(9, Activation.RELU);
    assertThat(HeadProbe.refusal(plain())).isNull();
    NetworkSpec bent = spec(first, layer(K, Activation.TANH));
    assertThat(HeadProbe.refusal(bent)).isEqualTo("the activation tanh after the last layer");
    assertThat(HeadProbe.refusal(spec(first, layer(K, Activation.IDENTITY, 0.5, 0, false))))
        .contains("output scale");
    assertThatThrownBy(() -> facts(bent, Loss.SQUARED, true, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
