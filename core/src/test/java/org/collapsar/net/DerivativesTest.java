package org.collapsar.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against matrices formed number by number: differences of the outputs and of the gradient of
 * {@link ReferenceNetwork}, which are plain loops.
 */
class DerivativesTest {
  private static final int INPUTS = 4;
  private static final int SAMPLES = 7;
  private static final int CLASSES = 3;

  private static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (Activation f :
        List.of(
            Activation.IDENTITY,
            Activation.RELU,
            Activation.TANH,
            Activation.SIGMOID,
            Activation.leakyRelu(0.3),
            Activation.smoothLeakyRelu(0.4, 0.5))) {
      for (Loss loss : Loss.values()) {
        for (int frozen : new int[] {-1, 0, 2}) {
          cases.add(Arguments.of(f, loss, frozen));
        }
      }
    }
    return cases.stream();
  }

  /** Five layers, two of them linear; scales, decays, factors and biases differ. */
  private static NetworkSpec spec(Activation f, int frozen) {
    int[] widths = {5, 4, 6, 4, CLASSES};
    List<LayerSpec> layers = new ArrayList<>();
    for (int l = 0; l < widths.length; l++) {
      layers.add(
          LayerSpec.dense(widths[l], l < 3 ? f : Activation.IDENTITY)
              .outputScale(1.5 - 0.2 * l)
              .stepFactor(1 + 0.5 * l)
              .decay(0.02 * (l + 1))
              .frozen(l == frozen)
              .drawn(Initialisation.LECUN)
              .bias(l % 2 == 0)
              .decayBias(l != 2));
    }
    return new NetworkSpec(INPUTS, layers);
  }

  /** A network in float64 with its samples and operators, biases drawn as well. */
  private static final class Setting implements AutoCloseable {
    final Dataset data;
    final Network network;
    final Samples samples;
    final ThreadTeam team;
    final Derivatives derivatives;
    final double[] theta;

    Setting(NetworkSpec spec, int n, int threads) {
      data = Cases.gaussian(n, spec.inputs(), spec.outputs(), 5);
      network = Network.initialise(spec, Precision.FLOAT64, Seed.of(11));
      for (int l = 0; l < spec.depth(); l++) {
        network.setBiases(l, random(network.biases(l).length, 40 + l));
      }
      samples = Samples.of(data, Precision.FLOAT64);
      team = new ThreadTeam(threads);
      derivatives = new Derivatives(network, samples, team);
      try (NativeArray vector = derivatives.parameters().vector()) {
        derivatives.parameters().read(network, vector);
        theta = vector.toDoubles();
      }
    }

    int parameters() {
      return derivatives.parameters().count();
    }

    double[] apply(int length, double[] x, BiConsumer<NativeArray, NativeArray> operator) {
      try (NativeArray in = NativeArray.allocate(Precision.FLOAT64, x.length);
          NativeArray out = NativeArray.allocate(Precision.FLOAT64, length)) {
        in.write(0, x, 0, x.length);
        // What was there must not matter.
        out.write(0, random(length, 9), 0, length);
        operator.accept(in, out);
        return out.toDoubles();
      }
    }

    double[] jacobian(double[] v) {
      return apply(derivatives.outputs(), v, derivatives::jacobian);
    }

    double[] transposed(double[] u) {
      return apply(parameters(), u, derivatives::jacobianTransposed);
    }

    double[] hessian(Loss loss, LossScale scale, double[] v) {
      return apply(parameters(), v, (x, y) -> derivatives.hessian(loss.ofOutputs(), scale, x, y));
    }

    void move(int parameter, double by) {
      double[] moved = theta.clone();
      moved[parameter] += by;
      try (NativeArray vector = derivatives.parameters().vector()) {
        vector.write(0, moved, 0, moved.length);
        derivatives.parameters().write(vector, network);
      }
    }

    /** All outputs, by plain loops. */
    double[] outputs() {
      ReferenceNetwork reference = new ReferenceNetwork(network);
      return IntStream.range(0, data.size())
          .mapToObj(i -> reference.activations(ReferenceNetwork.row(data, i)))
          .flatMapToDouble(a -> Arrays.stream(a[network.spec().depth()]))
          .toArray();
    }

    /** The gradient of the regularised mean loss, by plain loops, as a vector of parameters. */
    double[] gradient(Loss loss) {
      ReferenceNetwork reference =
          new ReferenceNetwork(network, loss == Loss.CROSS_ENTROPY, DescentRule.PLAIN);
      double[][] ofBiases = new double[network.spec().depth()][];
      int[] order = IntStream.range(0, data.size()).toArray();
      Matrix[] ofWeights = reference.gradient(data, order, 0, data.size(), ofBiases);
      List<Double> all = new ArrayList<>();
      for (int l = 0; l < ofBiases.length; l++) {
        LayerSpec layer = network.spec().layers().get(l);
        if (layer.frozen()) {
          continue;
        }
        double decay = layer.weightDecay() / layer.stepFactor();
        double[] w = network.weights(l);
        for (int i = 0; i < w.length; i++) {
          all.add(ofWeights[l].data()[i] + decay * w[i]);
        }
        double[] b = network.biases(l);
        for (int i = 0; i < b.length; i++) {
          all.add(ofBiases[l][i] + (layer.decayBias() ? decay * b[i] : 0));
        }
      }
      return all.stream().mapToDouble(x -> x).toArray();
    }

    @Override
    public void close() {
      derivatives.close();
      team.close();
      samples.close();
      network.close();
    }
  }

  private static double[] random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, n).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  private static double[] unit(int n, int i) {
    double[] e = new double[n];
    e[i] = 1;
    return e;
  }

  private static double inner(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum();
  }

  private static void assertClose(double[] found, double[] expected, double error) {
    assertThat(found).hasSameSizeAs(expected);
    double size = Math.max(1, Math.sqrt(inner(expected, expected)));
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], Offset.offset(error * size));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void multipliesByTheJacobianOfDifferences(Activation f, Loss loss, int frozen) {
    try (Setting s = new Setting(spec(f, frozen), SAMPLES, 1)) {
      double h = 1e-5;
      Matrix jacobian = new Matrix(SAMPLES * CLASSES, s.parameters());
      for (int p = 0; p < s.parameters(); p++) {
        s.move(p, h);
        double[] above = s.outputs();
        s.move(p, -h);
        double[] below = s.outputs();
        for (int i = 0; i < above.length; i++) {
          jacobian.data()[i * s.parameters() + p] = (above[i] - below[i]) / (2 * h);
        }
        assertClose(
            s.jacobian(unit(s.parameters(), p)),
            IntStream.range(0, above.length)
                .mapToDouble(i -> (above[i] - below[i]) / (2 * h))
                .toArray(),
            1e-8);
      }
      for (int row = 0; row < jacobian.rows(); row++) {
        double[] expected = new double[s.parameters()];
        System.arraycopy(jacobian.data(), row * expected.length, expected, 0, expected.length);
        assertClose(s.transposed(unit(jacobian.rows(), row)), expected, 1e-8);
      }
      double[] u = random(jacobian.rows(), 3);
      double[] kernel = jacobian.times(jacobian.transposed()).times(column(u)).data();
      assertClose(s.apply(u.length, u, s.derivatives::kernel), kernel, 1e-7);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void multipliesByTheHessianOfDifferences(Activation f, Loss loss, int frozen) {
    try (Setting s = new Setting(spec(f, frozen), SAMPLES, 1)) {
      double h = 1e-5;
      Matrix hessian = new Matrix(s.parameters(), s.parameters());
      for (int p = 0; p < s.parameters(); p++) {
        s.move(p, h);
        double[] above = s.gradient(loss);
        s.move(p, -h);
        double[] below = s.gradient(loss);
        double[] column = s.hessian(loss, LossScale.MEAN, unit(s.parameters(), p));
        System.arraycopy(column, 0, hessian.data(), p * column.length, column.length);
        assertClose(
            column,
            IntStream.range(0, above.length)
                .mapToDouble(i -> (above[i] - below[i]) / (2 * h))
                .toArray(),
            1e-8);
      }
      Matrix difference = hessian.combine(1, -1, hessian.transposed());
      assertThat(Math.sqrt(difference.squaredNorm()))
          .isLessThan(1e-14 * Math.sqrt(hessian.squaredNorm()) * s.parameters());
    }
  }

  private static Matrix column(double[] x) {
    return new Matrix(x.length, 1, x);
  }

  /** Pieces, parts of pieces, wide and narrow layers. */
  private static NetworkSpec wide(Activation f) {
    return Cases.stack(20, f, 150, 8, 140, 3);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAdjointAndSymmetric(Activation f, Loss loss, int frozen) {
    assertAdjointAndSymmetric(spec(f, frozen), SAMPLES, loss);
  }

  /** 700 samples are two pieces and six parts of them. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void isAdjointAndSymmetricOverPieces(Loss loss) {
    assertAdjointAndSymmetric(wide(Activation.TANH), 700, loss);
    assertAdjointAndSymmetric(wide(Activation.smoothLeakyRelu(0.4, 0.5)), 513, loss);
  }

  private static void assertAdjointAndSymmetric(NetworkSpec spec, int n, Loss loss) {
    try (Setting s = new Setting(spec, n, 2)) {
      double[] v = random(s.parameters(), 1);
      double[] w = random(s.parameters(), 2);
      double[] u = random(s.derivatives.outputs(), 3);
      double[] jv = s.jacobian(v);
      double scale = Math.sqrt(inner(jv, jv) * inner(u, u));
      assertThat(inner(jv, u)).isCloseTo(inner(v, s.transposed(u)), Offset.offset(1e-13 * scale));
      double[] hv = s.hessian(loss, LossScale.MEAN, v);
      double[] hw = s.hessian(loss, LossScale.MEAN, w);
      double size = Math.sqrt(inner(hv, hv) * inner(w, w));
      assertThat(inner(hv, w)).isCloseTo(inner(v, hw), Offset.offset(1e-13 * size));
    }
  }

  /** The outputs move as J v says, in every piece. */
  @Test
  void addsUpOverPieces() {
    NetworkSpec spec = wide(Activation.TANH);
    try (Setting s = new Setting(spec, 700, 2)) {
      double[] v = random(s.parameters(), 1);
      double[] jv = s.jacobian(v);
      double h = 1e-6;
      for (int p = 0; p < v.length; p++) {
        s.theta[p] += h * v[p];
      }
      s.move(0, 0);
      double[] above = s.outputs();
      for (int p = 0; p < v.length; p++) {
        s.theta[p] -= 2 * h * v[p];
      }
      s.move(0, 0);
      double[] below = s.outputs();
      for (int i = 0; i < jv.length; i++) {
        assertThat(jv[i]).isCloseTo((above[i] - below[i]) / (2 * h), Offset.offset(1e-6));
      }
    }
  }

  @Test
  void keepsTheParametersThatItHasTakenUntilItIsToldToTakeThemAgain() {
    try (Setting s = new Setting(spec(Activation.TANH, -1), SAMPLES, 1)) {
      double[] v = random(s.parameters(), 1);
      double[] before = s.jacobian(v);
      s.move(3, 0.5);
      assertThat(s.jacobian(v)).isEqualTo(before);
      s.derivatives.refresh();
      assertThat(s.jacobian(v)).isNotEqualTo(before);
    }
  }

  /** C = n L: the Hessian of the sum is n times that of the mean, regulariser included. */
  @Test
  void convertsBetweenMeanAndSum() {
    try (Setting s = new Setting(spec(Activation.TANH, -1), SAMPLES, 1)) {
      double[] v = random(s.parameters(), 1);
      double[] mean = s.hessian(Loss.SQUARED, LossScale.MEAN, v);
      double[] sum = s.hessian(Loss.SQUARED, LossScale.SUM, v);
      assertClose(sum, Arrays.stream(mean).map(x -> SAMPLES * x).toArray(), 1e-14);
      assertThat(LossScale.SUM.ofStep(0.1, 5)).isEqualTo(0.02);
      assertThat(LossScale.MEAN.ofStep(0.1, 5)).isEqualTo(0.1);
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void givesTheSameBitsOnAnyNumberOfThreads(Loss loss) {
    NetworkSpec spec = wide(Activation.smoothLeakyRelu(0.4, 0.5));
    try (Setting one = new Setting(spec, 600, 1);
        Setting three = new Setting(spec, 600, 3)) {
      double[] v = random(one.parameters(), 1);
      double[] u = random(one.derivatives.outputs(), 2);
      assertThat(three.jacobian(v)).isEqualTo(one.jacobian(v));
      assertThat(three.transposed(u)).isEqualTo(one.transposed(u));
      assertThat(three.hessian(loss, LossScale.SUM, v))
          .isEqualTo(one.hessian(loss, LossScale.SUM, v));
    }
  }

  /** A float32 network is the float64 network of the same numbers. */
  @Test
  void computesInDoubleForFloat32() {
    NetworkSpec spec = Cases.stack(6, Activation.TANH, 9, 7, 3);
    Dataset data = Cases.gaussian(30, 6, 3, 5);
    try (Network small = Network.initialise(spec, Precision.FLOAT32, Seed.of(2));
        Network large = Network.initialise(spec, Precision.FLOAT64, Seed.of(2));
        Samples rounded = Samples.of(data, Precision.FLOAT32);
        ThreadTeam team = new ThreadTeam(1)) {
      for (int l = 0; l < spec.depth(); l++) {
        large.setWeights(l, small.weights(l));
      }
      try (Samples same = Samples.of(copy(rounded), Precision.FLOAT64);
          Derivatives a = new Derivatives(small, rounded, team);
          Derivatives b = new Derivatives(large, same, team);
          NativeArray v = a.parameters().vector();
          NativeArray x = NativeArray.allocate(Precision.FLOAT64, 90);
          NativeArray y = NativeArray.allocate(Precision.FLOAT64, 90)) {
        v.write(0, random(v.length(), 4), 0, v.length());
        a.jacobian(v, x);
        b.jacobian(v, y);
        assertThat(x.toDoubles()).isEqualTo(y.toDoubles());
      }
    }
  }

  private static Dataset copy(Samples samples) {
    return new Dataset() {
      @Override
      public int size() {
        return samples.size();
      }

      @Override
      public int dimension() {
        return samples.dimension();
      }

      @Override
      public int classes() {
        return samples.classes();
      }

      @Override
      public int label(int i) {
        return samples.label(i);
      }

      @Override
      public void copyRow(int i, double[] target, int offset) {
        samples.inputs().read(i * dimension(), target, offset, dimension());
      }
    };
  }

  @Test
  void refusesVectorsOfTheWrongLengthAndNetworksThatDoNotMove() {
    try (Setting s = new Setting(spec(Activation.TANH, -1), SAMPLES, 1)) {
      assertThatThrownBy(() -> s.jacobian(new double[3]))
          .hasMessageContaining("v: expected " + s.parameters() + " numbers in float64, found 3");
    }
    NetworkSpec still =
        new NetworkSpec(2, List.of(LayerSpec.dense(2, Activation.TANH).frozen(true)));
    assertThatThrownBy(() -> new Parameters(still)).hasMessageContaining("only frozen layers");
  }
}
