package org.collapsar.metrics;

import org.jspecify.annotations.Nullable;

/** What a pass has summed over all samples of its set. */
final class PassResult {
  private final SamplePlan plan;
  private final SampleSums sums;
  private @Nullable Traces traces;

  PassResult(SamplePlan plan, SampleSums sums) {
    this.plan = plan;
    this.sums = sums;
  }

  /** The sums of a statistic that was planned. */
  <S extends RowPass.Sums<S>> S of(SampleStatistic<S> kind) {
    return sums.of(kind);
  }

  boolean has(SampleStatistic<?> kind) {
    return plan.statistics().contains(kind);
  }

  boolean has(Part part) {
    return plan.has(part);
  }

  /**
   * NC1 of its projections.
   *
   * @param samples of the pass
   * @param weighted the means of its samples weighted by class size
   */
  Traces traces(long samples, WeightedBetween weighted) {
    if (traces == null) {
      boolean wanted = plan.has(Part.WEIGHTED_PROJECTIONS);
      traces =
          Traces.of(
              plan,
              sums,
              samples,
              wanted ? weighted.inverse() : null,
              wanted && weighted.inverse() == null ? weighted.rotation() : null);
    }
    return traces;
  }
}
