package org.collapsar.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** tau_R is what section 5 of the paper asks for: C^2, monotone, the identity up to R, bounded. */
class TruncationTest {

  @Property
  void isTheIdentityThenConstant(
      @ForAll @DoubleRange(min = 0.01, max = 100) double r,
      @ForAll @DoubleRange(min = 0, max = 1) double inside) {
    assertThat(Truncation.value(inside * r, r)).isEqualTo(inside * r);
    assertThat(Truncation.derivative(inside * r, r)).isEqualTo(1);
    double beyond = 2 * r * (1 + inside);
    assertThat(Truncation.value(beyond, r)).isCloseTo(1.5 * r, within(1e-12 * r));
    assertThat(Truncation.derivative(beyond, r)).isCloseTo(0, within(1e-12));
    assertThat(Truncation.value(-beyond, r)).isEqualTo(-Truncation.value(beyond, r));
  }

  @Property
  void neverFallsAndItsDerivativeIsItsSlope(
      @ForAll @DoubleRange(min = 0.01, max = 100) double r,
      @ForAll @DoubleRange(min = -3, max = 3) double at) {
    double z = at * r;
    double h = 1e-5 * r;
    double slope = (Truncation.value(z + h, r) - Truncation.value(z - h, r)) / (2 * h);
    assertThat(Truncation.derivative(z, r)).isCloseTo(slope, within(1e-8)).isBetween(0.0, 1.0);
    assertThat(Truncation.derivative(-z, r)).isEqualTo(Truncation.derivative(z, r));
  }

  /**
   * The second derivative tends to 0 at both joints as the distance does; a C^1 joint would leave a
   * jump of the size of 1/R.
   */
  @Test
  void theSecondDerivativeIsContinuousAtTheJoints() {
    double r = 1.7;
    for (double joint : new double[] {r, 2 * r}) {
      for (double h : new double[] {1e-2, 1e-3, 1e-4}) {
        double left =
            (Truncation.derivative(joint, r) - Truncation.derivative(joint - h * r, r)) / (h * r);
        double right =
            (Truncation.derivative(joint + h * r, r) - Truncation.derivative(joint, r)) / (h * r);
        assertThat(left).isCloseTo(0, within(11 * h * h / r));
        assertThat(right).isCloseTo(0, within(11 * h * h / r));
      }
    }
    assertThat((Truncation.derivative(1.51 * r, r) - Truncation.derivative(1.49 * r, r)) / 0.02)
        .isCloseTo(-30.0 / 16, within(1e-3));
  }
}
