package org.collapsar.metrics;

import org.collapsar.moments.ClassMoments;
import org.jspecify.annotations.Nullable;

/**
 * Where samples of none of the classes lie.
 *
 * @param mean of all of them [D]
 * @param ofClasses the mean of the means of their own classes, those that have samples, each
 *     counting the same [D]; null where they have no labels
 */
record OutOfDistribution(double[] mean, double @Nullable [] ofClasses) {

  /**
   * @param labelled whether the classes are those of labels
   * @return null for no samples
   */
  static @Nullable OutOfDistribution of(ClassMoments moments, boolean labelled) {
    if (moments.samples() == 0) {
      return null;
    }
    return labelled
        ? new OutOfDistribution(moments.sampleMean(), new MeanGeometry(moments).centre())
        : new OutOfDistribution(moments.mean(0), null);
  }
}
