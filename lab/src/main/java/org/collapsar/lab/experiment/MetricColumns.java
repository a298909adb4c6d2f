package org.collapsar.lab.experiment;

import java.util.List;

/** The columns of metrics.csv after {@code epoch}, in their order. */
public final class MetricColumns {
  /** Metric ids; the last one is measured on some epochs only. */
  public static final List<String> NAMES =
      List.of(
          "loss",
          "loss.regularised",
          "gradient.norm",
          "nc1.total",
          "balancedness.normalised",
          "accuracy.train",
          "accuracy.test");

  private MetricColumns() {}
}
