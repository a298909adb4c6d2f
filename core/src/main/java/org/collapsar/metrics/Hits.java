package org.collapsar.metrics;

import java.util.Set;

/** How often a decision is the class of the sample, and how often it is which class. */
final class Hits implements RowPass.Sums<Hits> {
  /** Of the largest logit. */
  static final SampleStatistic<Hits> BY_LOGIT = kind(Ingredient.LARGEST);

  /** Of the nearest class mean. */
  static final SampleStatistic<Hits> BY_MEAN = kind(Ingredient.NEAREST);

  private final long[] chosen;
  private long count;

  private Hits(long[] chosen) {
    this.chosen = chosen;
  }

  private static SampleStatistic<Hits> kind(Ingredient decision) {
    return new SampleStatistic<>() {
      @Override
      public Hits create(SamplePlan plan) {
        return new Hits(new long[plan.classes()]);
      }

      @Override
      public Hits read(SamplePlan plan, PackedReader in) {
        Hits sums = new Hits(in.numbers(plan.classes(), "decisions"));
        sums.count = in.count("hits");
        return sums;
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
      count += decided[i] == block.label(i) ? 1 : 0;
    }
  }

  /** Samples whose class was chosen. */
  long count() {
    return count;
  }

  /** Samples for which class {@code c} was chosen. */
  long chosen(int c) {
    return chosen[c];
  }

  @Override
  public void add(Hits other) {
    count += other.count;
    for (int c = 0; c < chosen.length; c++) {
      chosen[c] += other.chosen[c];
    }
  }

  @Override
  public void write(PackedWriter out) {
    out.numbers(chosen).number(count);
  }
}
