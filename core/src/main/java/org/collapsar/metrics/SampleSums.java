package org.collapsar.metrics;

import java.util.ArrayList;
import java.util.List;

/** What a {@link SamplePlan} sums over samples: the sums of each of its statistics. */
final class SampleSums implements RowPass.Sums<SampleSums> {
  private final List<SampleStatistic<?>> kinds;
  private final List<RowPass.Sums<?>> sums;

  /** Additions behind one another, at most: what rounding adds up over. The first one is exact. */
  private long depth;

  private SampleSums(List<SampleStatistic<?>> kinds, List<RowPass.Sums<?>> sums) {
    this.kinds = kinds;
    this.sums = sums;
  }

  static SampleSums create(SamplePlan plan) {
    List<RowPass.Sums<?>> sums = new ArrayList<>();
    for (SampleStatistic<?> kind : plan.statistics()) {
      sums.add(kind.create(plan));
    }
    return new SampleSums(plan.statistics(), sums);
  }

  static SampleSums read(SamplePlan plan, PackedReader in) {
    List<RowPass.Sums<?>> sums = new ArrayList<>();
    long depth = in.count("depth");
    plan.statistics().forEach(kind -> sums.add(kind.read(plan, in)));
    SampleSums read = new SampleSums(plan.statistics(), sums);
    read.depth = depth;
    return read;
  }

  /** The sums of a statistic that the plan has. */
  <S extends RowPass.Sums<S>> S of(SampleStatistic<S> kind) {
    int i = kinds.indexOf(kind);
    if (i < 0) {
      throw new IllegalStateException("a statistic that was not planned: " + kind);
    }
    return as(sums.get(i));
  }

  /** Those of the statistic at a place of the plan's list. */
  RowPass.Sums<?> at(int i) {
    return sums.get(i);
  }

  /** Of the type that its place in the list says. */
  @SuppressWarnings("unchecked")
  static <S extends RowPass.Sums<S>> S as(RowPass.Sums<?> sums) {
    return (S) sums;
  }

  long depth() {
    return depth;
  }

  /** Tells of so many rows that were added one by one. */
  void took(int rows) {
    depth += rows;
  }

  /** Tells of a chunk that was added. */
  void tookAll(SampleSums other) {
    if (depth == 0 || other.depth == 0) {
      depth += other.depth;
    } else {
      depth = Math.max(depth, other.depth) + 1;
    }
  }

  @Override
  public void add(SampleSums other) {
    for (int i = 0; i < sums.size(); i++) {
      add(sums.get(i), other.sums.get(i));
    }
    tookAll(other);
  }

  private static <S extends RowPass.Sums<S>> void add(RowPass.Sums<S> total, RowPass.Sums<?> more) {
    total.add(as(more));
  }

  @Override
  public void write(PackedWriter out) {
    out.number(depth);
    sums.forEach(each -> each.write(out));
  }
}
