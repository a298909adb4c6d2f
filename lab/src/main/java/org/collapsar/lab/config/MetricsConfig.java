package org.collapsar.lab.config;

import java.util.List;
import org.collapsar.lab.experiment.MetricColumns;

/**
 * What is measured when.
 *
 * @param testEvery epochs between two measurements on the test samples, which are measured before
 *     the first and after the last epoch in any case
 * @param columns ids of the metrics that metrics.csv has after the ones that are always there, in
 *     this order, each once
 * @param curvatureEvery epochs between two measurements of {@code ntk.norm}, {@code sharpness} and
 *     {@code sharpness.times_step}, which are measured before the first and after the last epoch in
 *     any case
 */
public record MetricsConfig(int testEvery, List<String> columns, int curvatureEvery) {
  /** Each costs as much as some dozens of epochs' gradients. */
  static final int CURVATURE_EVERY = 10;

  /** Every metric that is measured, in the order of the columns. */
  public List<String> all() {
    return MetricColumns.with(columns);
  }

  /** Whether the ends of spectra are measured after {@code epoch} of {@code epochs}. */
  public boolean curvatureAt(int epoch, int epochs) {
    return epoch == epochs || epoch % curvatureEvery == 0;
  }

  /** Whether the test samples are measured after {@code epoch} of {@code epochs}. */
  public boolean testsAt(int epoch, int epochs) {
    return epoch == epochs || epoch % testEvery == 0;
  }
}
