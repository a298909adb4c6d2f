package org.collapsar.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.KrylovSpectrum;
import org.collapsar.linalg.KrylovSpectrum.Ends;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.Initialisation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.LossScale;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.train.DivergedException;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;
import org.collapsar.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Closed forms, and LAPACK on matrices formed column by column. */
class CurvatureTest {
  private static NetworkSpec linear(double decay, int inputs, int... widths) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int width : widths) {
      layers.add(
          LayerSpec.dense(width, Activation.IDENTITY).decay(decay).drawn(Initialisation.LECUN));
    }
    return new NetworkSpec(inputs, layers);
  }

  private static Matrix matrix(Dataset data) {
    Matrix x = new Matrix(data.size(), data.dimension());
    for (int i = 0; i < data.size(); i++) {
      data.copyRow(i, x.data(), i * data.dimension());
    }
    return x;
  }

  private interface Use {
    void with(Network network, Curvature curvature, Samples samples);
  }

  private static void on(NetworkSpec spec, Dataset data, Loss loss, Use use) {
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(4));
        Samples samples = Samples.of(data, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(2);
        Curvature curvature = new Curvature(network, samples, team, loss, Seed.of(1))) {
      use.with(network, curvature, samples);
    }
  }

  /**
   * Theta = X X^T (x) I_K, whatever W: ||Theta||_op = ||X||_op^2. The Hessian is X^T X / n + wd.
   */
  @Test
  void oneLinearLayer() {
    Dataset data = Cases.gaussian(600, 30, 4, 2);
    double[] s = Spectral.singularValues(matrix(data));
    on(
        linear(0.03, 30, 4),
        data,
        Loss.SQUARED,
        (network, curvature, samples) -> {
          KrylovSpectrum.Extremes kernel = curvature.kernelNorm(1e-9, 500);
          assertThat(kernel.converged()).isTrue();
          assertThat(kernel.largest().value()).isCloseTo(s[0] * s[0], Offset.offset(1e-11));
          KrylovSpectrum.Extremes mean = curvature.sharpness(LossScale.MEAN, Ends.BOTH, 1e-9, 500);
          assertThat(mean.largest().value())
              .isCloseTo(s[0] * s[0] / 600 + 0.03, Offset.offset(1e-12));
          assertThat(Objects.requireNonNull(mean.smallest()).value())
              .isCloseTo(s[29] * s[29] / 600 + 0.03, Offset.offset(1e-12));
          // C_lambda of the papers: n times both, lambda = n wd.
          assertThat(curvature.sharpness(LossScale.SUM, Ends.LARGEST, 1e-9, 500).largest().value())
              .isCloseTo(s[0] * s[0] + 600 * 0.03, Offset.offset(1e-9));
        });
  }

  /**
   * Theta = sum_l (X P_l^T P_l X^T) (x) (Q_l Q_l^T), P_l the layers below l and Q_l those above,
   * from products of the weights.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void deepLinearChain(int depth) {
    int[] widths = new int[depth];
    for (int l = 0; l < depth; l++) {
      widths[l] = l == depth - 1 ? 3 : 6 + l;
    }
    Dataset data = Cases.gaussian(25, 8, 3, 2);
    on(
        linear(0, 8, widths),
        data,
        Loss.SQUARED,
        (network, curvature, samples) -> {
          Matrix theta = new Matrix(75, 75);
          Matrix below = matrix(data);
          for (int l = 0; l < depth; l++) {
            Matrix above = identity(3);
            for (int k = depth - 1; k > l; k--) {
              above = above.times(network.matrix(k));
            }
            Matrix inner = below.gram();
            Matrix outer = above.gram();
            for (int i = 0; i < 75; i++) {
              for (int j = 0; j < 75; j++) {
                theta.data()[i * 75 + j] += inner.get(i / 3, j / 3) * outer.get(i % 3, j % 3);
              }
            }
            below = below.times(network.matrix(l).transposed());
          }
          double[] expected = Spectral.symmetricEigenvalues(theta);
          assertThat(curvature.kernelNorm(1e-10, 500).largest().value())
              .isCloseTo(expected[74], Offset.offset(1e-11 * expected[74]));
        });
  }

  /**
   * Of isotropic data in more dimensions than there are samples the largest eigenvalue at some is
   * many times that of their law, 1/d, by which a step would seem too large; the direction found at
   * some has the curvature of the law at others. Of one linear layer, whose Hessian is X^T X / n.
   */
  @Test
  void curvatureElsewhereIsNotThatOfTheSamplesThatFoundIt() {
    Dataset data = Cases.gaussian(128, 400, 2, 3);
    double[] s = Spectral.singularValues(matrix(data));
    Dataset others = Cases.gaussian(128, 400, 2, 4);
    on(
        linear(0, 400, 2),
        data,
        Loss.SQUARED,
        (network, curvature, samples) -> {
          double here = curvature.sharpnessElsewhere(samples, 40);
          assertThat(here).isCloseTo(s[0] * s[0] / 128, Offset.offset(2e-5));
          assertThat(400 * here).isGreaterThan(6);
          try (Samples elsewhere = Samples.of(others, Precision.FLOAT64)) {
            assertThat(400 * curvature.sharpnessElsewhere(elsewhere, 40)).isBetween(0.5, 1.5);
          }
        });
  }

  /** One neuron a layer, one sample x = 1: Theta = sum_l prod_{k != l} w_k^2. */
  @Test
  void chainOfNumbers() {
    Dataset one = Cases.gaussian(1, 1, 1, 2);
    double x = matrix(one).get(0, 0);
    on(
        linear(0, 1, 1, 1, 1),
        one,
        Loss.SQUARED,
        (network, curvature, samples) -> {
          double[] w = {2, -0.5, 3};
          for (int l = 0; l < 3; l++) {
            network.setWeights(l, new double[] {w[l]});
          }
          curvature.refresh();
          double expected = x * x * (0.25 * 9 + 4 * 9 + 4 * 0.25);
          assertThat(curvature.kernelNorm(1e-10, 10).largest().value())
              .isCloseTo(expected, Offset.offset(1e-12 * expected));
        });
  }

  private static Matrix identity(int n) {
    Matrix identity = new Matrix(n, n);
    for (int i = 0; i < n; i++) {
      identity.data()[i * n + i] = 1;
    }
    return identity;
  }

  /** Step factors, decays and activations differ; both ends of P^{1/2} H P^{1/2}. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void endsOfTheHessianAsLapackFindsThem(Loss loss) {
    NetworkSpec spec = Cases.stack(5, Activation.TANH, 6, 5, 4, 3);
    List<LayerSpec> layers = new ArrayList<>(spec.layers());
    LayerSpec last = layers.get(3);
    layers.set(
        3,
        LayerSpec.dense(3, Activation.IDENTITY)
            .outputScale(2)
            .stepFactor(last.stepFactor())
            .decay(0.01)
            .drawn(Initialisation.LECUN));
    on(
        new NetworkSpec(5, layers),
        Cases.gaussian(40, 5, 3, 3),
        loss,
        (network, curvature, samples) -> {
          int count = curvature.derivatives().parameters().count();
          Matrix hessian = new Matrix(count, count);
          double[] roots = new double[count];
          int at = 0;
          for (int l = 0; l < 4; l++) {
            for (int i = 0; i < network.weights(l).length; i++) {
              roots[at++] = Math.sqrt(layers.get(l).stepFactor());
            }
          }
          try (NativeArray e = curvature.derivatives().parameters().vector();
              NativeArray column = curvature.derivatives().parameters().vector()) {
            for (int p = 0; p < count; p++) {
              e.set(p, roots[p]);
              curvature.derivatives().hessian(loss.ofOutputs(), LossScale.MEAN, e, column);
              e.set(p, 0);
              for (int i = 0; i < count; i++) {
                hessian.data()[i * count + p] = roots[i] * column.get(i);
              }
            }
          }
          double[] expected = Spectral.symmetricEigenvalues(hessian);
          assertThat(expected[0]).isNegative();
          KrylovSpectrum.Extremes found =
              curvature.sharpness(LossScale.MEAN, Ends.BOTH, 1e-8, 2000);
          assertThat(found.largest().value()).isCloseTo(expected[count - 1], Offset.offset(1e-11));
          assertThat(Objects.requireNonNull(found.smallest()).value())
              .isCloseTo(expected[0], Offset.offset(1e-11));
        });
  }

  /**
   * What sharpness is for: gradient descent on a quadratic ends just below 2 / eta and not above.
   */
  @Test
  void twoOverTheStepSizeIsTheEdgeOfStability() {
    Dataset data = Cases.gaussian(60, 5, 3, 3);
    on(
        linear(0.02, 5, 3),
        data,
        Loss.SQUARED,
        (network, curvature, samples) -> {
          double sharpness =
              curvature.sharpness(LossScale.MEAN, Ends.LARGEST, 1e-10, 200).largest().value();
          assertThat(norm(samples, 1.98 / sharpness)).isLessThan(3);
          assertThat(norm(samples, 2.02 / sharpness)).isGreaterThan(1e3);
        });
  }

  private static double norm(Samples samples, double eta) {
    TrainConfig config = new TrainConfig(800, 0, StepSchedule.constant(eta), 1);
    try (Network network = Network.initialise(linear(0.02, 5, 3), Precision.FLOAT64, Seed.of(9));
        Trainer trainer = new Trainer(network, samples, config, Seed.of(1))) {
      try {
        trainer.run(0, epoch -> true);
      } catch (DivergedException e) {
        return Double.POSITIVE_INFINITY;
      }
      return Math.sqrt(network.matrix(0).squaredNorm());
    }
  }

  @Test
  void refusesWeightsThatHaveDiverged() {
    on(
        linear(0, 5, 4, 3),
        Cases.gaussian(20, 5, 3, 3),
        Loss.SQUARED,
        (network, curvature, samples) -> {
          double[] w = network.weights(0);
          w[2] = Double.NaN;
          network.setWeights(0, w);
          curvature.refresh();
          assertThatThrownBy(() -> curvature.kernelNorm(1e-4, 50))
              .isInstanceOf(ArithmeticException.class);
          assertThatThrownBy(() -> curvature.sharpness(LossScale.MEAN, Ends.LARGEST, 1e-4, 50))
              .isInstanceOf(ArithmeticException.class);
        });
  }

  /**
   * As the columns of a run; eta times the sharpness, and nothing of it in the cheap measurement.
   */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void metricsOfAnEpoch(Precision precision) {
    Dataset data = Cases.gaussian(600, 6, 3, 2);
    NetworkSpec spec = Cases.stack(6, Activation.TANH, 9, 8, 3);
    List<String> ids =
        List.of("loss", "sharpness.times_step", "ntk.norm", "gradient.pl_ratio", "sharpness");
    try (Network network = Network.initialise(spec, precision, Seed.of(4));
        Samples samples = Samples.of(data, precision);
        ThreadTeam team = new ThreadTeam(1);
        Curvature curvature = new Curvature(network, samples, team, Loss.SQUARED, Seed.of(77));
        EpochProbe probe =
            EpochProbe.of(network, samples)
                .trainedBy(new TrainConfig(1, 0, StepSchedule.constant(0.25), 1))
                .threads(2)
                .metrics(ids)
                .open()) {
      Map<String, MetricValue> cheap =
          probe.measure(Moment.ONCE, Cadence.EACH_EPOCH::equals, List.of()).values();
      assertThat(cheap.keySet()).containsExactly("loss", "gradient.pl_ratio");
      Map<String, MetricValue> values = probe.measure().values();
      assertThat(values.keySet()).containsExactlyElementsOf(ids);
      // Another start, another tolerance: the same eigenvalues.
      double sharpness =
          curvature.sharpness(LossScale.MEAN, Ends.LARGEST, 1e-9, 2000).largest().value();
      near(values, "sharpness", sharpness, 1e-6);
      near(values, "sharpness.times_step", 0.25 * sharpness, 1e-6);
      near(values, "ntk.norm", curvature.kernelNorm(1e-9, 2000).largest().value(), 1e-6);

      ReferenceNetwork reference = new ReferenceNetwork(network);
      int[] order = IntStream.range(0, 600).toArray();
      Matrix[] gradient = reference.gradient(data, order, 0, 600);
      double sum = 0;
      for (int l = 0; l < 3; l++) {
        sum += spec.layers().get(l).stepFactor() * gradient[l].squaredNorm();
      }
      double tolerance = precision == Precision.FLOAT64 ? 1e-10 : 1e-4;
      near(cheap, "gradient.pl_ratio", 600 * sum / reference.loss(data, order, 0, 600), tolerance);
    }
  }

  private static void near(
      Map<String, MetricValue> values, String id, double expected, double tolerance) {
    assertThat(Objects.requireNonNull(values.get(id)).orNaN())
        .as(id)
        .isCloseTo(expected, Offset.offset(tolerance * Math.abs(expected)));
  }

  @Test
  void metricsThatAreUndefined() {
    Dataset data = Cases.gaussian(20, 5, 3, 3);
    List<String> ids = List.of("ntk.norm", "sharpness", "sharpness.times_step");
    NetworkSpec still =
        new NetworkSpec(
            5,
            List.of(
                LayerSpec.dense(3, Activation.IDENTITY).drawn(Initialisation.LECUN).frozen(true)));
    try (Network frozen = Network.initialise(still, Precision.FLOAT64, Seed.of(4));
        Network diverged = Network.initialise(linear(0, 5, 3), Precision.FLOAT64, Seed.of(4));
        Samples samples = Samples.of(data, Precision.FLOAT64);
        EpochProbe ofFrozen = EpochProbe.of(frozen, samples).metrics(ids).open();
        EpochProbe ofDiverged = EpochProbe.of(diverged, samples).metrics(ids).open()) {
      assertThat(ofFrozen.measure().values().values())
          .containsOnly(MetricValue.undefined("because every layer is frozen"));
      double[] w = diverged.weights(0);
      w[0] = Double.POSITIVE_INFINITY;
      diverged.setWeights(0, w);
      // Of one linear layer neither J nor H depends on its weights.
      assertThat(ofDiverged.measure().values().get("ntk.norm"))
          .isInstanceOf(MetricValue.Defined.class);
    }
  }
}
