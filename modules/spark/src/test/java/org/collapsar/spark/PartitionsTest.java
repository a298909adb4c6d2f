package org.collapsar.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.collapsar.metrics.Measurement;
import org.junit.jupiter.api.Test;

/** The numbers of other partitions are the same to rounding, those of the same to the last bit. */
class PartitionsTest {
  private static final double DOUBLE_PATH = 1e-12;

  /**
   * They know class means without their mean taken off, which are a million times as long as they
   * are apart: in any cut, a rounding of the means is a part of 1e-10 of what they measure.
   */
  private static final String[] OF_LONG_MEANS = {
    "nc2.kappa", "angle.means.mean", "angle.means.std"
  };

  private static Measurement measure(Dataset<Row> data, Drawn drawn, String features) {
    return SparkNeuralCollapse.of(data, features, "label")
        .classes(drawn.k)
        .weights(drawn.w, drawn.b)
        .measure(Drawn.IDS);
  }

  /** Double rows, which are projected in double: few samples never go by way of float32. */
  private static void assertSameInAnyPartitions(Drawn drawn, String... allButThese) {
    Dataset<Row> data = drawn.dataset(1).cache();
    Measurement one = measure(data, drawn, "doubles");
    Drawn.assertClose(one, drawn.local(Drawn.IDS), DOUBLE_PATH, allButThese);
    for (int partitions : new int[] {2, 7, 40}) {
      Dataset<Row> cut = data.repartition(partitions);
      Drawn.assertClose(measure(cut, drawn, "doubles"), one, DOUBLE_PATH, allButThese);
    }
    data.unpersist();
  }

  @Test
  void ordinaryFeatures() {
    assertSameInAnyPartitions(new Drawn(400, 12, 5, 0.3, 0.5, false));
  }

  @Test
  void deepCollapse() {
    assertSameInAnyPartitions(new Drawn(400, 12, 5, 0.3, 1e-8, false));
  }

  @Test
  void farFromZero() {
    assertSameInAnyPartitions(new Drawn(400, 12, 5, 1e6, 0.5, false), OF_LONG_MEANS);
  }

  @Test
  void deepCollapseFarFromZero() {
    assertSameInAnyPartitions(new Drawn(400, 12, 5, 1e6, 1e-6, false), OF_LONG_MEANS);
  }

  /** 1,000 partitions of 400 rows: 600 and more are empty. */
  @Test
  void aThousandPartitions() {
    Drawn drawn = Drawn.ordinary();
    Dataset<Row> data = drawn.dataset(1000);
    assertThat(data.rdd().getNumPartitions()).isEqualTo(1000);
    Drawn.assertClose(measure(data, drawn, "floats"), drawn.local(Drawn.IDS), 1e-9);
  }

  /** Nearly all rows in one partition, some with one, most with none. */
  @Test
  void skewedPartitions() {
    Drawn drawn = Drawn.ordinary();
    Dataset<Row> data = drawn.dataset(1);
    Dataset<Row> skewed =
        data.filter("x0 > -1").union(data.filter("x0 <= -1").repartition(30)).union(data.limit(0));
    Drawn.assertClose(measure(skewed, drawn, "floats"), drawn.local(Drawn.IDS), 1e-9);
  }

  /** Sorted by label: a partition has a class or two, and no partition knows all. */
  @Test
  void partitionsOfOneClass() {
    Drawn drawn = Drawn.ordinary();
    Dataset<Row> data =
        drawn.dataset(1).repartitionByRange(9, org.apache.spark.sql.functions.col("label"));
    Drawn.assertClose(measure(data, drawn, "floats"), drawn.local(Drawn.IDS), 1e-9);
  }

  @Test
  void theSamePartitionsGiveTheSameBits() {
    Drawn drawn = Drawn.ordinary();
    Dataset<Row> data = drawn.dataset(37).cache();
    data.count();
    Map<String, ?> once = measure(data, drawn, "floats").values();
    for (int run = 0; run < 5; run++) {
      // equals() of the values compares bits.
      assertThat(measure(data, drawn, "floats").values()).isEqualTo(once);
    }
    data.unpersist();
  }

  /** By tasks that merge neighbours, level by level, however they are scheduled. */
  @Test
  void mergingByTasksIsInTheOrderOfThePartitions() {
    int partitions = 200;
    var rows = Drawn.ordinary().dataset(partitions).queryExecution().toRdd().toJavaRDD();
    List<Integer> expected = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      expected.add(p);
    }
    for (long bytes : new long[] {1, OrderedMerge.AT_ONCE / 20, OrderedMerge.AT_ONCE}) {
      var merged = OrderedMerge.run(rows, new PartitionNumbers(), new Joined(), 2, bytes);
      assertThat(merged).containsOnlyKeys(0, 1);
      for (byte[] list : merged.values()) {
        List<Integer> found = new ArrayList<>();
        java.nio.IntBuffer numbers = java.nio.ByteBuffer.wrap(list).asIntBuffer();
        while (numbers.hasRemaining()) {
          found.add(numbers.get());
        }
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  /** In two slots the number of the partition. */
  private record PartitionNumbers() implements OrderedMerge.Task {
    @Override
    public java.util.Iterator<scala.Tuple2<Place, byte[]>> call(
        Integer partition, java.util.Iterator<org.apache.spark.sql.catalyst.InternalRow> rows) {
      byte[] number = java.nio.ByteBuffer.allocate(4).putInt(partition).array();
      return List.of(
              new scala.Tuple2<>(new Place(1, partition), number),
              new scala.Tuple2<>(new Place(0, partition), number))
          .iterator();
    }
  }

  /** One after another. */
  private record Joined() implements OrderedMerge.Merger {
    @Override
    public byte[] merge(int slot, java.util.Iterator<byte[]> parts) {
      java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
      parts.forEachRemaining(all::writeBytes);
      return all.toByteArray();
    }
  }
}
