package org.collapsar.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.junit.jupiter.api.Test;

class SmoothReluTest {
  /**
   * Slope, smoothing, x, sigma, sigma', sigma'', from the definition with erfc in 50 digits
   * (mpmath), rounded.
   */
  private static final double[][] REFERENCE = {
    {0.5, 0.3, -40.0, -20.059841342060214, 0.5, 0.0},
    {0.5, 0.3, -2.0, -1.0598413420599324, 0.500000000006542, 1.4851500312253601e-10},
    {0.5, 0.3, -1.0, -0.5598245303773697, 0.5002145301665984, 0.0025704649938185094},
    {0.5, 0.3, -0.3, -0.19734402147206195, 0.5793276269657285, 0.4032845408652389},
    {0.5, 0.3, -0.01, -0.007466757887882889, 0.743352193091454, 0.6645345122582951},
    {0.5, 0.3, -1e-09, -7.499999996675481e-10, 0.7499999993350962, 0.6649038006690545},
    {0.5, 0.3, 0.0, 0.0, 0.75, 0.6649038006690545},
    {0.5, 0.3, 0.02, 0.015132931529881582, 0.7632882321501826, 0.6634278771899204},
    {0.5, 0.3, 0.25, 0.2071543916308751, 0.8988358095181785, 0.4698531256838376},
    {0.5, 0.3, 1.0, 0.9401754696226303, 0.9997854698334016, 0.0025704649938185094},
    {0.5, 0.3, 40.0, 39.94015865793978, 1.0, 0.0},
    {0.0, 1.0, -5.0, -0.3989422269397773, 2.866515718791939e-07, 1.4867195147342977e-06},
    {0.0, 1.0, -1.0, -0.31562680981374636, 0.15865525393145705, 0.24197072451914334},
    {0.0, 1.0, -0.3, -0.13218103828422278, 0.3820885778110474, 0.3813878154605241},
    {0.0, 1.0, 0.25, 0.13740241782214746, 0.5987063256829237, 0.3866681168028492},
    {0.0, 1.0, 1.75, 1.367231513913399, 0.9599408431361829, 0.08627731882651152},
    {0.0, 1.0, 8.0, 7.601057719598567, 0.9999999999999993, 5.052271083536892e-15},
    {0.01, 2.5, -40.0, -1.3873821439935459, 0.01, 4.0636057682559377e-57},
    {0.01, 2.5, -5.0, -1.0163676550168925, 0.03252263062869742, 0.021380422739222468},
    {0.01, 2.5, -0.3, -0.14439936727613373, 0.457719158239622, 0.1568477638702878},
    {0.01, 2.5, 0.5, 0.2721820797680634, 0.583467112344712, 0.15485290681428052},
    {0.01, 2.5, 8.0, 7.013076341836786, 0.9993197334414633, 0.0009440989277800777},
    {0.01, 2.5, 40.0, 39.01261785600646, 1.0, 4.0636057682559377e-57},
  };

  private static Offset<Double> near(double expected) {
    return Offset.offset(1e-15 * Math.max(1, Math.abs(expected)));
  }

  @Test
  void valuesAndDerivativesAreThoseOfTheDefinition() {
    try (NativeArray z = NativeArray.allocate(Precision.FLOAT64, 1);
        NativeArray a = NativeArray.allocate(Precision.FLOAT64, 1);
        NativeArray d = NativeArray.allocate(Precision.FLOAT64, 1)) {
      Kernels kernels = Kernels.of(Precision.FLOAT64);
      for (double[] row : REFERENCE) {
        Activation f = Activation.smoothLeakyRelu(row[0], row[1]);
        double x = row[2];
        assertThat(f.value(x)).as("%s of %s", f, x).isCloseTo(row[3], near(row[3]));
        assertThat(f.derivative(x)).as("%s' of %s", f, x).isCloseTo(row[4], near(row[4]));
        assertThat(f.secondDerivative(x)).as("%s'' of %s", f, x).isCloseTo(row[5], near(row[5]));
        z.set(0, x);
        a.set(0, x);
        d.set(0, 1);
        kernels.activate(f, a, 1, 1, 1);
        assertThat(a.get(0)).as("%s of %s", f, x).isCloseTo(row[3], near(row[3]));
        kernels.backpropagate(f, z, a, d, 1, 1, 1);
        assertThat(a.get(0)).as("%s' of %s", f, x).isCloseTo(row[4], near(row[4]));
      }
    }
  }

  /** Of the standard Gaussian: slope 0, smoothing 1. Another series, and symmetry. */
  @Test
  void theDistributionFunctionIsWithin1e15Everywhere() {
    Activation f = Activation.smoothLeakyRelu(0, 1);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 100_000; i++) {
      double t = 24 * random.nextDouble() - 12;
      assertThat(f.derivative(t))
          .isCloseTo(ReferenceNetwork.gaussianDistribution(t), Offset.offset(1e-15));
      assertThat(f.derivative(t) + f.derivative(-t)).isCloseTo(1, Offset.offset(3e-16));
    }
  }

  @Test
  void extremeArgumentsAreThoseOfTheLeakyReluAndNotANumberStays() {
    Activation f = Activation.smoothLeakyRelu(0.25, 2);
    double shift = 0.75 * 2 / Math.sqrt(2 * Math.PI);
    try (NativeArray z = NativeArray.allocate(Precision.FLOAT64, 5)) {
      z.write(0, new double[] {1e30, -1e30, 0, Double.NaN, Double.POSITIVE_INFINITY}, 0, 5);
      Kernels.of(Precision.FLOAT64).activate(f, z, 1, 5, 5);
      assertThat(z.toDoubles()).containsExactly(1e30, -0.25e30, 0, Double.NaN, 1.0 / 0);
    }
    assertThat(f.value(1e3)).isCloseTo(1e3 - shift, Offset.offset(1e-12));
    assertThat(f.value(-1e3)).isCloseTo(-250 - shift, Offset.offset(1e-12));
    assertThat(f.derivative(Double.NaN)).isNaN();
  }

  @Test
  void constantsAreThoseOfTheAssumption() {
    Activation sharp = Activation.smoothLeakyRelu(0.5, 0.1);
    assertThat(sharp.gamma()).hasValue(0.5);
    // The largest curvature is that at 0.
    assertThat(sharp.beta()).hasValue(sharp.secondDerivative(0));
    assertThat(Activation.smoothLeakyRelu(0.5, 3).beta()).hasValue(1);
    assertThat(Activation.leakyRelu(0.2).gamma()).hasValue(0.2);
    assertThat(Activation.leakyRelu(0.2).beta()).isEmpty();
    assertThat(Activation.RELU.gamma()).hasValue(0);
    assertThat(Activation.IDENTITY.gamma()).hasValue(1);
  }

  @Test
  void derivativesOfEveryActivationAreThoseOfItsValues() {
    for (Activation f : Cases.activations()) {
      for (double z : new double[] {-3.3, -0.4, 0.05, 0.7, 2.1}) {
        double h = 1e-5;
        double slope = (f.value(z + h) - f.value(z - h)) / (2 * h);
        assertThat(f.derivative(z)).isCloseTo(slope, Offset.offset(1e-9));
        assertThat(f.derivative(z, f.value(z))).isEqualTo(f.derivative(z));
        double curvature = (f.derivative(z + h) - f.derivative(z - h)) / (2 * h);
        assertThat(f.secondDerivative(z)).isCloseTo(curvature, Offset.offset(1e-8));
      }
    }
  }

  @Test
  void impossibleParametersAreRefusedAndEqualOnesAreEqual() {
    assertThatThrownBy(() -> Activation.leakyRelu(1))
        .hasMessage("slope: expected a number from 0 to below 1, found 1.0");
    assertThatThrownBy(() -> Activation.smoothLeakyRelu(0.5, 0))
        .hasMessage("smoothing: expected a positive number, found 0.0");
    assertThat(Activation.smoothLeakyRelu(0.5, 0.3))
        .isEqualTo(Activation.smoothLeakyRelu(0.5, 0.3))
        .hasSameHashCodeAs(Activation.smoothLeakyRelu(0.5, 0.3))
        .isNotEqualTo(Activation.smoothLeakyRelu(0.5, 0.2))
        .hasToString("smooth-leaky-relu(0.5, 0.3)");
    assertThat(Activation.smoothLeakyRelu(0.5, 0.3).name()).isEqualTo("smooth-leaky-relu");
  }
}
