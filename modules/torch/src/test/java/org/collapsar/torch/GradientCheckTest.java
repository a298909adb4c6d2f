package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GradientCheckTest {
  private static final double[] EXPECTED = {0.5, -2, 0};

  @Test
  void roundingIsLetPass() {
    assertThat(GradientCheck.compare(new double[] {0.5001, -2.0001, 1e-4}, EXPECTED)).isEmpty();
  }

  @Test
  void aNumberThatIsAnotherIsSaid() {
    assertThat(GradientCheck.compare(new double[] {0.5, -1.9, 0}, EXPECTED))
        .isEqualTo(
            "libtorch on this machine: expected the float32 gradient of a small network as in"
                + " float64, -2.00000 at number 2, found -1.9: training would be wrong. Known of"
                + " AMD's family 26; with MALLOC_PERTURB_=255 in the environment it has been right"
                + " there, as has `precision: float64`");
  }

  @Test
  void whatIsNotANumberIsSaid() {
    assertThat(GradientCheck.compare(new double[] {0.5, -2, Double.NaN}, EXPECTED))
        .contains("0.00000 at number 3, found NaN");
    assertThat(GradientCheck.compare(new double[] {Double.POSITIVE_INFINITY, -2, 0}, EXPECTED))
        .contains("found Infinity");
  }
}
