package org.collapsar.metrics;

import java.util.Set;

/** How often a decision is the class of the sample, by class, and how often it is which class. */
final class Hits implements RowPass.Sums<Hits> {
  /** Of the largest logit. */
  static final SampleStatistic<Hits> BY_LOGIT = kind(Ingredient.LARGEST);

  /** Of the nearest class mean. */
  static final SampleStatistic<Hits> BY_MEAN = kind(Ingredient.NEAREST);

  private final long[] chosen;
  private final long[] right;

  private Hits(long[] chosen, long[] right) {
    this.chosen = chosen;
    this.right = right;
  }

  private static SampleStatistic<Hits> kind(Ingredient decision) {
    return new SampleStatistic<>() {
      @Override
      public Hits create(SamplePlan plan) {
        return new Hits(new long[plan.classes()], new long[plan.classes()]);
      }

      @Override
      public Hits read(SamplePlan plan, PackedReader in) {
        return new Hits(
            in.numbers(plan.classes(), "decisions"), in.numbers(plan.classes(), "hits"));
      }

      @Override
      public Set<Ingredient> needs(SamplePlan.Route route) {
        return Set.of(decision);
      }

      @Override
      public Opened<Hits> open(SamplePlan plan) {
        return room ->
            (block, sums) ->
                sums.take(decision == Ingredient.LARGEST ? block.largest : block.nearest, block);
      }
    };
  }

  private void take(int[] decided, SampleBlock block) {
    for (int i = 0; i < block.count; i++) {
      chosen[decided[i]]++;
      right[decided[i]] += decided[i] == block.label(i) ? 1 : 0;
    }
  }

  /** Samples whose class was chosen. */
  long count() {
    long count = 0;
    for (long of : right) {
      count += of;
    }
    return count;
  }

  /** Samples of class {@code c} for which it was chosen. */
  long right(int c) {
    return right[c];
  }

  /** Samples for which class {@code c} was chosen. */
  long chosen(int c) {
    return chosen[c];
  }

  @Override
  public void add(Hits other) {
    for (int c = 0; c < chosen.length; c++) {
      chosen[c] += other.chosen[c];
      right[c] += other.right[c];
    }
  }

  @Override
  public void write(PackedWriter out) {
    out.numbers(chosen).numbers(right);
  }
}
