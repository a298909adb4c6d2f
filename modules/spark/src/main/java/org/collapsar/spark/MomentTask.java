package org.collapsar.spark;

import java.util.Iterator;
import org.apache.spark.broadcast.Broadcast;
import org.collapsar.linalg.Backend;
import org.collapsar.moments.ClassMoments;
import org.collapsar.moments.MomentFeed;

/** The first pass: moments of a slice of the classes, of each slot. */
final class MomentTask extends SlotTask {
  private static final long serialVersionUID = 1;

  private final int first;
  private final int count;
  private final Backend backend;

  /**
   * @param first class
   * @param count how many
   */
  MomentTask(Broadcast<RowLayout> layout, int first, int count, Backend backend) {
    super(layout);
    this.first = first;
    this.count = count;
    this.backend = backend;
  }

  @Override
  int firstClass() {
    return first;
  }

  @Override
  int classes(RowLayout layout) {
    return count;
  }

  @Override
  Sums open(int slot, RowLayout layout, FeatureChunk chunk) {
    ClassMoments moments = ClassMoments.create(chunk.columns(), count);
    MomentFeed feed = new MomentFeed(moments, chunk, chunk.labels(), chunk.most(), backend);
    return new Sums() {
      @Override
      public void take(int rows) {
        feed.take(rows);
      }

      @Override
      public byte[] bytes() {
        return moments.toBytes();
      }

      @Override
      public void close() {
        feed.close();
      }
    };
  }

  /** Merges moments. */
  static final class Merger implements OrderedMerge.Merger {
    private static final long serialVersionUID = 1;

    @Override
    public byte[] merge(int slot, Iterator<byte[]> parts) {
      byte[] first = parts.next();
      if (!parts.hasNext()) {
        return first;
      }
      ClassMoments all = ClassMoments.fromBytes(first);
      parts.forEachRemaining(part -> all.combine(ClassMoments.fromBytes(part)));
      return all.toBytes();
    }
  }
}
