package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Metrics of NC1 of classes so narrow that rounding of their means is as large as what tells
 * samples from them, against formulas for two classes in two dimensions in 60 digits.
 */
class DeepCollapseMetricsTest {
  private static final MathContext DIGITS = new MathContext(60);
  private static final int N = 3000;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private static int label(int i) {
    return i % 3 == 1 ? 1 : 0;
  }

  private static double[] samples(double mean, double spread, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = new double[2 * N];
    for (int i = 0; i < x.length; i++) {
      double centre = mean * (i % 2 == label(i / 2) ? 1.3 : 1.7);
      x[i] = centre + mean * spread * ((i % 2 + 1) * random.nextGaussian() + seed);
    }
    return x;
  }

  private static BigDecimal over(BigDecimal a, BigDecimal b) {
    return a.divide(b, DIGITS);
  }

  private static BigDecimal times(BigDecimal a, BigDecimal b) {
    return a.multiply(b, DIGITS);
  }

  /** Of samples x about the class means of samples y: sums of products of their deviations. */
  private static final class Exact {
    final BigDecimal[][] means = new BigDecimal[2][2];
    final long[] counts = new long[2];

    /** Per class the sums of d_0 d_0, d_0 d_1, d_1 d_1. */
    final BigDecimal[][] products = new BigDecimal[2][3];

    Exact(double[] x, double[] y) {
      for (int c = 0; c < 2; c++) {
        BigDecimal[] sum = {BigDecimal.ZERO, BigDecimal.ZERO};
        for (int i = 0; i < N; i++) {
          if (label(i) == c) {
            counts[c]++;
            sum[0] = sum[0].add(new BigDecimal(y[2 * i]));
            sum[1] = sum[1].add(new BigDecimal(y[2 * i + 1]));
          }
        }
        means[c][0] = over(sum[0], BigDecimal.valueOf(counts[c]));
        means[c][1] = over(sum[1], BigDecimal.valueOf(counts[c]));
        java.util.Arrays.fill(products[c], BigDecimal.ZERO);
        for (int i = 0; i < N; i++) {
          if (label(i) == c) {
            BigDecimal a = new BigDecimal(x[2 * i]).subtract(means[c][0]);
            BigDecimal b = new BigDecimal(x[2 * i + 1]).subtract(means[c][1]);
            products[c][0] = products[c][0].add(times(a, a));
            products[c][1] = products[c][1].add(times(a, b));
            products[c][2] = products[c][2].add(times(b, b));
          }
        }
      }
    }

    BigDecimal delta(int j) {
      return means[1][j].subtract(means[0][j]);
    }

    BigDecimal distance() {
      return times(delta(0), delta(0)).add(times(delta(1), delta(1)));
    }

    BigDecimal scatter(int c) {
      return products[c][0].add(products[c][2]);
    }

    BigDecimal variance(int c) {
      return over(scatter(c), BigDecimal.valueOf(counts[c]));
    }

    /** tr Sigma_W / tr Sigma_B, Sigma_B = delta delta^T/4. */
    BigDecimal quotient() {
      BigDecimal within = over(scatter(0).add(scatter(1)), BigDecimal.valueOf(N));
      return over(within.multiply(BigDecimal.valueOf(4)), distance());
    }

    BigDecimal total() {
      BigDecimal within = scatter(0).add(scatter(1));
      BigDecimal share = over(BigDecimal.valueOf(counts[0] * counts[1]), BigDecimal.valueOf(N));
      return over(within, within.add(times(share, distance())));
    }

    BigDecimal cdnv() {
      return over(variance(0).add(variance(1)), TWO.multiply(distance()));
    }

    private BigDecimal along(int c) {
      BigDecimal sum = times(products[c][0], times(delta(0), delta(0)));
      sum = sum.add(times(products[c][1], times(delta(0), delta(1))).multiply(TWO));
      return sum.add(times(products[c][2], times(delta(1), delta(1))));
    }

    /** tr(Sigma_W Sigma_B^+)/2, Sigma_B^+ = 4 delta delta^T/||delta||^4. */
    BigDecimal pinv() {
      BigDecimal square = times(distance(), distance());
      return over(along(0).add(along(1)).multiply(TWO), square.multiply(BigDecimal.valueOf(N)));
    }

    BigDecimal directional() {
      BigDecimal sum =
          over(along(0), BigDecimal.valueOf(counts[0]))
              .add(over(along(1), BigDecimal.valueOf(counts[1])));
      return over(sum, TWO.multiply(times(distance(), distance())));
    }

    /** 1/(1 + delta^T S_W^-1 delta/4), S_W the mean of the classes' covariances. */
    BigDecimal vci() {
      BigDecimal[] s = new BigDecimal[3];
      for (int i = 0; i < 3; i++) {
        s[i] =
            over(
                over(products[0][i], BigDecimal.valueOf(counts[0]))
                    .add(over(products[1][i], BigDecimal.valueOf(counts[1]))),
                TWO);
      }
      BigDecimal determinant = times(s[0], s[2]).subtract(times(s[1], s[1]));
      BigDecimal form =
          times(s[2], times(delta(0), delta(0)))
              .subtract(times(s[1], times(delta(0), delta(1))).multiply(TWO))
              .add(times(s[0], times(delta(1), delta(1))));
      BigDecimal ratio = over(form, determinant.multiply(BigDecimal.valueOf(4)));
      return over(BigDecimal.ONE, BigDecimal.ONE.add(ratio));
    }
  }

  private static Map<String, BigDecimal> expected(double[] x, double[] test) {
    Exact own = new Exact(x, x);
    Exact strong = new Exact(test, x);
    Map<String, BigDecimal> values = new LinkedHashMap<>();
    values.put("nc1.quotient", own.quotient());
    values.put("nc1.total", own.total());
    values.put("nc1.cdnv", own.cdnv());
    values.put("nc1.pinv", own.pinv());
    values.put("nc1.cdnv.directional", own.directional());
    values.put("nc1.vci", own.vci());
    values.put("nc1.quotient.test.strong", strong.quotient());
    values.put("nc1.pinv.test.strong", strong.pinv());
    values.put("nc1.cdnv.test.strong", strong.cdnv());
    return values;
  }

  @ParameterizedTest
  @CsvSource({"1, 1e-6", "1, 1e-9", "1, 1e-12", "1e6, 1e-6", "1e6, 1e-9", "1e6, 1e-12"})
  void haveEveryDigit(double mean, double spread) {
    int[] labels = java.util.stream.IntStream.range(0, N).map(i -> label(i)).toArray();
    double[] x = samples(mean, spread, 1);
    double[] test = samples(mean, spread, 2);
    Map<String, BigDecimal> expected = expected(x, test);
    Measurement m =
        NeuralCollapse.of(Rows.of(x, 2), labels, 2)
            .test(Rows.of(test, 2), labels)
            .measure(expected.keySet());
    expected.forEach(
        (id, value) ->
            assertThat(defined(m, id) / value.doubleValue())
                .as(id)
                .isCloseTo(1, within(id.equals("nc1.vci") ? 3e-14 : 6e-15)));
  }

  /** Distances between means that are small beside their length. */
  @ParameterizedTest
  @CsvSource({"OPENBLAS", "VECTOR"})
  void ofFloat32TooWhereTestSamplesAreAboutTheTrainMeans(Backend backend) {
    int[] labels = java.util.stream.IntStream.range(0, N).map(i -> label(i)).toArray();
    double[] x = samples(1, 1e-6, 1);
    double[] test = samples(1, 1e-6, 2);
    Map<String, BigDecimal> expected = expected(asFloats(x), asFloats(test));
    Measurement m =
        NeuralCollapse.of(floats(x), labels, 2)
            .test(Rows.of(floats(test)), labels)
            .backend(backend)
            .measure(expected.keySet());
    expected.forEach(
        (id, value) ->
            assertThat(defined(m, id) / value.doubleValue())
                .as(id)
                .isCloseTo(1, within(id.equals("nc1.vci") ? 3e-14 : 6e-15)));
  }

  private static double defined(Measurement m, String id) {
    return ((MetricValue.Defined) m.value(id)).value();
  }

  private static double[] asFloats(double[] x) {
    double[] rounded = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      rounded[i] = (float) x[i];
    }
    return rounded;
  }

  private static float[][] floats(double[] x) {
    float[][] rows = new float[x.length / 2][2];
    for (int i = 0; i < x.length; i++) {
      rows[i / 2][i % 2] = (float) x[i];
    }
    return rows;
  }
}
