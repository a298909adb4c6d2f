package org.collapsar.metrics;

import org.collapsar.BadInputException;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Rows;
import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * Features with labels, or what is known of them: the samples, their class moments, or both.
 *
 * @param rows [n x D], null where there are moments alone
 * @param labels [n], empty then
 * @param dimension D
 * @param classes K
 * @param knownMoments those of the rows, if they are known already
 * @param cosines with the rows of W, if they are known already
 * @param backend with what passes over the rows work
 */
record FeatureSet(
    @Nullable Rows rows,
    int[] labels,
    int dimension,
    int classes,
    @Nullable ClassMoments knownMoments,
    @Nullable SampleCosines cosines,
    Backend backend) {

  static FeatureSet of(Rows rows, int[] labels, int classes) {
    return new FeatureSet(rows, labels, rows.columns(), classes, null, null, Backend.OPENBLAS);
  }

  /** What an error message calls it. */
  String describe() {
    return rows == null ? "the class moments" : rows.describe();
  }

  /** The rows, for a metric that is not {@link MetricInfo#fromMoments()}. */
  Rows samples() {
    if (rows == null) {
      throw new BadInputException("features: expected the samples, found their moments alone");
    }
    return rows;
  }

  FeatureSet withMoments(ClassMoments moments) {
    return new FeatureSet(rows, labels, dimension, classes, moments, cosines, backend);
  }

  FeatureSet withCosines(SampleCosines known) {
    return new FeatureSet(rows, labels, dimension, classes, knownMoments, known, backend);
  }

  FeatureSet withBackend(Backend other) {
    return new FeatureSet(rows, labels, dimension, classes, knownMoments, cosines, other);
  }
}
