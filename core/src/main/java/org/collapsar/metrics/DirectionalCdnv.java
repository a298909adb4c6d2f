package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.List;

/**
 * The class-distance normalised variance along the line between two class means alone. For ordered
 * pairs c != c' and delta = mu_c' - mu_c,
 *
 * <pre>
 * V~_cc' = (1/n_c) sum over class c of ((h_i - mu_c) . delta)^2 / ||delta||^4,
 * </pre>
 *
 * at most V_c/||delta||^2, of which {@code nc1.cdnv} is the mean. By Cantelli's inequality the
 * share of class c at least as near to mu_c' as to mu_c is at most 4V~/(1 + 4V~).
 */
final class DirectionalCdnv {
  static final List<Definition> ALL =
      List.of(
          metric("nc1.cdnv.directional")
              .title("class-distance normalised variance, directional")
              .says(
                  "nc1.cdnv of the variance along the line between the two class means; its bound"
                      + " on the error of the nearest mean needs no more.")
              .formula(
                  "mean over c != c' of (1/n_c) sum_{y_i = c} ((h_i - mu_c) . delta)^2/||delta||^4,"
                      + " delta = mu_c' - mu_c")
              .source("Luthra, Salunkhe and Galanti, ICML 2026 (arXiv 2603.03530)")
              .undefined(
                  Phrases.EMPTY
                      + " or one, if K = 1, or if two class means are equal; at most"
                      + " nc1.cdnv")
              .costs(Phrases.TWO_PASSES + ", and K x K sums; only when named or with all metrics")
              .keepsPairs()
              .parts(Part.DIRECTIONAL)
              .from(DirectionalCdnv::mean));

  private DirectionalCdnv() {}

  private static MetricValue mean(Evaluation e) {
    e.requireClassVariances();
    DirectionalSquares squares = e.pass().of(DirectionalSquares.KIND);
    int k = e.classes();
    double[] means = e.geometry().centred().data();
    int d = e.geometry().centred().columns();
    double sum = 0;
    for (int c = 0; c < k; c++) {
      double part = 0;
      for (int other = 0; other < k; other++) {
        if (other != c) {
          double apart = Vectors.squaredDistance(means, c * d, means, other * d, d);
          if (Math.sqrt(apart) <= e.geometry().floor()) {
            return MetricValue.undefined(
                "because the means of classes " + c + " and " + other + " are equal");
          }
          part += squares.square(c, other) / e.moments().count(c);
        }
      }
      sum += part;
    }
    return Values.finite(sum / (k * (k - 1L)));
  }
}
