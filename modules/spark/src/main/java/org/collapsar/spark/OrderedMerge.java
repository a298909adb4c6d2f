package org.collapsar.spark;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Partial results of the partitions of a data set, merged in the order of the partitions: to the
 * same bits whatever the order in which tasks end, are repeated or lost. (Spark's own aggregate and
 * reduce merge as tasks end.)
 *
 * <p>Few small parts go to the driver as they are. Others are first merged by tasks, as many
 * neighbours at a time as the root of their number: a shuffle that sorts parts by their place, so
 * that a task holds two of them at a time. How parts are grouped depends on the number of
 * partitions and on sizes alone, never on machines.
 */
final class OrderedMerge {
  /** Bytes that the driver takes from all partitions together. */
  static final long AT_ONCE = 64L << 20;

  /** Parts that the driver takes in any case. */
  private static final int FEW = 4;

  private OrderedMerge() {}

  /** Work on one partition: its results by slot, or a message in the slot {@link Place#BAD}. */
  interface Task
      extends Function2<Integer, Iterator<InternalRow>, Iterator<Tuple2<Place, byte[]>>> {}

  /** Merges results of one slot, in their order. */
  interface Merger extends Serializable {
    /**
     * @param slot of all of them
     * @param parts at least one
     */
    byte[] merge(int slot, Iterator<byte[]> parts);
  }

  /** A message as a part. */
  static Tuple2<Place, byte[]> message(BadInputException e, int partition) {
    byte[] text = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
    return new Tuple2<>(new Place(Place.BAD, partition), text);
  }

  /**
   * Runs a task on all partitions.
   *
   * @param slots how many there are
   * @param bytes of all results of a partition, about
   * @return the merged result of each slot that has one
   * @throws BadInputException that of the first partition with a message
   */
  static SortedMap<Integer, byte[]> run(
      JavaRDD<InternalRow> rows, Task task, Merger merger, int slots, long bytes) {
    int parts = rows.getNumPartitions();
    JavaPairRDD<Place, byte[]> results =
        JavaPairRDD.fromJavaRDD(rows.mapPartitionsWithIndex(task, true));
    int tasks =
        4 * Math.max(1, JavaSparkContext.fromSparkContext(rows.context()).defaultParallelism());
    while (parts > FEW && parts * bytes > AT_ONCE) {
      int run = (int) Math.ceil(Math.sqrt(parts));
      int next = (parts + run - 1) / run;
      int wanted = (int) Math.min(tasks, (slots + 1L) * next);
      results =
          JavaPairRDD.fromJavaRDD(
              results
                  .repartitionAndSortWithinPartitions(new Runs(run, next, wanted))
                  .mapPartitions(sorted -> new MergedRuns(sorted, run, merger)));
      parts = next;
    }
    List<Tuple2<Place, byte[]>> last = new ArrayList<>(results.collect());
    last.sort(Comparator.comparing(Tuple2::_1));
    if (!last.isEmpty() && last.get(0)._1().slot() == Place.BAD) {
      throw new BadInputException(new String(last.get(0)._2(), StandardCharsets.UTF_8));
    }
    SortedMap<Integer, byte[]> merged = new TreeMap<>();
    new MergedRuns(last.iterator(), Integer.MAX_VALUE, merger)
        .forEachRemaining(each -> merged.put(each._1().slot(), each._2()));
    return merged;
  }

  /** Neighbours to the same task. */
  private static final class Runs extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int run;
    private final int perSlot;
    private final int tasks;

    /**
     * @param run parts that are merged to one
     * @param perSlot what is left of a slot
     */
    Runs(int run, int perSlot, int tasks) {
      this.run = run;
      this.perSlot = perSlot;
      this.tasks = tasks;
    }

    @Override
    public int numPartitions() {
      return tasks;
    }

    @Override
    public int getPartition(Object key) {
      Place place = (Place) key;
      return (int) (((place.slot() + 1L) * perSlot + place.part() / run) % tasks);
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Runs r && run == r.run && perSlot == r.perSlot && tasks == r.tasks;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * run + perSlot) + tasks;
    }
  }

  /** Merges parts that are sorted by place, run after run. */
  private static final class MergedRuns implements Iterator<Tuple2<Place, byte[]>> {
    private final Iterator<Tuple2<Place, byte[]>> sorted;
    private final int run;
    private final Merger merger;
    private @Nullable Tuple2<Place, byte[]> next;

    MergedRuns(Iterator<Tuple2<Place, byte[]>> sorted, int run, Merger merger) {
      this.sorted = sorted;
      this.run = run;
      this.merger = merger;
      this.next = sorted.hasNext() ? sorted.next() : null;
    }

    private Place place(Tuple2<Place, byte[]> part) {
      return new Place(part._1().slot(), part._1().part() / run);
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Tuple2<Place, byte[]> next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      Place here = place(next);
      Iterator<byte[]> parts =
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return next != null && place(next).equals(here);
            }

            @Override
            public byte[] next() {
              if (next == null) {
                throw new NoSuchElementException();
              }
              byte[] part = next._2();
              next = sorted.hasNext() ? sorted.next() : null;
              return part;
            }
          };
      if (here.slot() != Place.BAD) {
        return new Tuple2<>(here, merger.merge(here.slot(), parts));
      }
      byte[] first = parts.next();
      parts.forEachRemaining(later -> {});
      return new Tuple2<>(here, first);
    }
  }
}
