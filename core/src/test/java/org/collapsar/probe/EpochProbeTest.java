package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochProbeTest {

  /** Everything by plain loops, on more samples than a piece holds. */
  @ParameterizedTest
  @CsvSource({"FLOAT64,1e-11", "FLOAT32,1e-4"})
  void everyMetricEqualsPlainLoops(Precision precision, double tolerance) {
    for (boolean frozen : new boolean[] {false, true}) {
      NetworkSpec spec =
          NetworkSpec.meanField(8, 150, 6, 3, Activation.TANH, 1.4, 0.03, 0.05, 0, frozen);
      Dataset data = Cases.gaussian(600, 8, 3, 1);
      Dataset other = Cases.gaussian(50, 8, 3, 2);
      try (Network network = Network.initialise(spec, precision, Seed.of(5));
          Samples train = Samples.of(data, precision);
          Samples test = Samples.of(other, precision);
          EpochProbe probe = EpochProbe.of(network, train).test(test).threads(2).open()) {
        Map<String, MetricValue> values = probe.measure().values();
        assertThat(values.keySet())
            .containsExactly(
                "loss",
                "loss.regularised",
                "gradient.norm",
                "nc1.total",
                "balancedness.normalised",
                "accuracy.train",
                "accuracy.test");
        ReferenceNetwork reference = new ReferenceNetwork(network);
        int[] order = IntStream.range(0, 600).toArray();
        double loss = reference.loss(data, order, 0, 600);
        near(values, "loss", loss, tolerance);

        Matrix[] gradient = reference.gradient(data, order, 0, 600);
        double regularised = loss;
        double norm = 0;
        for (int l = 0; l < 3; l++) {
          LayerSpec layer = spec.layers().get(l);
          Matrix w = reference.weights(l);
          // (lambda_rho / 2) E ||theta||^2 is (lambda_rho / 2N) times the sum over particles.
          regularised += (l < 2 ? 0.05 / (2 * 150) : 0.03 / 2) * w.squaredNorm();
          if (!layer.frozen()) {
            Matrix delta = gradient[l].combine(l < 2 ? 150 : 1, l < 2 ? 0.05 : 0.03, w);
            norm += delta.squaredNorm() / (l < 2 ? 150 : 1);
          }
        }
        near(values, "loss.regularised", regularised, tolerance);
        near(values, "gradient.norm", Math.sqrt(norm), tolerance);

        double[][] means = new double[4][6];
        double[][] features = new double[600][];
        int right = 0;
        for (int i = 0; i < 600; i++) {
          double[][] a = reference.activations(ReferenceNetwork.row(data, i));
          features[i] = a[2];
          for (int j = 0; j < 6; j++) {
            means[data.label(i)][j] += a[2][j] / 200;
            means[3][j] += a[2][j] / 600;
          }
          right += argmax(a[3]) == data.label(i) ? 1 : 0;
        }
        double within = 0;
        double total = 0;
        for (int i = 0; i < 600; i++) {
          for (int j = 0; j < 6; j++) {
            within += Math.pow(features[i][j] - means[data.label(i)][j], 2);
            total += Math.pow(features[i][j] - means[3][j], 2);
          }
        }
        near(values, "nc1.total", within / total, tolerance);
        near(values, "accuracy.train", right / 600.0, 0.005);
        int rightTest = 0;
        for (int i = 0; i < 50; i++) {
          rightTest +=
              argmax(reference.activations(ReferenceNetwork.row(other, i))[3]) == other.label(i)
                  ? 1
                  : 0;
        }
        near(values, "accuracy.test", rightTest / 50.0, 0.03);
        assertThat(probe.measure(Moment.ONCE, Cadence.EACH_EPOCH::equals, List.of()).values())
            .doesNotContainKey("accuracy.test")
            .hasSize(6);
      }
    }
  }

  private static int argmax(double[] x) {
    int best = 0;
    for (int k = 1; k < x.length; k++) {
      best = x[k] > x[best] ? k : best;
    }
    return best;
  }

  private static void near(
      Map<String, MetricValue> values, String id, double expected, double tolerance) {
    MetricValue value = values.get(id);
    assertThat(value).as(id).isInstanceOf(MetricValue.Defined.class);
    assertThat(((MetricValue.Defined) value).value())
        .as(id)
        .isCloseTo(expected, Offset.offset(tolerance * expected));
  }

  @org.junit.jupiter.api.Test
  void whatANetworkDoesNotHaveIsUndefinedWithItsReason() {
    Dataset data = Cases.gaussian(30, 4, 3, 1);
    NetworkSpec one = Cases.stack(4, Activation.IDENTITY, 3);
    NetworkSpec nonlinear = Cases.stack(4, Activation.RELU, 5, 3);
    for (NetworkSpec spec : new NetworkSpec[] {one, nonlinear}) {
      try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(5));
          Samples train = Samples.of(data, Precision.FLOAT64);
          EpochProbe probe = EpochProbe.of(network, train).open()) {
        Map<String, MetricValue> values = probe.measure().values();
        assertThat(values.get("balancedness.normalised"))
            .isEqualTo(
                MetricValue.undefined(
                    spec.equals(one)
                        ? "because the network has one layer"
                        : "because the layer before the last is not linear"));
        assertThat(values.get("accuracy.test"))
            .isEqualTo(MetricValue.undefined("because there are no test samples"));
        double[] w = network.weights(0);
        java.util.Arrays.fill(w, 1e300);
        network.setWeights(0, w);
        assertThat(probe.measure().values().get("loss"))
            .isEqualTo(
                MetricValue.undefined("because it is not finite: the weights have diverged"));
      }
    }
  }

  /** What the probe says of features is what the library says of the same features. */
  @org.junit.jupiter.api.Test
  void chosenMetricsOfTheFeaturesEqualTheMeasurementOfAPlainTable() {
    NetworkSpec spec =
        NetworkSpec.meanField(8, 150, 6, 3, Activation.TANH, 1.4, 0.03, 0.05, 0, false);
    Dataset data = Cases.gaussian(600, 8, 3, 1);
    java.util.List<String> ids =
        List.of("nc4.mismatch", "nc1.pinv", "nc1.total", "loss", "unc3", "balancedness", "nc1.vci");
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(5));
        Samples train = Samples.of(data, Precision.FLOAT64);
        EpochProbe usual = EpochProbe.of(network, train).open();
        EpochProbe probe = EpochProbe.of(network, train).threads(2).metrics(ids).open()) {
      Map<String, MetricValue> values = probe.measure().values();
      assertThat(List.copyOf(values.keySet())).isEqualTo(ids);
      assertThat(values.get("loss").orNaN())
          .isCloseTo(usual.measure().values().get("loss").orNaN(), Offset.offset(1e-12));
      ReferenceNetwork reference = new ReferenceNetwork(network);
      double[][] features = new double[600][];
      int[] labels = new int[600];
      for (int i = 0; i < 600; i++) {
        features[i] = reference.activations(ReferenceNetwork.row(data, i))[2];
        labels[i] = data.label(i);
      }
      Matrix w = network.matrix(2);
      Map<String, MetricValue> plain =
          org.collapsar.metrics.NeuralCollapse.of(features, labels, 3)
              .weights(w.combine(1.4, 0, w))
              .measure(List.of("nc4.mismatch", "nc1.pinv", "nc1.total", "unc3", "nc1.vci"))
              .values();
      plain.forEach((id, value) -> near(values, id, value.orNaN(), 1e-9));
      Matrix a = network.matrix(1);
      assertThat(values.get("balancedness")).isEqualTo(org.collapsar.metrics.Balancedness.of(w, a));
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> EpochProbe.of(network, train).metrics("nc5.ood").open())
          .hasMessage(
              "metric nc5.ood cannot be measured in training: it needs out-of-distribution"
                  + " features");
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> EpochProbe.of(network, train).metrics("nc1.totl").open())
          .hasMessageContaining("did you mean nc1.total?");
      double[] broken = network.weights(0);
      java.util.Arrays.fill(broken, Double.NaN);
      network.setWeights(0, broken);
      assertThat(probe.measure().values().get("nc1.pinv"))
          .isEqualTo(MetricValue.undefined("because it is not finite: the weights have diverged"));
    }
  }
}
