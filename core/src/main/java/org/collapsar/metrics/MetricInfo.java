package org.collapsar.metrics;

import java.util.Set;

/**
 * What a metric is.
 *
 * @param id for example {@code nc1.pinv}
 * @param title a few words
 * @param sentence what it says and which convention it follows
 * @param formula in plain text
 * @param source where it comes from
 * @param edgeCases when it is undefined, and other things to know
 * @param cost of computing it for n samples of dimension D in K classes
 * @param byDefault whether it is measured when no metric is named (those that need test or
 *     out-of-distribution features: when these are given)
 * @param needs what it needs besides features and labels
 * @param fromMoments whether it knows the features by their {@link
 *     org.collapsar.moments.ClassMoments} alone
 */
public record MetricInfo(
    String id,
    String title,
    String sentence,
    String formula,
    String source,
    String edgeCases,
    String cost,
    boolean byDefault,
    Set<Need> needs,
    boolean fromMoments) {
  public MetricInfo {
    needs = Set.copyOf(needs);
  }
}
