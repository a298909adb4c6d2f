package org.collapsar.metrics;

import java.util.Set;

/** How often the class of the nearest mean is not that of the largest logit. */
final class Mismatches implements RowPass.Sums<Mismatches> {
  static final SampleStatistic<Mismatches> KIND =
      new SampleStatistic<>() {
        @Override
        public Mismatches create(SamplePlan plan) {
          return new Mismatches();
        }

        @Override
        public Mismatches read(SamplePlan plan, PackedReader in) {
          Mismatches sums = new Mismatches();
          sums.count = in.count("mismatches");
          return sums;
        }

        @Override
        public Set<Ingredient> needs(SamplePlan.Route route) {
          return Set.of(Ingredient.MISMATCHES);
        }

        @Override
        public Opened<Mismatches> open(SamplePlan plan) {
          return room -> (block, sums) -> sums.count += block.mismatches;
        }
      };

  private long count;

  private Mismatches() {}

  long count() {
    return count;
  }

  @Override
  public void add(Mismatches other) {
    count += other.count;
  }

  @Override
  public void write(PackedWriter out) {
    out.number(count);
  }
}
