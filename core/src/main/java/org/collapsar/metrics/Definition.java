package org.collapsar.metrics;

import java.util.Set;
import java.util.function.Function;

/** A metric: what it is, what it takes, and how it comes out of an evaluation. */
record Definition(MetricInfo info, Set<Part> parts, Function<Evaluation, MetricValue> compute) {

  MetricValue value(Evaluation evaluation) {
    try {
      return compute.apply(evaluation);
    } catch (Undefined e) {
      return e.value();
    }
  }
}
