package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;
import static org.collapsar.metrics.Phrases.JACOT;
import static org.collapsar.metrics.Phrases.MEANS_ONLY;

import java.util.List;
import org.collapsar.linalg.Matrix;

/** NC3: the angle between samples or class means and their class's row of W. */
final class CosineMetrics {
  static final List<Definition> ALL =
      List.of(
          metric("nc3.cosine")
              .title("alignment of samples and W")
              .label("NC3", "NC3 = cosine, samples and weights")
              .says("Mean over samples of the cosine of the features and their class's row of W.")
              .formula("(1/n) sum_i cos(h_i, w_{y_i})")
              .source(JACOT)
              .undefined(
                  "without W, if the row of W of a sample's class is 0, or if the features of all"
                      + " samples are; samples whose features are all 0 are left out and counted"
                      + " (scripts of the field count their cosine as 0)")
              .costs("a second pass, O(n D)")
              .byDefault()
              .needs(Need.WEIGHTS)
              .parts(Part.COSINE)
              .from(e -> mean(e, false)),
          metric("nc3.misalignment")
              .title("misalignment of samples and W")
              .label("1 - NC3", "1 - cosine, samples and weights")
              .says(
                  "One less the mean over samples of the cosine of the features and their class's"
                      + " row of W: what NC3 lacks to 1.")
              .formula("1 - (1/n) sum_i cos(h_i, w_{y_i})")
              .source(JACOT + " (there as the cosine)")
              .undefined("where nc3.cosine is")
              .costs("a second pass, O(n D)")
              .needs(Need.WEIGHTS)
              .parts(Part.MISALIGNMENT)
              .from(e -> mean(e, true)),
          metric("nc3.cosine.means")
              .title("alignment of class means and W")
              .label("NC3 of the means", "NC3 = cosine, means and weights")
              .says("Mean over classes of the cosine of the uncentred class mean and the row of W.")
              .formula("(1/K) sum_c cos(mu_c, w_c)")
              .source(JACOT + " (experiments)")
              .undefined("without W, if a class has no samples, or if a mean or row is zero")
              .costs(MEANS_ONLY)
              .byDefault()
              .needs(Need.WEIGHTS)
              .from(e -> ofMeans(e.classifier().w(), e.means(), "mean", 0)),
          metric("nc3.cosine.means.centred")
              .title("alignment of centred class means and W")
              .says(
                  "Mean over classes of the cosine of the centred class mean and the row of W as it"
                      + " is.")
              .formula("(1/K) sum_c cos(mu_c - mu_G, w_c)")
              .source(Phrases.PAPYAN)
              .undefined(
                  "without W, if a class has no samples, or if a centred mean or row is zero")
              .costs(MEANS_ONLY)
              .byDefault()
              .needs(Need.WEIGHTS)
              .from(
                  e -> {
                    Evaluation.Sides m = e.sides(Side.MEANS);
                    return ofMeans(e.classifier().w(), m.rows(), "centred mean", m.floor());
                  }));

  private CosineMetrics() {}

  /** Mean over the samples that have a cosine. */
  private static MetricValue mean(Evaluation e, boolean lack) {
    e.requireCosines();
    SampleCosines cosines = e.cosines();
    long samples = e.moments().samples();
    long zeros = cosines.zeros();
    if (zeros == samples) {
      throw new Undefined("because the features of all samples are 0");
    }
    double sum = 0;
    for (int c = 0; c < e.classes(); c++) {
      sum += lack ? cosines.lack(c) : cosines.sum(c);
    }
    return Values.finite(
        sum / (samples - zeros),
        zeros == 0
            ? ""
            : "over %d of %d samples: the features of %s are all 0"
                .formatted(samples - zeros, samples, zeros == 1 ? "one" : zeros));
  }

  /** (1/K) sum_c cos(m_c, w_c). */
  static MetricValue ofMeans(Matrix w, Matrix means, String what, double meansFloor) {
    double[] lengths = Vectors.norms(means);
    double[] rows = Vectors.norms(w);
    double sum = 0;
    for (int c = 0; c < rows.length; c++) {
      if (rows[c] == 0 || lengths[c] <= meansFloor) {
        return MetricValue.undefined(
            "because the " + (rows[c] == 0 ? "row of W" : what) + " of class " + c + " is zero");
      }
      sum += Vectors.dot(w, c, means, c) / rows[c] / lengths[c];
    }
    return Values.finite(sum / rows.length);
  }
}
