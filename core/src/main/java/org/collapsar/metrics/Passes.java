package org.collapsar.metrics;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the passes over the samples of an {@link Evaluation} gave; null for those that were not
 * made.
 */
final class Passes {
  /** About their own means. */
  @Nullable PassResult own;

  /** Each projection of that by itself. */
  @Nullable PassResult ownByDirection;

  /** Test samples about these means. */
  @Nullable PassResult strong;

  /** Each projection of that by itself. */
  @Nullable PassResult strongByDirection;

  @Nullable SpreadSums spread;

  /** Of the samples of each set that has been scored. */
  final Map<SampleSet, ScoreSums> scores = new EnumMap<>(SampleSet.class);

  /** Where they were known before. */
  @Nullable SampleCosines cosines;

  void set(PassResult result, boolean byDirection) {
    if (byDirection) {
      ownByDirection = result;
    } else {
      own = result;
    }
  }

  void setStrong(PassResult result, boolean byDirection) {
    if (byDirection) {
      strongByDirection = result;
    } else {
      strong = result;
    }
  }
}
