package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * The measured values of one class.
 *
 * @param number of the class, from 0
 * @param samples n_c
 * @param withinVariance tr Cov_c (population); undefined for fewer than two samples
 * @param meanNorm ||mu_c||; undefined without samples
 * @param centredMeanNorm ||mu_c - mu_G||; undefined without samples
 * @param cosine mean of cos(h, w_c) over the samples that are not 0; undefined where nc3.cosine was
 *     not measured or the class has no such sample
 * @param accuracy share of the samples whose largest logit is that of the class; undefined where
 *     accuracy was not measured or the class has no sample
 */
public record ClassMeasurement(
    int number,
    long samples,
    MetricValue withinVariance,
    MetricValue meanNorm,
    MetricValue centredMeanNorm,
    MetricValue cosine,
    MetricValue accuracy) {

  static List<ClassMeasurement> of(Measurement m) {
    List<ClassMeasurement> classes = new ArrayList<>();
    double[] centre = m.centre();
    double[] mean = new double[centre.length];
    double[] centred = new double[centre.length];
    for (int c = 0; c < m.classes(); c++) {
      System.arraycopy(m.classMeans().data(), c * mean.length, mean, 0, mean.length);
      for (int j = 0; j < mean.length; j++) {
        centred[j] = mean[j] - centre[j];
      }
      boolean empty = m.counts().get(c) == 0;
      MetricValue none = MetricValue.undefined("because class " + c + " has no samples");
      classes.add(
          new ClassMeasurement(
              c,
              m.counts().get(c),
              m.withinVariances().get(c),
              empty ? none : Values.finite(Vectors.length(mean)),
              empty ? none : Values.finite(Vectors.length(centred)),
              m.cosines().get(c),
              m.accuracies().get(c)));
    }
    return classes;
  }
}
