package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.List;

/** Metrics of this catalogue as scripts have them whose standard deviation divides by K - 1. */
final class SampleDeviationMetrics {
  static final List<Definition> ALL =
      List.of(
          equinorm(Side.MEANS, "nc2.equinorm.means.sample"),
          equinorm(Side.WEIGHTS, "nc2.equinorm.weights.sample"),
          metric("unc3.sample")
              .group(MetricGroup.NC3)
              .title("uniform dual alignment, sample variance")
              .says("unc3 with the variance that divides by K - 1.")
              .formula("unc3 K/(K-1)")
              .source("the Python package neural-collapse (var)")
              .undefined("where unc3 is")
              .costs(Phrases.MEANS_ONLY)
              .needs(Need.WEIGHTS)
              .from(
                  e -> {
                    Evaluation.Sides m = e.sides(Side.MEANS);
                    MetricValue value = ScaleMetrics.uniformity(e.classifier().w(), m.rows());
                    return times(value, e.classes() / (e.classes() - 1.0));
                  }));

  private SampleDeviationMetrics() {}

  private static Definition equinorm(Side side, String id) {
    String ours = id.substring(0, id.lastIndexOf('.'));
    return metric(id)
        .title("equal norms of " + side.what + ", sample deviation")
        .says(ours + " with the standard deviation that divides by K - 1.")
        .formula(ours + " sqrt(K/(K-1))")
        .source("scripts that take torch.std")
        .undefined("where " + ours + " is")
        .costs(side.ofWeights() ? Phrases.WEIGHTS_ONLY : Phrases.MEANS_ONLY)
        .needs(side.ofWeights() ? new Need[] {Need.WEIGHTS} : new Need[0])
        .from(
            e -> {
              Evaluation.Sides s = e.sides(side);
              MetricValue value = FrameMetrics.equinorm(s.rows(), side.one, s.floor());
              return times(value, Math.sqrt(e.classes() / (e.classes() - 1.0)));
            });
  }

  private static MetricValue times(MetricValue value, double factor) {
    return value instanceof MetricValue.Defined d ? Values.finite(d.value() * factor) : value;
  }
}
