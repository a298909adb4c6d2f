package org.collapsar.bench;

import java.util.List;
import java.util.Map;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.NeuralCollapse;

/** Class means, nc1.pinv and nc4.mismatch, ours. */
final class CollapsarMeasure implements Timed {
  private static final String NC1 = "nc1.pinv";
  private static final String NC4 = "nc4.mismatch";

  private final String name;
  private final Rows features;
  private final int[] labels;
  private final int classes;
  private final Matrix weights;
  private final int threads;
  private final Backend backend;

  /**
   * @param features closed with this
   */
  CollapsarMeasure(
      String name,
      Rows features,
      int[] labels,
      int classes,
      Matrix weights,
      int threads,
      Backend backend) {
    this.name = name;
    this.features = features;
    this.labels = labels;
    this.classes = classes;
    this.weights = weights;
    this.threads = threads;
    this.backend = backend;
  }

  Collapse measure() {
    Map<String, MetricValue> values =
        NeuralCollapse.of(features, labels, classes)
            .weights(weights)
            .threads(threads)
            .backend(backend)
            .measure(List.of(NC1, NC4))
            .values();
    return new Collapse(number(values, NC1), Math.round(number(values, NC4) * labels.length));
  }

  private static double number(Map<String, MetricValue> values, String id) {
    MetricValue value = values.get(id);
    if (value == null || Double.isNaN(value.orNaN())) {
      throw new IllegalStateException(id + ": expected a number, found " + value);
    }
    return value.orNaN();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void step(int batch) {
    measure();
  }

  @Override
  public void close() {
    features.close();
  }
}
