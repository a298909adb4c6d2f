package org.collapsar.files.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Bytes;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;

/** Views at any strides against the definition, number by number. */
class RawArrayTest {
  private static final long SEED = 20261130;

  /** Numbers that a view spans; views of more are passed over. */
  private static final int MOST = 500_000;

  /** Numbers 0, 1, 2, .. of a type as bytes, and no byte more. */
  private record Counting(ByteBuffer all) implements Bytes {
    static Counting of(TensorType type, ByteOrder order, int count) {
      ByteBuffer all = ByteBuffer.allocate(count * type.bytes()).order(order);
      for (int i = 0; i < count; i++) {
        switch (type) {
          case F32 -> all.putFloat(i);
          case I16 -> all.putShort((short) i);
          default -> all.putDouble(i);
        }
      }
      return new Counting(all);
    }

    @Override
    public void read(long position, ByteBuffer target) throws EOFException {
      if (position + target.remaining() > all.capacity()) {
        throw new EOFException("read behind the last number");
      }
      target.put(target.position(), all, (int) position, target.remaining());
      target.position(target.limit());
    }

    @Override
    public void close() {}
  }

  @Test
  void anyStridesInAnyBlocks() {
    Random random = new Random(SEED);
    for (int round = 0; round < 1000; round++) {
      int dimensions = 1 + random.nextInt(4);
      List<Long> shape = new ArrayList<>();
      List<Long> strides = new ArrayList<>();
      view(random, dimensions, shape, strides);
      check(random, shape, strides);
    }
  }

  /** Dimensions in any order in memory, some with gaps between their indices, some expanded. */
  private static void view(Random random, int dimensions, List<Long> shape, List<Long> strides) {
    List<Integer> order = new ArrayList<>();
    for (int d = 0; d < dimensions; d++) {
      shape.add(1L + random.nextInt(random.nextInt(10) == 0 ? 20 : 5));
      strides.add(0L);
      order.add(d);
    }
    Collections.shuffle(order, random);
    long stride = 1;
    for (int d : order) {
      if (random.nextInt(8) == 0) {
        continue;
      }
      stride *= random.nextInt(4) == 0 ? 1 + random.nextInt(30) : 1;
      strides.set(d, stride);
      stride *= shape.get(d);
    }
  }

  private static void check(Random random, List<Long> shape, List<Long> strides) {
    long last = 0;
    for (int d = 0; d < shape.size(); d++) {
      last += (shape.get(d) - 1) * strides.get(d);
    }
    if (last > MOST) {
      return;
    }
    TensorType type =
        last < 30_000 && random.nextBoolean()
            ? TensorType.I16
            : random.nextBoolean() ? TensorType.F32 : TensorType.F64;
    ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Bytes bytes = Counting.of(type, order, (int) last + 1);
    RawArray array = RawArray.strided("a", "f:a", type, order, shape, strides, bytes);
    try (Rows rows = array.flattened()) {
      int columns = rows.columns();
      double[] block = new double[(int) rows.rows() * columns];
      for (int from = 0; from < rows.rows(); ) {
        int count = 1 + random.nextInt((int) rows.rows() - from);
        rows.read(from, count, block);
        for (int i = 0; i < count * columns; i++) {
          double expected = place((long) from * columns + i, shape, strides);
          if (block[i] != expected) {
            assertThat(block[i])
                .as(shape + " at " + strides + ", number " + (from * columns + i))
                .isEqualTo(expected);
          }
        }
        from += count;
      }
    }
  }

  /** Where number {@code i}, counted with the last dimension the fastest, lies. */
  private static long place(long i, List<Long> shape, List<Long> strides) {
    long place = 0;
    long left = i;
    for (int d = shape.size() - 1; d >= 0; d--) {
      place += left % shape.get(d) * strides.get(d);
      left /= shape.get(d);
    }
    return place;
  }

  /** More than a buffer holds: long rows, long columns, far apart. */
  @Test
  void largeViews() {
    Random random = new Random(SEED);
    check(random, List.of(3L, 2L, 50_000L), List.of(100_000L, 1L, 2L));
    check(random, List.of(3L, 50_000L, 2L), List.of(1L, 3L, 150_000L));
    check(random, List.of(70_000L, 2L, 3L), List.of(1L, 210_000L, 70_000L));
    check(random, List.of(40L, 30L, 3L), List.of(20L, 900L, 1L));
    check(random, List.of(2000L, 40L), List.of(1L, 2000L));
    check(random, List.of(1000L, 64L), List.of(128L, 2L));
  }

  @Test
  void saysHowItLies() {
    Bytes bytes = Bytes.NONE;
    ByteOrder little = ByteOrder.LITTLE_ENDIAN;
    List<Long> shape = List.of(2L, 3L, 4L);
    assertThat(RawArray.rowMajor("", "f", TensorType.F32, little, shape, bytes).layout())
        .isEqualTo("row-major, little-endian");
    assertThat(RawArray.columnMajor("", "f", TensorType.U8, little, shape, bytes).layout())
        .isEqualTo("column-major");
    assertThat(
            RawArray.strided(
                    "",
                    "f",
                    TensorType.F64,
                    ByteOrder.BIG_ENDIAN,
                    List.of(2L, 2L),
                    List.of(5L, 2L),
                    bytes)
                .layout())
        .isEqualTo("strided, big-endian");
  }

  @Test
  void refusesWhatIsNoTable() {
    RawArray cube =
        RawArray.rowMajor(
            "c", "f:c", TensorType.F32, ByteOrder.LITTLE_ENDIAN, List.of(2L, 3L, 4L), Bytes.NONE);
    assertThatThrownBy(cube::rows)
        .isInstanceOf(BadInputException.class)
        .hasMessage("f:c: expected a table of 2 dimensions, found 2 x 3 x 4");
    RawArray empty =
        RawArray.rowMajor(
            "e", "f:e", TensorType.F32, ByteOrder.LITTLE_ENDIAN, List.of(0L, 4L), Bytes.NONE);
    assertThatThrownBy(empty::flattened)
        .hasMessage("f:e: expected at least one row and one column, found 0 x 4");
    RawArray wide =
        RawArray.rowMajor(
            "w",
            "f:w",
            TensorType.F32,
            ByteOrder.LITTLE_ENDIAN,
            List.of(1L, 1L << 32, 1L << 31),
            Bytes.NONE);
    assertThatThrownBy(wide::flattened)
        .hasMessage("f:w: expected at most 2147483639 columns, found 1 x 4294967296 x 2147483648");
    assertThatThrownBy(
            () -> RawArray.refused("t", "f:t", "text", List.of(3L), "expected x, found y").rows())
        .hasMessage("f:t: expected x, found y");
  }
}
