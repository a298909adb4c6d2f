package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.collapsar.BadInputException;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.NeuralCollapse;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerProbeTest {
  private static final int N = 1100;
  private static final int K = 3;
  private static final List<String> IDS =
      List.of(
          "nc1.quotient",
          "balancedness",
          "nc2.kappa",
          "nc3.cosine",
          "negativity",
          "nc3.cosine.means",
          "rank.stable.means",
          "nc1.pinv",
          "nc4.mismatch",
          "variance.within");

  private static LayerSpec layer(int width, Activation activation, double scale) {
    return LayerSpec.dense(width, activation).outputScale(scale);
  }

  /** Two bent layers, a linear one of as many neurons as classes, the head, over three pieces. */
  private static NetworkSpec spec() {
    return new NetworkSpec(
        8,
        List.of(
            layer(70, Activation.RELU, 1),
            layer(20, Activation.TANH, 1),
            layer(K, Activation.IDENTITY, 1),
            layer(K, Activation.IDENTITY, 1.5)));
  }

  @ParameterizedTest
  @CsvSource({"FLOAT64,1e-10", "FLOAT32,2e-5"})
  void everyLayerEqualsPlainLoops(Precision precision, double tolerance) {
    Dataset data = Cases.gaussian(N, 8, K, 1);
    try (Network network = Network.initialise(spec(), precision, Seed.of(5));
        Samples train = Samples.of(data, precision);
        EpochProbe probe =
            EpochProbe.of(network, train)
                .threads(2)
                .metrics("loss")
                .layers(IDS)
                .matrices("gram")
                .open()) {
      EpochMeasurement first = probe.measure();
      EpochMeasurement again = probe.measure();
      LayerMeasurement measured = again.layers();
      List<Matrix> grams = List.copyOf(again.matrices().values());
      assertThat(again.matrices().keySet()).containsExactly("gram@1", "gram@2", "gram@3", "gram@4");
      assertThat(measured).as("nothing is left of the pass before").isEqualTo(first.layers());
      assertThat(List.copyOf(measured.values().keySet())).isEqualTo(IDS);

      ReferenceNetwork reference = new ReferenceNetwork(network);
      int[] labels = new int[N];
      List<double[][]> activations = new ArrayList<>();
      for (int i = 0; i < N; i++) {
        labels[i] = data.label(i);
        activations.add(reference.activations(ReferenceNetwork.row(data, i)));
      }
      for (int l = 0; l < 4; l++) {
        Matrix z = features(activations, l + 1);
        NeuralCollapse plain = NeuralCollapse.of(Rows.of(z.data(), z.columns()), labels, K);
        if (l == 1 || l == 2) {
          plain = plain.weights(network.matrix(l + 1));
        }
        Map<String, MetricValue> expected =
            plain
                .measure(IDS.stream().filter(id -> !id.matches("negativity|balancedness")).toList())
                .values();
        for (String id : expected.keySet()) {
          MetricValue value = measured.values().get(id).get(l);
          if (expected.get(id) instanceof MetricValue.Defined d) {
            double near = tolerance * (1 + Math.abs(d.value()));
            assertThat(value.orNaN())
                .as(id + " of layer " + (l + 1))
                .isCloseTo(d.value(), Offset.offset(id.startsWith("nc4") ? 0.002 : near));
          } else {
            assertThat(value).as(id).isInstanceOf(MetricValue.Undefined.class);
          }
        }
        assertThat(measured.values().get("negativity").get(l).orNaN())
            .isCloseTo(negativity(network, activations, data, l), Offset.offset(tolerance));
        if (l < 3) {
          assertThat(measured.values().get("balancedness").get(l).orNaN())
              .isCloseTo(
                  balancedness(network.matrix(l + 1), network.matrix(l)), Offset.offset(1e-10));
        }
        checkGram(grams.get(l), z, labels, tolerance);
      }
      assertThat(measured.values().get("balancedness")).hasSize(3);
      assertThat(measured.values().get("negativity").get(3)).isEqualTo(MetricValue.of(0));
      assertThat(measured.values().get("nc3.cosine").get(0))
          .isEqualTo(
              MetricValue.undefined("because W_2 has 20 rows, not one for each of the 3 classes"));
      assertThat(measured.values().get("nc3.cosine").get(3))
          .isEqualTo(MetricValue.undefined("because no layer comes after the last"));
    }
  }

  private static Matrix features(List<double[][]> activations, int layer) {
    int width = activations.get(0)[layer].length;
    Matrix z = new Matrix(activations.size(), width);
    for (int i = 0; i < activations.size(); i++) {
      System.arraycopy(activations.get(i)[layer], 0, z.data(), i * width, width);
    }
    return z;
  }

  /** By the singular values of the matrices themselves. */
  private static double negativity(
      Network network, List<double[][]> activations, Dataset data, int l) {
    Matrix below = new Matrix(N, network.spec().inputsOf(l));
    for (int i = 0; i < N; i++) {
      double[] row = l == 0 ? ReferenceNetwork.row(data, i) : activations.get(i)[l];
      System.arraycopy(row, 0, below.data(), i * row.length, row.length);
    }
    double scale = network.spec().layers().get(l).outputScale();
    Matrix before = below.times(network.matrix(l).transposed());
    before = before.combine(scale, 0, before);
    Matrix difference = before.combine(1, -1, features(activations, l + 1));
    return Spectral.singularValues(difference)[0] / Spectral.singularValues(before)[0];
  }

  private static double balancedness(Matrix next, Matrix layer) {
    Matrix above = next.transposed().gram();
    Matrix below = layer.gram();
    double smaller = Math.min(Spectral.singularValues(above)[0], Spectral.singularValues(below)[0]);
    return Spectral.singularValues(above.combine(1, -1, below))[0] / smaller;
  }

  private static void checkGram(Matrix gram, Matrix z, int[] labels, double tolerance) {
    double[][] means = new double[K][z.columns()];
    int[] counts = new int[K];
    for (int label : labels) {
      counts[label]++;
    }
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < z.columns(); j++) {
        means[labels[i]][j] += z.get(i, j) / counts[labels[i]];
      }
    }
    for (int c = 0; c < K; c++) {
      for (int other = 0; other < K; other++) {
        double dot = 0;
        for (int j = 0; j < z.columns(); j++) {
          dot += means[c][j] * means[other][j];
        }
        assertThat(gram.get(c, other))
            .isCloseTo(dot, Offset.offset(tolerance * (1 + Math.abs(dot))));
      }
    }
  }

  /** To the last bit; float32, where sums in another order would show. */
  @Test
  void threadsAndOtherMetricsMakeNoDifference() {
    Dataset data = Cases.gaussian(N, 8, K, 2);
    try (Network network = Network.initialise(spec(), Precision.FLOAT32, Seed.of(6));
        Samples train = Samples.of(data, Precision.FLOAT32);
        EpochProbe one =
            EpochProbe.of(network, train).metrics("loss").layers(IDS).matrices("gram").open();
        EpochProbe three =
            EpochProbe.of(network, train).threads(3).metrics("loss").layers(IDS).open();
        EpochProbe some =
            EpochProbe.of(network, train)
                .threads(2)
                .metrics("loss", "gradient.norm", "nc1.pinv")
                .layers("nc3.cosine", "nc1.quotient")
                .open()) {
      EpochMeasurement withoutGrams =
          one.measure(Moment.ONCE, cadence -> !cadence.equals(Cadence.FRAMES), List.of());
      LayerMeasurement measured = withoutGrams.layers();
      assertThat(withoutGrams.matrices()).isEmpty();
      assertThat(three.measure().layers()).isEqualTo(measured);
      assertThat(some.measure().layers().values())
          .isEqualTo(
              Map.of(
                  "nc3.cosine", measured.values().get("nc3.cosine"),
                  "nc1.quotient", measured.values().get("nc1.quotient")));
      assertThat(some.measure(Moment.ONCE, Cadence.EACH_EPOCH::equals, List.of()).layers())
          .isNull();
      EpochMeasurement gramsAlone = one.measure(Moment.ONCE, Cadence.FRAMES::equals, List.of());
      assertThat(gramsAlone.layers()).isNull();
      assertThat(gramsAlone.matrices()).hasSize(4);
    }
  }

  @Test
  void exportedFeaturesAreThoseThatAreMeasured() {
    Dataset data = Cases.gaussian(N, 8, K, 3);
    try (Network network = Network.initialise(spec(), Precision.FLOAT64, Seed.of(7));
        Samples train = Samples.of(data, Precision.FLOAT64);
        LayerFeatures features = new LayerFeatures(new DenseNetwork(network), train, 2)) {
      ReferenceNetwork reference = new ReferenceNetwork(network);
      Rows second = features.of(1);
      assertThat(second.rows()).isEqualTo(N);
      double[] block = new double[600 * 20];
      for (int start : new int[] {450, 0, 500}) {
        second.read(start, 600, block);
        for (int i : new int[] {0, 61, 62, 74, 599}) {
          double[] expected = reference.activations(ReferenceNetwork.row(data, start + i))[2];
          for (int j = 0; j < 20; j++) {
            assertThat(block[i * 20 + j]).isCloseTo(expected[j], Offset.offset(1e-13));
          }
        }
      }
    }
  }

  @Test
  void refusesWhatALayerDoesNotHave() {
    Dataset data = Cases.gaussian(12, 8, K, 3);
    try (Network network = Network.initialise(spec(), Precision.FLOAT64, Seed.of(7));
        Samples train = Samples.of(data, Precision.FLOAT64);
        EpochProbe without = EpochProbe.of(network, train).open()) {
      EpochProbe.Request request = EpochProbe.of(network, train);
      assertThatThrownBy(() -> request.layers("nc5.ood").open())
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              "metric nc5.ood cannot be measured of each layer: it needs out-of-distribution"
                  + " features");
      assertThatThrownBy(() -> request.layers("loss").open())
          .hasMessage("metric loss cannot be measured of each layer: it is of the whole network");
      assertThatThrownBy(() -> request.layers(List.of()).matrices("gram@1").open())
          .hasMessageStartingWith("matrix: expected one of gram, lemma4.5.particles, ");
      assertThat(without.measure().layers()).isNull();
    }
  }
}
