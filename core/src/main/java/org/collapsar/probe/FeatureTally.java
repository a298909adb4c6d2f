package org.collapsar.probe;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.NeuralCollapse;
import org.collapsar.metrics.SampleCosines;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * What a pass collects of one layer's features: their class moments, the cosines with the rows of W
 * where they are wanted, and a copy of all of them only for metrics that look at samples again.
 */
final class FeatureTally {
  private final int dimension;
  private final int[] labels;
  private final int classes;
  private final List<String> ids;
  private final boolean keeps;
  private final double[] kept;
  private ClassMoments moments;
  private @Nullable Matrix w;
  private double[] bias = {};
  private @Nullable SampleCosines cosines;

  /**
   * @param dimension D of the features
   * @param labels of all samples
   * @param ids what will be measured, of the catalogue
   */
  FeatureTally(int dimension, int[] labels, int classes, List<String> ids) {
    this.dimension = dimension;
    this.labels = labels;
    this.classes = classes;
    this.ids = ids;
    this.keeps =
        ids.stream()
            .anyMatch(
                id -> !MetricCatalogue.fromCosines(id) && !MetricCatalogue.find(id).fromMoments());
    this.kept = new double[keeps ? Math.multiplyExact(labels.length, dimension) : 0];
    this.moments = ClassMoments.create(dimension, classes);
  }

  /**
   * Forgets the last pass.
   *
   * @param w the classifier of these features [K x D], if any
   * @param bias its bias [K], empty for none
   */
  void begin(@Nullable Matrix w, double[] bias) {
    this.w = w;
    this.bias = bias;
    moments = ClassMoments.create(dimension, classes);
    cosines =
        w != null && ids.stream().anyMatch(MetricCatalogue::fromCosines)
            ? SampleCosines.create(w)
            : null;
  }

  /** Takes the features [count x D] of samples {@code start} and on. */
  void accept(double[] features, int start, int count) {
    moments.accept(features, count, labels, start);
    if (cosines != null) {
      cosines.accept(features, count, labels, start);
    }
    if (keeps) {
      System.arraycopy(features, 0, kept, start * dimension, count * dimension);
    }
  }

  ClassMoments moments() {
    return moments;
  }

  /** By id; undefined where features or weights are not finite. */
  Map<String, MetricValue> measure(int threads) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    if (!finite()) {
      return ids.stream().collect(Collectors.toMap(id -> id, id -> Diverged.VALUE));
    }
    NeuralCollapse input =
        keeps
            ? NeuralCollapse.of(Rows.of(kept, dimension), labels, classes).moments(moments)
            : NeuralCollapse.of(moments);
    if (w != null) {
      input = input.weights(w, bias.length == 0 ? null : bias);
    }
    if (cosines != null) {
      input = input.cosines(cosines);
    }
    // Without samples to look at again there is nothing to share among threads.
    return input.threads(keeps ? threads : 1).values(ids);
  }

  private boolean finite() {
    // A feature that is not finite leaves a mean that is not.
    double probe = 0;
    for (int c = 0; c < classes; c++) {
      for (double x : moments.mean(c)) {
        probe += 0 * x;
      }
    }
    if (w != null) {
      for (double x : w.data()) {
        probe += 0 * x;
      }
    }
    for (double x : bias) {
      probe += 0 * x;
    }
    return probe == 0;
  }
}
