package org.collapsar.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of the noise on a fixed seed. Each bound is 5.2 standard deviations of the statistic under
 * the Gaussian law: false-alarm rate 2e-7 a check, below 1e-5 in all, should a seed ever be
 * changed.
 */
class GaussianStreamTest {
  private static final double SIGMAS = 5.2;
  private static final int PIECES = 4000;

  private interface Source {
    double[] next();
  }

  private static Source source(boolean single, Seed seed) {
    GaussianStream stream = new GaussianStream();
    stream.seed(seed);
    float[] f = new float[GaussianStream.LARGEST];
    double[] d = new double[GaussianStream.LARGEST];
    return () -> {
      if (single) {
        stream.fill(f, f.length);
        for (int i = 0; i < f.length; i++) {
          d[i] = f[i];
        }
      } else {
        stream.fill(d, d.length);
      }
      return d;
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void momentsToTheSixth(boolean single) {
    // E x^k and Var x^k of a standard Gaussian: (2k - 1)!! - ((k - 1)!!)^2 for even k.
    double[] expected = {0, 0, 1, 0, 3, 0, 15};
    double[] variance = {0, 1, 2, 15, 96, 945, 10170};
    double[] sum = new double[7];
    Source source = source(single, Seed.of(11));
    for (int p = 0; p < PIECES; p++) {
      for (double x : source.next()) {
        double power = 1;
        for (int k = 1; k <= 6; k++) {
          power *= x;
          sum[k] += power;
        }
      }
    }
    double n = (double) PIECES * GaussianStream.LARGEST;
    for (int k = 1; k <= 6; k++) {
      assertThat(Math.abs(sum[k] / n - expected[k]) / Math.sqrt(variance[k] / n))
          .as("moment %d", k)
          .isLessThan(SIGMAS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tails(boolean single) {
    // P(|x| > t), from the complementary error function.
    double[] t = {1, 2, 3, 4, 4.5};
    double[] p = {
      0.31731050786291415,
      0.04550026389635842,
      0.0026997960632601866,
      6.334248366623996e-05,
      6.795346249477418e-06
    };
    long[] count = new long[t.length];
    Source source = source(single, Seed.of(12));
    for (int i = 0; i < PIECES; i++) {
      for (double x : source.next()) {
        for (int k = 0; k < t.length && Math.abs(x) > t[k]; k++) {
          count[k]++;
        }
      }
    }
    double n = (double) PIECES * GaussianStream.LARGEST;
    for (int k = 0; k < t.length; k++) {
      assertThat(Math.abs(count[k] - n * p[k]) / Math.sqrt(n * p[k] * (1 - p[k])))
          .as("beyond %s", t[k])
          .isLessThan(SIGMAS);
    }
  }

  /**
   * Numbers of neighbouring steps and blocks, and neighbours within a stream, are uncorrelated, and
   * so are their squares.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stepsAndBlocksAreIndependent(boolean single) {
    Seed root = Seed.of(13);
    double[] sums = new double[8];
    int pieces = 500;
    for (int step = 0; step < pieces; step++) {
      double[] here = source(single, root.split(step).split(5)).next().clone();
      double[] nextStep = source(single, root.split(step + 1).split(5)).next().clone();
      double[] nextBlock = source(single, root.split(step).split(6)).next().clone();
      int half = here.length / 2;
      for (int i = 0; i < here.length; i++) {
        double x = here[i];
        double neighbour = here[(i + 1) % here.length];
        double partner = here[(i + half) % here.length];
        double[] others = {nextStep[i], nextBlock[i], neighbour, partner};
        for (int k = 0; k < 4; k++) {
          sums[k] += x * others[k];
          sums[4 + k] += (x * x - 1) * (others[k] * others[k] - 1) / 2;
        }
      }
    }
    double n = (double) pieces * GaussianStream.LARGEST;
    for (int k = 0; k < 8; k++) {
      // Partners are counted twice, which doubles the variance of that sum.
      double variance = k % 4 == 3 ? 2 * n : n;
      assertThat(Math.abs(sums[k]) / Math.sqrt(variance)).as("product %d", k).isLessThan(SIGMAS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theNumbersAreAFunctionOfTheSeed(boolean single) {
    assertThat(source(single, Seed.of(1)).next()).isEqualTo(source(single, Seed.of(1)).next());
    assertThat(source(single, Seed.of(1)).next()).isNotEqualTo(source(single, Seed.of(2)).next());
  }

  @org.junit.jupiter.api.Test
  void roomAndSizeAreChecked() {
    GaussianStream stream = new GaussianStream();
    assertThatThrownBy(() -> stream.fill(new float[63], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("room for 64, found 63");
    assertThatThrownBy(() -> stream.fill(new double[4096], 2049))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 2048");
  }
}
