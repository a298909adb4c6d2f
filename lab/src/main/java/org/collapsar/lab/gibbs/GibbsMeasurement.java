package org.collapsar.lab.gibbs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.collapsar.lab.statistics.NormalTests;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.metrics.MetricValue;
import org.collapsar.probe.Particles;
import org.jspecify.annotations.Nullable;

/**
 * Tests whether particles have the law of Proposition 5.1 of Wu and Mondelli for the current W.
 * Three samples of numbers that should be standard normal are tested by {@link NormalTests}:
 *
 * <ul>
 *   <li>{@code projected}: a in the null space of W^T, {@link GibbsResiduals#projected};
 *   <li>{@code whitened}: the residuals of a in all directions, {@link GibbsResiduals#whitened};
 *       both need that no |a| reaches the truncation, and are undefined where one does;
 *   <li>{@code density}: normal scores of the density (27), {@link GibbsDensity}.
 * </ul>
 *
 * @param values by id of {@link #IDS}
 * @param matrices second moments of the first two samples, I by the law, by name of {@link
 *     #MATRICES}; none where undefined
 * @param counts histograms ({@link Histogram}) by variable: the samples, and sqrt(beta lambda)
 *     times each coordinate of a and u and beta lambda times their products
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record GibbsMeasurement(
    Map<String, MetricValue> values, Map<String, Matrix> matrices, Map<String, long[]> counts) {

  /** The three samples. */
  public static final List<String> SAMPLES = List.of("projected", "whitened", "density");

  private static final List<String> STATISTICS =
      List.of(
          "covariance", "covariance.p", "kurtosis", "kurtosis.p", "fit", "fit.p", "independence.p");

  /**
   * {@code gibbs.SAMPLE.STATISTIC}; {@code gibbs.p}: the smallest of all p-values that there are,
   * times their number (Bonferroni), at most 1; {@code gibbs.beyond}: the share of the entries of a
   * beyond R.
   */
  public static final List<String> IDS = ids();

  /** Names of the matrices. */
  public static final List<String> MATRICES = List.of("gibbs.projected", "gibbs.whitened");

  /** More products of coordinates are not counted. */
  private static final int MOST_PRODUCTS = 100;

  private static List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (String sample : SAMPLES) {
      STATISTICS.forEach(statistic -> ids.add("gibbs." + sample + "." + statistic));
    }
    ids.add("gibbs.p");
    ids.add("gibbs.beyond");
    return List.copyOf(ids);
  }

  /**
   * Makes a measurement in which all is undefined for one reason.
   *
   * @param reason "because .."
   * @return without matrices and histograms
   */
  public static GibbsMeasurement undefined(String reason) {
    Map<String, MetricValue> values = new LinkedHashMap<>();
    IDS.forEach(id -> values.put(id, MetricValue.undefined(reason)));
    return new GibbsMeasurement(values, Map.of(), Map.of());
  }

  /**
   * Measures particles.
   *
   * @param at the particles, and what their law is made of
   * @param eta step size by which particles have moved last
   * @return undefined where there is no stationary law, or a number is not finite
   */
  public static GibbsMeasurement of(Particles at, double eta) {
    if (!(at.noise() > 0 && at.decay() > 0)) {
      return undefined("because without noise and decay of the particles there is no Gibbs law");
    }
    for (double x : at.a().data()) {
      if (!Double.isFinite(x)) {
        return undefined("because it is not finite: the weights have diverged");
      }
    }
    GibbsResiduals residuals = new GibbsResiduals(at, eta);
    if (!(residuals.stiffness() < 2)) {
      return undefined("because with this step size no law is stationary");
    }
    Matrix basis = functionsOfU(at.u());
    if (basis == null) {
      return undefined(
          "because %d particles are too few for tests with d = %d"
              .formatted(at.count(), at.u().columns()));
    }
    return measured(at, eta, residuals, basis);
  }

  private static GibbsMeasurement measured(
      Particles at, double eta, GibbsResiduals residuals, Matrix basis) {
    Map<String, MetricValue> values = new LinkedHashMap<>();
    Map<String, Matrix> matrices = new LinkedHashMap<>();
    Map<String, long[]> counts = new LinkedHashMap<>();
    double smallest = 1;
    int tests = 0;
    double beyond = beyond(at);
    for (String sample : SAMPLES) {
      String why = refusal(sample, at, beyond);
      Matrix z =
          why != null
              ? null
              : switch (sample) {
                case "projected" -> residuals.projected();
                case "whitened" -> residuals.whitened();
                default -> new GibbsDensity(at, eta).scores();
              };
      if (z == null) {
        String reason = why == null ? "because the residual of (27) was not found" : why;
        STATISTICS.forEach(
            statistic ->
                values.put("gibbs." + sample + "." + statistic, MetricValue.undefined(reason)));
        continue;
      }
      NormalTests found = NormalTests.of(z, basis);
      put(values, "gibbs." + sample + ".", found);
      smallest = Math.min(smallest, found.smallestP());
      tests += NormalTests.TESTS;
      counts.put(sample, count(z.data(), 1));
      if (!sample.equals("density")) {
        matrices.put("gibbs." + sample, NormalTests.secondMoments(z));
      }
    }
    values.put(
        "gibbs.p",
        tests == 0
            ? MetricValue.undefined("because no test is possible")
            : MetricValue.of(Math.min(1, tests * smallest)));
    values.put("gibbs.beyond", MetricValue.of(beyond));
    countCoordinates(at, counts);
    return new GibbsMeasurement(values, matrices, counts);
  }

  private static @Nullable String refusal(String sample, Particles at, double beyond) {
    if (sample.equals("projected") && at.features() == at.classes()) {
      return "because p = q leaves W^T no null space";
    }
    return !sample.equals("density") && beyond > 0
        ? "because the law is Gaussian only while no |a| is beyond R (gibbs.beyond)"
        : null;
  }

  private static void put(Map<String, MetricValue> values, String prefix, NormalTests found) {
    double[] all = {
      found.covariance(),
      found.covarianceP(),
      found.kurtosis(),
      found.kurtosisP(),
      found.fit(),
      found.fitP(),
      found.independenceP()
    };
    for (int i = 0; i < all.length; i++) {
      values.put(prefix + STATISTICS.get(i), MetricValue.of(all[i]));
    }
  }

  private static double beyond(Particles at) {
    if (at.truncation() == 0) {
      return 0;
    }
    long beyond = 0;
    for (double x : at.a().data()) {
      beyond += Math.abs(x) > at.truncation() ? 1 : 0;
    }
    return (double) beyond / at.a().data().length;
  }

  /** An orthonormal basis [N x f] of 1, the u_l, and their products where d is at most 10. */
  private static @Nullable Matrix functionsOfU(Matrix u) {
    int d = u.columns();
    int n = u.rows();
    int f = 1 + d + (d <= 10 ? d * (d + 1) / 2 : 0);
    if (n < 10 * f) {
      return null;
    }
    Matrix functions = new Matrix(n, f);
    for (int j = 0; j < n; j++) {
      int at = j * f;
      functions.data()[at++] = 1;
      for (int l = 0; l < d; l++) {
        functions.data()[at++] = u.get(j, l);
      }
      for (int l = 0; d <= 10 && l < d; l++) {
        for (int m = l; m < d; m++) {
          functions.data()[at++] = u.get(j, l) * u.get(j, m);
        }
      }
    }
    return Spectral.orthonormalColumns(functions);
  }

  private static void countCoordinates(Particles at, Map<String, long[]> counts) {
    double scale = Math.sqrt(at.decay() / at.noise());
    int p = at.features();
    int d = at.u().columns();
    int n = at.count();
    for (int k = 0; k < p; k++) {
      int row = k;
      counts.put(
          "a." + (k + 1),
          count(IntStream.range(0, n).mapToDouble(j -> at.a().get(row, j)).toArray(), scale));
    }
    for (int l = 0; l < d; l++) {
      int column = l;
      counts.put(
          "u." + (l + 1),
          count(IntStream.range(0, n).mapToDouble(j -> at.u().get(j, column)).toArray(), scale));
    }
    for (int k = 0; p * d <= MOST_PRODUCTS && k < p; k++) {
      for (int l = 0; l < d; l++) {
        int row = k;
        int column = l;
        counts.put(
            "a." + (k + 1) + "*u." + (l + 1),
            count(
                IntStream.range(0, n)
                    .mapToDouble(j -> at.a().get(row, j) * at.u().get(j, column))
                    .toArray(),
                scale * scale));
      }
    }
  }

  private static long[] count(double[] values, double scale) {
    long[] counts = new long[Histogram.BINS];
    for (double x : values) {
      counts[Histogram.bin(scale * x)]++;
    }
    return counts;
  }
}
