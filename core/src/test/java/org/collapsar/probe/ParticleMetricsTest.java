package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.collapsar.BadInputException;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.train.FullPass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParticleMetricsTest {
  private static final List<String> ALL =
      List.of(
          "loss",
          "smin.weights",
          "stationarity.eps",
          "stationarity.drift",
          "stationarity.d",
          "stationarity.d.expected",
          "stationarity.d.ratio",
          "lemma4.5.max",
          "lemma4.5.diagonal",
          "lemma4.5.offdiagonal",
          "particles.square",
          "particles.mean.square");

  private static Map<String, MetricValue> measure(Network network, Dataset data) {
    try (Samples train = Samples.of(data, network.precision());
        EpochProbe probe = EpochProbe.of(network, train).threads(2).metrics(ALL).open()) {
      return probe.measure().values();
    }
  }

  private static double number(Map<String, MetricValue> values, String id) {
    return ((MetricValue.Defined) java.util.Objects.requireNonNull(values.get(id))).value();
  }

  private static String reason(Map<String, MetricValue> values, String id) {
    return ((MetricValue.Undefined) java.util.Objects.requireNonNull(values.get(id))).reason();
  }

  /** By plain loops over particles, on more samples than a piece holds. */
  @ParameterizedTest
  @CsvSource({"FLOAT64,1e-10", "FLOAT32,2e-4"})
  void equalPlainLoops(Precision precision, double tolerance) {
    int d = 3;
    int p = 4;
    int q = 2;
    int big = 150;
    int n = 520;
    double gamma = 1.7;
    double lambda = 0.05;
    double decayW = 0.03;
    double noise = 0.02;
    NetworkSpec spec =
        NetworkSpec.meanField(d, big, p, q, Activation.TANH, gamma, decayW, lambda, noise, false);
    Dataset data = Cases.gaussian(n, d, q, 1);
    try (Network network = Network.initialise(spec, precision, Seed.of(5))) {
      Map<String, MetricValue> values = measure(network, data);
      Matrix u = network.matrix(0);
      Matrix a = network.matrix(1);
      Matrix wt = network.matrix(2);
      ReferenceNetwork reference = new ReferenceNetwork(network);
      double[][] s = new double[n][];
      double[][] r = new double[n][q];
      for (int i = 0; i < n; i++) {
        double[][] layers = reference.activations(ReferenceNetwork.row(data, i));
        s[i] = layers[1];
        for (int k = 0; k < q; k++) {
          r[i][k] = layers[3][k] - (data.label(i) == k ? 1 : 0);
        }
      }
      double drift = 0;
      double[][] defect = new double[p][n];
      for (int j = 0; j < big; j++) {
        double[] da = new double[p];
        double[] du = new double[d];
        for (int l = 0; l < p; l++) {
          da[l] = lambda * a.get(l, j);
        }
        for (int l = 0; l < d; l++) {
          du[l] = lambda * u.get(j, l);
        }
        for (int i = 0; i < n; i++) {
          double[] x = ReferenceNetwork.row(data, i);
          double pull = 0;
          for (int l = 0; l < p; l++) {
            double wr = 0;
            for (int k = 0; k < q; k++) {
              wr += wt.get(k, l) * r[i][k];
            }
            da[l] += gamma / n * wr * s[i][j];
            pull += wr * a.get(l, j);
          }
          for (int l = 0; l < d; l++) {
            du[l] += gamma / n * x[l] * (1 - s[i][j] * s[i][j]) * pull;
          }
        }
        for (int l = 0; l < p; l++) {
          drift += da[l] * da[l] / big;
          for (int i = 0; i < n; i++) {
            defect[l][i] += da[l] * s[i][j] / big;
          }
        }
        for (int l = 0; l < d; l++) {
          drift += du[l] * du[l] / big;
        }
      }
      double ofD = 0;
      for (double[] row : defect) {
        for (double x : row) {
          ofD += x * x;
        }
      }
      // tr K and tr K^2 by particles, not by samples.
      double trace = 0;
      double traceOfSquare = 0;
      for (int j = 0; j < big; j++) {
        for (int k = 0; k < big; k++) {
          double product = 0;
          for (int i = 0; i < n; i++) {
            product += s[i][j] * s[i][k];
          }
          trace += j == k ? product / big : 0;
          traceOfSquare += product * product / big / big;
        }
      }
      double expected =
          lambda
              * noise
              / big
              * (p * trace + gamma * gamma / (lambda * n) * wt.squaredNorm() * traceOfSquare);
      close(values, "stationarity.drift", Math.sqrt(drift), tolerance);
      close(values, "stationarity.d", Math.sqrt(ofD), tolerance);
      close(values, "stationarity.d.expected", Math.sqrt(expected), tolerance);
      close(values, "stationarity.d.ratio", ofD / expected, 2 * tolerance);
      assertThat(reason(values, "stationarity.eps")).contains("there is noise", "the score of rho");

      double diagonal = 0;
      double beside = 0;
      for (int k = 0; k < p; k++) {
        for (int l = 0; l < p; l++) {
          double moment = 0;
          for (int j = 0; j < big; j++) {
            moment += a.get(k, j) * a.get(l, j) / big;
          }
          double ofW = 0;
          for (int c = 0; c < q; c++) {
            ofW += wt.get(c, k) * wt.get(c, l);
          }
          double entry = (lambda * moment - decayW * ofW) / noise - (k == l ? 1 : 0);
          diagonal = k == l ? Math.max(diagonal, Math.abs(entry)) : diagonal;
          beside = k == l ? beside : Math.max(beside, Math.abs(entry));
        }
      }
      close(values, "lemma4.5.diagonal", diagonal, tolerance);
      close(values, "lemma4.5.offdiagonal", beside, tolerance);
      close(values, "lemma4.5.max", Math.max(diagonal, beside), tolerance);

      double squares = (a.squaredNorm() + u.squaredNorm()) / (big * (p + d));
      close(values, "particles.square", squares, tolerance);
      double means = 0;
      for (int k = 0; k < p + d; k++) {
        double mean = 0;
        for (int j = 0; j < big; j++) {
          mean += (k < p ? a.get(k, j) : u.get(j, k - p)) / big;
        }
        means += mean * mean / (p + d);
      }
      close(values, "particles.mean.square", means, tolerance);
      double[] singular = Spectral.singularValues(wt);
      close(values, "smin.weights", singular[q - 1], tolerance);

      Map<String, Matrix> matrices = StationaryMoments.of(network).matrices();
      assertThat(matrices.keySet()).containsExactlyElementsOf(StationaryMoments.MATRICES);
      Matrix difference =
          java.util.Objects.requireNonNull(matrices.get("lemma4.5.particles"))
              .combine(1, -1, java.util.Objects.requireNonNull(matrices.get("lemma4.5.weights")));
      assertThat(matrices.get("lemma4.5.difference")).isEqualTo(difference);
    }
  }

  private static void close(
      Map<String, MetricValue> values, String id, double expected, double tolerance) {
    assertThat(number(values, id)).as(id).isCloseTo(expected, within(tolerance * expected));
  }

  /**
   * E||D||_F^2 at stationarity by another route. For fixed U and W, Delta_a is J a + c, so that the
   * stationary law of the Langevin equation of all a_j together is Gaussian with covariance
   * beta^{-1} J^{-1}, and Delta_a has covariance beta^{-1} J. J is found by differences of the
   * production gradient, which are exact as it is linear; D = (1/N) Delta_a S^T then has the second
   * moment (1/(beta N^2)) sum_jk (s_j . s_k) tr J_jk.
   */
  @Test
  void whatIsExpectedOfDIsTheSecondMomentOfTheLinearProcess() {
    int p = 3;
    int big = 6;
    int n = 5;
    double noise = 0.2;
    NetworkSpec spec =
        NetworkSpec.meanField(3, big, p, 2, Activation.SIGMOID, 2.5, 0.1, 0.07, noise, false);
    Dataset data = Cases.gaussian(n, 3, 2, 4);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(8));
        Samples samples = Samples.of(data, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1);
        FullPass pass = new FullPass(network, team)) {
      double expected = number(measure(network, data), "stationarity.d.expected");
      ReferenceNetwork reference = new ReferenceNetwork(network);
      double[][] s =
          IntStream.range(0, n)
              .mapToObj(i -> reference.activations(ReferenceNetwork.row(data, i))[1])
              .toArray(double[][]::new);
      double[] at = network.weights(1);
      pass.differentiate(samples, (start, count, here) -> {});
      double[] before = pass.gradient().layer(1).toDoubles();
      double sum = 0;
      for (int k = 0; k < big; k++) {
        for (int l = 0; l < p; l++) {
          double[] moved = at.clone();
          moved[l * big + k] += 1;
          network.setWeights(1, moved);
          pass.differentiate(samples, (start, count, here) -> {});
          double[] after = pass.gradient().layer(1).toDoubles();
          for (int j = 0; j < big; j++) {
            double product = 0;
            for (int i = 0; i < n; i++) {
              product += s[i][j] * s[i][k];
            }
            sum += product * (after[l * big + j] - before[l * big + j]);
          }
        }
      }
      double moment = noise * sum / big / big;
      assertThat(expected * expected).isCloseTo(moment, within(1e-11 * moment));
    }
  }

  @Test
  void withoutNoiseEpsIsTheDriftAndNothingIsDividedByBeta() {
    NetworkSpec spec = NetworkSpec.meanField(3, 20, 3, 2, Activation.TANH, 1, 0.1, 0.1, 0, false);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(1))) {
      Map<String, MetricValue> values = measure(network, Cases.gaussian(8, 3, 2, 1));
      assertThat(number(values, "stationarity.eps"))
          .isEqualTo(number(values, "stationarity.drift"))
          .isPositive();
      assertThat(number(values, "stationarity.d.expected")).isZero();
      assertThat(reason(values, "stationarity.d.ratio")).contains("without noise");
      assertThat(reason(values, "lemma4.5.max")).contains("there is no noise");
      assertThatThrownBy(() -> StationaryMoments.check(new DenseNetwork(network)))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("metrics.matrices: expected the mean-field network with noise");
    }
  }

  @Test
  void anotherNetworkHasNone() {
    LayerSpec hidden = LayerSpec.dense(4, Activation.TANH);
    LayerSpec last = LayerSpec.dense(2, Activation.IDENTITY);
    NetworkSpec spec = new NetworkSpec(3, List.of(hidden, last));
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(1))) {
      Map<String, MetricValue> values = measure(network, Cases.gaussian(8, 3, 2, 1));
      for (String id : ALL.subList(2, ALL.size())) {
        assertThat(reason(values, id))
            .isEqualTo("because the network has 2 layers, and the mean-field network 3");
      }
      assertThat(number(values, "smin.weights")).isPositive();
    }
    NetworkSpec frozen =
        NetworkSpec.meanField(3, 20, 3, 2, Activation.TANH, 1, 0.1, 0.1, 0.1, false);
    NetworkSpec half = frozen.with(1, layer -> layer.frozen(true));
    try (Network network = Network.initialise(half, Precision.FLOAT64, Seed.of(1))) {
      Map<String, MetricValue> values = measure(network, Cases.gaussian(8, 3, 2, 1));
      assertThat(reason(values, "stationarity.d")).contains("second-layer weights are frozen");
      assertThat(number(values, "stationarity.drift")).isPositive();
    }
  }
}
