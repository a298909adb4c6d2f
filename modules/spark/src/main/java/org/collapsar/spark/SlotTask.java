package org.collapsar.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.collapsar.BadInputException;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * One pass over a partition: rows are copied to a chunk of their slot, and a full chunk is summed.
 * Chunks depend on the rows of the partition and on sizes alone, so that a repeated task gives the
 * same bits.
 */
abstract class SlotTask implements OrderedMerge.Task {
  private static final long serialVersionUID = 1;

  /** Bytes of a chunk. */
  private static final long CHUNK = 32L << 20;

  /** Bytes of all chunks of a task. */
  private static final long ALL_CHUNKS = 64L << 20;

  /** Rows of a chunk, however many slots there are. */
  private static final int FEWEST = 64;

  private final Broadcast<RowLayout> shared;

  SlotTask(Broadcast<RowLayout> layout) {
    this.shared = layout;
  }

  /** Sums of one slot in one partition. */
  interface Sums extends AutoCloseable {
    /**
     * Takes in the rows of the chunk.
     *
     * @throws BadInputException if a number is not finite
     */
    void take(int count);

    byte[] bytes();

    @Override
    void close();
  }

  /** Sums for a slot, whose rows come in this chunk; null where the slot needs none. */
  abstract @Nullable Sums open(int slot, RowLayout layout, FeatureChunk chunk);

  /** Of the classes that are summed, the first. */
  abstract int firstClass();

  /** How many classes are summed. */
  abstract int classes(RowLayout layout);

  private static final class Slot {
    private final FeatureChunk chunk;
    private final Sums sums;

    Slot(FeatureChunk chunk, Sums sums) {
      this.chunk = chunk;
      this.sums = sums;
    }

    void flush() {
      sums.take(chunk.count());
      chunk.clear();
    }
  }

  @Override
  public Iterator<Tuple2<Place, byte[]>> call(Integer partition, Iterator<InternalRow> rows) {
    RowLayout layout = shared.value();
    @Nullable Slot[] slots = new Slot[layout.slots()];
    boolean[] known = new boolean[slots.length];
    try {
      sum(partition, rows, layout, slots, known);
      List<Tuple2<Place, byte[]>> results = new ArrayList<>();
      for (int i = 0; i < slots.length; i++) {
        Slot slot = slots[i];
        if (slot != null) {
          slot.flush();
          results.add(new Tuple2<>(new Place(i, partition), slot.sums.bytes()));
          slot.sums.close();
          slots[i] = null;
        }
      }
      return results.iterator();
    } catch (BadInputException e) {
      return List.of(OrderedMerge.message(e, partition)).iterator();
    } finally {
      for (Slot slot : slots) {
        if (slot != null) {
          slot.sums.close();
        }
      }
    }
  }

  private void sum(
      int partition,
      Iterator<InternalRow> rows,
      RowLayout layout,
      @Nullable Slot[] slots,
      boolean[] known) {
    RowLayout.Grouping grouping = layout.new Grouping();
    int first = firstClass();
    int classes = classes(layout);
    int layers = layout.layers().size();
    for (long place = 0; rows.hasNext(); place++) {
      InternalRow row = rows.next();
      String column = layout.labels().column();
      try {
        int label = layout.labels().of(row) - first;
        column = String.join(", ", layout.groupNames());
        int group = grouping.of(row);
        if (label < 0 || label >= classes) {
          continue;
        }
        for (int layer = 0; layer < layers; layer++) {
          FeatureColumn features = layout.layers().get(layer);
          column = features.name();
          int i = group * layers + layer;
          if (!known[i]) {
            known[i] = true;
            slots[i] = open(i, layout, features, partition);
          }
          Slot slot = slots[i];
          if (slot != null) {
            slot.chunk.reserve();
            features.read(row, slot.chunk);
            slot.chunk.end(label, place);
            if (slot.chunk.isFull()) {
              slot.flush();
            }
          }
        }
      } catch (FeatureColumn.Unreadable e) {
        throw BadRow.at(column, e.what(), partition, place);
      }
    }
  }

  private @Nullable Slot open(int i, RowLayout layout, FeatureColumn features, int partition) {
    int d = features.dimension();
    FeatureChunk chunk =
        new FeatureChunk(
            d, features.isSingle(), rows(layout, features), features.name(), partition);
    Sums sums = open(i, layout, chunk);
    return sums == null ? null : new Slot(chunk, sums);
  }

  /** Rows of a chunk: as core cuts a table, where there is room. */
  private int rows(RowLayout layout, FeatureColumn features) {
    int d = features.dimension();
    long perRow = (features.isSingle() ? 4L : 8L) * d;
    long room = Math.min(CHUNK, ALL_CHUNKS / layout.slots());
    long most = Math.max(FEWEST, room / perRow);
    return (int) Math.min(most, RowChunks.rowsFor(Integer.MAX_VALUE, classes(layout), d));
  }
}
