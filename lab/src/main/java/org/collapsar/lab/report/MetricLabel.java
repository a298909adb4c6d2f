package org.collapsar.lab.report;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a metric is named on axes and in tables.
 *
 * @param metric column of metrics.csv
 * @param name short name, for tables and tiles
 * @param axis axis label with symbol and unit; all of these metrics are dimensionless
 * @param plain the same in ASCII, for machines whose fonts lack the symbols
 */
record MetricLabel(String metric, String name, String axis, String plain) {

  private static final Map<String, MetricLabel> KNOWN =
      List.of(
              new MetricLabel(
                  "loss", "Training loss", "training loss L\u2099", "training loss L_n"),
              new MetricLabel(
                  "loss.regularised",
                  "Regularised loss",
                  "regularised loss L\u2099 + weight decay",
                  "regularised loss L_n + weight decay"),
              new MetricLabel(
                  "gradient.norm",
                  "Gradient norm",
                  "gradient norm \u221a(E\u2016\u0394\u2016\u00b2)",
                  "gradient norm (E||Delta||^2)^(1/2)"),
              new MetricLabel(
                  "nc1.total",
                  "NC1",
                  "NC1 = within-class / total variance",
                  "NC1 = within-class / total variance"),
              new MetricLabel(
                  "balancedness.normalised",
                  "Balancedness NB",
                  "normalised balancedness NB",
                  "normalised balancedness NB"),
              new MetricLabel(
                  "accuracy.train",
                  "Training accuracy",
                  "accuracy (training data)",
                  "accuracy (training data)"),
              new MetricLabel(
                  "accuracy.test", "Test accuracy", "accuracy (test data)", "accuracy (test data)"))
          .stream()
          .collect(Collectors.toUnmodifiableMap(MetricLabel::metric, Function.identity()));

  /** The label of a metric; a metric that the table lacks is named by its id. */
  static MetricLabel of(String metric) {
    return KNOWN.getOrDefault(metric, new MetricLabel(metric, metric, metric, metric));
  }
}
