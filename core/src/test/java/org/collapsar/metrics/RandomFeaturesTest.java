package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;

/** The formulas against features that are drawn and measured. */
class RandomFeaturesTest {
  private static final List<String> IDS =
      List.of(
          "nc1.quotient",
          "nc2.etf_error.means",
          "nc3.self_duality",
          "nc3.dual_error",
          "nc3.cosine.means.centred",
          "nc4.mismatch");

  @Test
  void formulasAreMeansOverDraws() {
    agree(Collections.nCopies(10, 30L), 64);
    agree(Collections.nCopies(3, 100L), 40);
    agree(List.of(10L, 20L, 40L, 80L, 160L), 40);
  }

  private static void agree(List<Long> counts, int dimension) {
    int draws = 300;
    Map<String, Double> means = new HashMap<>();
    Random random = new Random(11);
    for (int draw = 0; draw < draws; draw++) {
      Map<String, MetricValue> values = drawn(counts, dimension, random);
      for (String id : IDS) {
        means.merge(id, Math.pow(values.get(id).orNaN(), power(id)) / draws, Double::sum);
      }
    }
    for (String id : IDS) {
      double expected = RandomFeatures.expected(id, counts, dimension).orElseThrow();
      double mean = Math.pow(means.get(id), 1.0 / power(id));
      if (id.equals("nc3.cosine.means.centred")) {
        assertThat(mean).as(id).isCloseTo(0, within(0.05));
      } else {
        assertThat(mean)
            .as("%s of %d classes", id, counts.size())
            .isCloseTo(expected, Percentage.withPercentage(4));
      }
    }
  }

  /** Distances as root mean squares, a ratio by what it is divided by. */
  private static int power(String id) {
    return switch (id) {
      case "nc1.quotient" -> -1;
      case "nc2.etf_error.means", "nc3.self_duality", "nc3.dual_error" -> 2;
      default -> 1;
    };
  }

  private static Map<String, MetricValue> drawn(List<Long> counts, int dimension, Random random) {
    int k = counts.size();
    int n = (int) counts.stream().mapToLong(Long::longValue).sum();
    double[][] h = gaussian(n, dimension, random);
    int[] y = new int[n];
    int i = 0;
    for (int c = 0; c < k; c++) {
      for (long each = 0; each < counts.get(c); each++) {
        y[i++] = c;
      }
    }
    double[] w = new double[k * dimension];
    for (int j = 0; j < w.length; j++) {
      w[j] = random.nextGaussian();
    }
    return NeuralCollapse.of(Rows.of(h), y, k)
        .weights(new Matrix(k, dimension, w))
        .measure(IDS)
        .values();
  }

  private static double[][] gaussian(int n, int d, Random random) {
    double[][] h = new double[n][d];
    for (double[] row : h) {
      for (int j = 0; j < d; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return h;
  }

  @Test
  void balancedClassesHaveTheShortForms() {
    List<Long> counts = Collections.nCopies(10, 1000L);
    assertThat(RandomFeatures.expected("nc1.quotient", counts, 64).orElseThrow())
        .isCloseTo(9990 / 9.0, within(1e-9));
    assertThat(RandomFeatures.expected("nc2.etf_error.means", counts, 64).orElseThrow())
        .isCloseTo(Math.sqrt(2 - 2 * Math.sqrt(578.0 / (9 * 74))), within(1e-12));
    assertThat(RandomFeatures.expected("nc2.etf_error.means", List.of(7L, 7L), 5).orElseThrow())
        .as("two centred means are always a simplex")
        .isZero();
    assertThat(RandomFeatures.expected("nc4.mismatch", counts, 64).orElseThrow())
        .isCloseTo(0.9, within(1e-12));
  }

  @Test
  void noNumberIsMadeUp() {
    assertThat(RandomFeatures.expected("nc2.kappa", List.of(5L, 5L), 3)).isEmpty();
    assertThat(RandomFeatures.expected("nc1.quotient", List.of(5L), 3)).isEmpty();
    assertThat(RandomFeatures.expected("nc1.quotient", List.of(5L, 0L), 3)).isEmpty();
    assertThat(RandomFeatures.expected("nc1.quotient", List.of(1L, 1L), 3)).isEmpty();
  }
}
