package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;

/** The exact cases of the theory, and what leaves the metrics alone. */
class OracleProperties {
  /** What a factor of the features changes. */
  private static final Set<String> OF_SCALE =
      Set.of(
          "bias_collapse", "mse.perp", "nc1.cdnv.fourth", "unc3", "unc3.sample", "variance.within");

  private static Matrix gaussian(int rows, int columns, SplittableRandom random) {
    Matrix m = new Matrix(rows, columns);
    for (int i = 0; i < m.data().length; i++) {
      m.data()[i] = random.nextGaussian();
    }
    return m;
  }

  /** Every mean {@code copies} + its class times. */
  private static NeuralCollapse collapsed(Matrix means, Matrix w, int copies) {
    int k = means.rows();
    int[] labels = new int[k * copies];
    double[][] rows = new double[labels.length][];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % k;
      rows[i] = Vectors.row(means, labels[i]);
    }
    return NeuralCollapse.of(rows, labels, k).weights(w);
  }

  private static void zero(Measurement m, Predicate<String> ids) {
    m.values()
        .forEach(
            (id, value) -> {
              if (ids.test(id)) {
                assertThat(value.orNaN()).as(id).isCloseTo(0, Offset.offset(1e-12));
              }
            });
  }

  @Property(tries = 60)
  void aCentredSimplexWithItsOwnClassifier(
      @ForAll @IntRange(min = 2, max = 13) int k,
      @ForAll @IntRange(min = 0, max = 9) int more,
      @ForAll @IntRange(min = 2, max = 5) int copies,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix frame = Spectral.orthonormalColumns(gaussian(k + more, k, random)).transposed();
    Matrix simplex = Vectors.centred(frame, Vectors.equalWeights(k));
    double scale = Math.exp(random.nextGaussian());
    Measurement m =
        collapsed(simplex.combine(scale, 0, simplex), simplex.combine(3, 0, simplex), copies)
            .measureAll();
    zero(
        m,
        id ->
            !id.contains(".test.")
                && (id.startsWith("nc1")
                    || id.startsWith("nc2.equi")
                    || id.startsWith("nc2.etf")
                    || id.startsWith("nc2.seli")
                    || id.startsWith("nc3.dual")
                    || id.startsWith("nc3.self")
                    || id.equals("nc4.mismatch")
                    || id.equals("unc3")
                    || id.equals("mse.nc1")
                    || id.equals("mse.nc23")
                    || id.equals("nc0")));
    for (String id : List.of("nc3.cosine", "nc3.cosine.means", "nc3.cosine.means.centred")) {
      assertThat(m.value(id).orNaN()).as(id).isCloseTo(1, Offset.offset(1e-12));
    }
    assertThat(m.value("nc2.kappa"))
        .isEqualTo(
            MetricValue.undefined(
                "because the class means have rank "
                    + (k - 1)
                    + ", below the number of classes "
                    + k));
    assertThat(m.value("nc2.of_error").orNaN()).isGreaterThan(0.1 / k);
    assertThat(m.rank()).isEqualTo(k - 1);
    assertThat(m.value("rank.stable.means").orNaN()).isCloseTo(k - 1, Offset.offset(1e-9));
    assertThat(m.value("rank.effective.features").orNaN()).isCloseTo(k - 1, Offset.offset(1e-9));
  }

  @Property(tries = 60)
  void anOrthogonalFrame(
      @ForAll @IntRange(min = 2, max = 13) int k,
      @ForAll @IntRange(min = 0, max = 9) int more,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix frame = Spectral.orthonormalColumns(gaussian(k + more, k, random)).transposed();
    Measurement m = collapsed(frame, frame.combine(2, 0, frame), 3).measureAll();
    zero(
        m,
        id ->
            List.of(
                    "nc2.of_error",
                    "nc2.gof_error",
                    "nc2.gof_error.weights",
                    "nc2.etf_error.means",
                    "nc2.etf_error.weights.centred",
                    "nc3.dual_error",
                    "nc3.self_duality.centred",
                    "nc4.mismatch")
                .contains(id));
    assertThat(m.value("nc2.kappa").orNaN()).isCloseTo(1, Offset.offset(1e-12));
    assertThat(m.value("nc2.etf_error.weights").orNaN()).isGreaterThan(1e-3);
    assertThat(m.value("nc3.self_duality").orNaN()).isGreaterThan(1e-3);
  }

  /** Random classes, of different sizes unless {@code balanced}. */
  private record Data(Matrix h, int[] labels, int k, Matrix w, double[] b) {
    static Data draw(int k, int d, int most, boolean balanced, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      Matrix means = gaussian(k, d, random);
      int[] counts = new int[k];
      for (int c = 0; c < k; c++) {
        counts[c] = balanced ? most : 2 + random.nextInt(most);
      }
      int n = Arrays.stream(counts).sum();
      Matrix h = gaussian(n, d, random);
      int[] labels = new int[n];
      int i = 0;
      for (int c = 0; c < k; c++) {
        for (int s = 0; s < counts[c]; s++, i++) {
          labels[i] = c;
          for (int j = 0; j < d; j++) {
            h.data()[i * d + j] = 0.4 * h.data()[i * d + j] + means.get(c, j);
          }
        }
      }
      double[] b = gaussian(1, k, random).data();
      return new Data(h, labels, k, means.combine(1, 0.3, gaussian(k, d, random)), b);
    }

    Map<String, MetricValue> measure(boolean bias) {
      return NeuralCollapse.of(Rows.of(h.data(), h.columns()), labels, k)
          .weights(w, bias ? b : null)
          .threads(1)
          .measureAll()
          .values();
    }

    Data with(Matrix h, Matrix w) {
      return new Data(h, labels, k, w, b);
    }
  }

  private static void same(
      Map<String, MetricValue> actual, Map<String, MetricValue> expected, Predicate<String> ids) {
    expected.forEach(
        (id, value) -> {
          if (!ids.test(id)) {
            return;
          }
          assertThat(actual.get(id)).as(id).hasSameClassAs(value);
          if (value instanceof MetricValue.Defined defined) {
            double x = defined.value();
            assertThat(actual.get(id).orNaN())
                .as(id)
                .isCloseTo(x, Offset.offset(1e-8 * Math.abs(x) + 1e-11));
          }
        });
  }

  /** One draw serves all invariances. */
  @Property(tries = 60)
  void whatDoesNotChangeTheMetrics(
      @ForAll @IntRange(min = 2, max = 7) int k,
      @ForAll @IntRange(min = 2, max = 9) int d,
      @ForAll @IntRange(min = 2, max = 9) int most,
      @ForAll long seed) {
    Data data = Data.draw(k, d, most, false, seed);
    SplittableRandom random = new SplittableRandom(seed + 1);
    Map<String, MetricValue> plain = data.measure(true);
    Map<String, MetricValue> withoutBias = data.measure(false);

    Matrix rotation = Spectral.orthonormalColumns(gaussian(d, d, random));
    same(
        data.with(data.h.times(rotation), data.w.times(rotation)).measure(true), plain, id -> true);

    same(
        data.with(data.h.combine(7.3, 0, data.h), data.w).measure(false),
        withoutBias,
        id -> !OF_SCALE.contains(id));

    Matrix moved = new Matrix(data.h.rows(), d, data.h.data().clone());
    for (int i = 0; i < moved.data().length; i++) {
      moved.data()[i] += 10 + i % d;
    }
    same(
        data.with(moved, data.w).measure(true),
        plain,
        id ->
            (id.startsWith("nc1") || id.contains("means") || id.contains("features"))
                && !id.equals("nc3.cosine.means")
                && !id.equals("nc2.seli_error.means")
                && !id.matches("angle\\.means\\.(mean|min|max)"));

    int n = data.labels.length;
    int[] classes = shuffled(k, random);
    int[] samples = shuffled(n, random);
    Matrix h = new Matrix(n, d);
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(data.h.data(), samples[i] * d, h.data(), i * d, d);
      labels[i] = classes[data.labels[samples[i]]];
    }
    Matrix w = new Matrix(k, d);
    double[] b = new double[k];
    for (int c = 0; c < k; c++) {
      System.arraycopy(data.w.data(), c * d, w.data(), classes[c] * d, d);
      b[classes[c]] = data.b[c];
    }
    same(new Data(h, labels, k, w, b).measure(true), plain, id -> true);
  }

  private static int[] shuffled(int n, SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 1; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Property(tries = 40)
  void totalIsQuotientOverOnePlusQuotientWhenBalancedAndWeightsMakeNoDifference(
      @ForAll @IntRange(min = 2, max = 7) int k,
      @ForAll @IntRange(min = 1, max = 9) int d,
      @ForAll @IntRange(min = 2, max = 9) int m,
      @ForAll long seed) {
    Map<String, MetricValue> values = Data.draw(k, d, m, true, seed).measure(true);
    double q = values.get("nc1.quotient").orNaN();
    assertThat(values.get("nc1.total").orNaN()).isCloseTo(q / (1 + q), Offset.offset(1e-12));
    for (String id : List.of("nc1.quotient", "nc1.pinv", "nc1.vci")) {
      double x = values.get(id).orNaN();
      assertThat(values.get(id + ".weighted").orNaN())
          .as(id)
          .isCloseTo(x, Offset.offset(1e-9 * x + 1e-12));
    }
    assertThat(values.get("nc1.vci").orNaN()).isBetween(-1e-12, 1 + 1e-12);
  }

  /** Gaussian classes with known covariance: the estimates come to the truth. */
  @Property(tries = 3)
  void gaussianClassesWithKnownCovariances(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = 60_011;
    int[] labels = new int[n];
    double[] h = new double[n * 2];
    // Means (+-3, 0); variances 1 and 4 along x, 0.25 along y.
    for (int i = 0; i < n; i++) {
      labels[i] = i % 2;
      h[2 * i] = (labels[i] == 0 ? 3 : -3) + (1 + labels[i]) * random.nextGaussian();
      h[2 * i + 1] = 0.5 * random.nextGaussian();
    }
    Map<String, MetricValue> values =
        NeuralCollapse.of(Rows.of(h, 2), labels, 2).measureAll().values();
    Offset<Double> near = Offset.offset(0.01);
    assertThat(values.get("nc1.quotient").orNaN()).isCloseTo(2.75 / 9, near);
    assertThat(values.get("nc1.pinv").orNaN()).isCloseTo(2.5 / 9 / 2, near);
    assertThat(values.get("nc1.cdnv").orNaN()).isCloseTo(5.5 / 72, near);
    assertThat(values.get("nc1.vci").orNaN()).isCloseTo(2.5 / 11.5, near);
  }

  /** Nearest means and logits by plain loops, where float32 alone cannot tell. */
  @Property(tries = 40)
  void mismatchCountsTiesAndNearTiesAsPlainLoopsDo(
      @ForAll @IntRange(min = 2, max = 9) int k,
      @ForAll @IntRange(min = 1, max = 6) int d,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = 61;
    double[][] h = new double[n][d];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % k;
      for (int j = 0; j < d; j++) {
        h[i][j] = 1000 + random.nextInt(3) + (random.nextInt(4) == 0 ? 1e-9 : 0);
      }
    }
    Matrix w = new Matrix(k, d);
    for (int i = 0; i < w.data().length; i++) {
      w.data()[i] = random.nextInt(2) + (random.nextInt(4) == 0 ? 1e-9 : 0);
    }
    Measurement m = NeuralCollapse.of(h, labels, k).weights(w).measure(List.of("nc4.mismatch"));
    if (m.rank() == 0) {
      return;
    }
    int mismatches = 0;
    for (double[] x : h) {
      int near = 0;
      int large = 0;
      for (int c = 1; c < k; c++) {
        double[] mean = Vectors.row(m.classMeans(), c);
        double[] best = Vectors.row(m.classMeans(), near);
        near =
            Vectors.squaredDistance(x, 0, mean, 0, d) < Vectors.squaredDistance(x, 0, best, 0, d)
                ? c
                : near;
        large =
            Vectors.accurateDot(w.data(), c * d, x, 0, d, 0)
                    > Vectors.accurateDot(w.data(), large * d, x, 0, d, 0)
                ? c
                : large;
      }
      mismatches += near == large ? 0 : 1;
    }
    assertThat(m.value("nc4.mismatch").orNaN()).isEqualTo((double) mismatches / n);
  }
}
