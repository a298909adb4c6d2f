package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.List;

/** The class-distance normalised variance as a script has it that squares twice. */
final class FourthPowerCdnv {
  static final List<Definition> ALL =
      List.of(
          metric("nc1.cdnv.fourth")
              .title("class-distance normalised variance, fourth power")
              .says("nc1.cdnv with the fourth power of the distance of means; scales with 1/H^2.")
              .formula("mean over c < c' of (V_c + V_c')/(2 ||mu_c - mu_c'||^4)")
              .source("linguistic-collapse; dist_exp = 2 of the package neural-collapse")
              .undefined("where nc1.cdnv is")
              .costs(Phrases.ONE_PASS + " and O(D K^2)")
              .from(FourthPowerCdnv::mean));

  private FourthPowerCdnv() {}

  private static MetricValue mean(Evaluation e) {
    e.requireTwoClasses();
    e.requireVariances();
    double[] variances = e.variances();
    double[] means = e.geometry().centred().data();
    int k = e.classes();
    int d = e.geometry().centred().columns();
    double sum = 0;
    for (int c = 0; c < k; c++) {
      for (int other = c + 1; other < k; other++) {
        double square = Vectors.squaredDistance(means, c * d, means, other * d, d);
        if (Math.sqrt(square) <= e.geometry().floor()) {
          return MetricValue.undefined(
              "because the means of classes " + c + " and " + other + " are equal");
        }
        sum += (variances[c] + variances[other]) / (2 * square) / square;
      }
    }
    return Values.finite(sum / (k * (k - 1L) / 2));
  }
}
