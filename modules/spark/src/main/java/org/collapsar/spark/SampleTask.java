package org.collapsar.spark;

import java.util.Iterator;
import java.util.Objects;
import org.apache.spark.broadcast.Broadcast;
import org.collapsar.metrics.SampleFeed;
import org.collapsar.metrics.SampleSet;
import org.collapsar.metrics.SampleTally;
import org.collapsar.metrics.SecondPass;
import org.jspecify.annotations.Nullable;

/** The second pass and the third: sums about known means, of each slot. */
final class SampleTask extends SlotTask {
  private static final long serialVersionUID = 1;

  private final Broadcast<SlotPasses> passes;
  private final SampleSet set;

  SampleTask(Broadcast<RowLayout> layout, Broadcast<SlotPasses> passes, SampleSet set) {
    super(layout);
    this.passes = passes;
    this.set = set;
  }

  @Override
  int firstClass() {
    return 0;
  }

  @Override
  int classes(RowLayout layout) {
    return layout.labels().count();
  }

  @Override
  @Nullable Sums open(int slot, RowLayout layout, FeatureChunk chunk) {
    SecondPass pass = passes.value().of(slot);
    if (pass == null || !pass.sets().contains(set)) {
      return null;
    }
    SampleTally tally = pass.tally();
    SampleFeed feed = tally.feed(set, chunk, chunk.labels());
    return new Sums() {
      @Override
      public void take(int rows) {
        feed.take(rows);
      }

      @Override
      public byte[] bytes() {
        feed.finish();
        return tally.toBytes();
      }

      @Override
      public void close() {
        feed.close();
      }
    };
  }

  /** Merges sums. */
  static final class Merger implements OrderedMerge.Merger {
    private static final long serialVersionUID = 1;

    private final Broadcast<SlotPasses> passes;

    Merger(Broadcast<SlotPasses> passes) {
      this.passes = passes;
    }

    @Override
    public byte[] merge(int slot, Iterator<byte[]> parts) {
      byte[] first = parts.next();
      if (!parts.hasNext()) {
        return first;
      }
      SecondPass pass = Objects.requireNonNull(passes.value().of(slot));
      SampleTally all = pass.tally(first);
      parts.forEachRemaining(part -> all.combine(pass.tally(part)));
      return all.toBytes();
    }
  }
}
