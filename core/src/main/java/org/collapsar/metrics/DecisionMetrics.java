package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.List;

/** NC4: whether the classifier decides as the nearest class mean does. */
final class DecisionMetrics {
  static final List<Definition> ALL =
      List.of(
          metric("nc4.mismatch")
              .title("disagreement with the nearest class mean")
              .says(
                  "Share of samples whose largest logit, bias included, is not the nearest class"
                      + " mean's.")
              .formula(
                  "share of i with argmax_c (w_c . h_i + b_c) != argmin_c ||h_i - mu_c||; ties:"
                      + " first class")
              .source(Phrases.PAPYAN)
              .undefined(
                  "without W, if a class has no samples, if K = 1 or if all class means are equal;"
                      + " b = 0 where none is given")
              .costs(Phrases.TWO_PASSES)
              .byDefault()
              .needs(Need.WEIGHTS)
              .parts(Part.MISMATCH)
              .from(DecisionMetrics::mismatch));

  private DecisionMetrics() {}

  static MetricValue mismatch(Evaluation e) {
    e.requireMismatch();
    return MetricValue.of((double) e.pass().of(Mismatches.KIND).count() / e.moments().samples());
  }
}
