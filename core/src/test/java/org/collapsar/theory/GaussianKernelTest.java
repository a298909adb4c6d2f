package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.ThreadTeam;
import org.junit.jupiter.api.Test;

/** The kernel of Gaussian particles where it is known by hand, and Lemma 4.7. */
class GaussianKernelTest {

  /** Of ReLU: r s (sin t + (pi - t) cos t)/(2 pi) (Cho and Saul 2009). The error bound holds. */
  @Test
  void theArcCosineKernelLiesWithinTheError() {
    SplittableRandom random = new SplittableRandom(4);
    Matrix x = MeanFields.gaussian(12, 5, 1, random);
    try (ThreadTeam team = new ThreadTeam(1);
        GaussianKernel.Approximation k = GaussianKernel.of(x, z -> Math.max(z, 0), team)) {
      assertThat(k.error()).isBetween(1e-13, 0.05);
      Matrix gram = x.gram();
      for (int i = 0; i < 12; i++) {
        double row = 0;
        for (int j = 0; j < 12; j++) {
          double size = Math.sqrt(gram.get(i, i) * gram.get(j, j));
          double t = Math.acos(Math.min(1, gram.get(i, j) / size));
          double exact = size * (Math.sin(t) + (Math.PI - t) * Math.cos(t)) / (2 * Math.PI);
          row += Math.abs(k.entries().get(i * 12 + j) - exact);
        }
        assertThat(row).isLessThanOrEqualTo(k.error());
      }
    }
  }

  /** The identity has the Gram matrix, whose smallest eigenvalue is 0 for more samples than d. */
  @Test
  void ofTheIdentityItIsTheGramMatrix() {
    Matrix x = new Matrix(3, 2, new double[] {1, 0, 0, 1, 1, 1});
    Certificate c = LandscapeCertificates.kernel(x, Nonlinearity.unbounded("identity", z -> z), 1);
    assertThat(c.value().orNaN()).isCloseTo(0, within(1e-11));
    assertThat(c.bounds().get(1).bound().orNaN()).isNegative();
    assertThat(c.bounds().get(0).applies()).isFalse();
  }

  /**
   * The printed Assumption 2 holds of x, x', -x and -x', and lambda_* = 0 for sigmoid and tanh:
   * sigma(z) + sigma(-z) is constant.
   */
  @Test
  void oppositeSamplesAreTheErratumOfLemma47() {
    Matrix x = new Matrix(4, 2, new double[] {0.5, 0.2, -0.5, -0.2, 0.3, -0.7, -0.3, 0.7});
    for (Nonlinearity sigma : new Nonlinearity[] {MeanFields.tanh(), MeanFields.sigmoid()}) {
      Certificate c = LandscapeCertificates.kernel(x, sigma, 1);
      Bound printed = c.bounds().get(0);
      assertThat(printed.applies()).isTrue();
      assertThat(printed.erratum()).contains("-x");
      assertThat(c.value().orNaN()).isCloseTo(0, within(1e-12));
    }
  }

  @Test
  void onDistinctSamplesItIsPositiveAndProved() {
    Matrix x = MeanFields.gaussian(20, 20, 0.4, new SplittableRandom(1));
    Certificate c = LandscapeCertificates.kernel(x, MeanFields.tanh(), 2);
    assertThat(c.bounds().get(1).bound().orNaN()).isPositive();
    assertThat(c.bounds().get(0).holds()).isTrue();
    assertThat(KernelLemma.distinctCoordinates(x)).isEqualTo(20);
    x.data()[0] = 0;
    x.data()[21] = x.data()[41];
    assertThat(KernelLemma.distinctCoordinates(x)).isEqualTo(18);
  }

  @Test
  void moreSamplesThanAreFactoredAreUndefined() {
    Matrix x = new Matrix(GaussianKernel.MOST + 1, 1);
    assertThat(LandscapeCertificates.kernel(x, MeanFields.tanh(), 1).value().toString())
        .contains("because n = 8001");
  }
}
