package org.collapsar.metrics;

import java.util.EnumMap;
import java.util.Map;
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
   * @param between of the means of its samples, for each of {@link Part#ROTATED}
   */
  Traces traces(long samples, Map<Part, WeightedBetween> between) {
    if (traces == null) {
      Map<Part, WeightedBetween> wanted = new EnumMap<>(between);
      wanted.keySet().removeIf(part -> !plan.has(part));
      traces = Traces.of(plan, sums, samples, wanted);
    }
    return traces;
  }
}
