package org.collapsar.moments;

import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.RowOperations;

/** {@link PlainSums} by OpenBLAS. */
final class PlainBlasSums extends PlainSums {
  /** Numbers in float64 that stay in the first-level cache beside a sum. */
  private static final int ROOM = 1 << 11;

  private final int perRoom;
  private final DoubleArray room;

  /** S of each place, one after the other. What no class uses is never touched. */
  private final DoubleArray sums;

  private final RowOperations operations = new RowOperations();

  PlainBlasSums(int dimension, int classes, int most) {
    super(dimension, classes, most);
    this.perRoom = Math.max(1, ROOM / dimension);
    this.room = doubles((long) perRoom * dimension);
    this.sums = doubles((long) dimension * places.room());
  }

  private static DoubleArray doubles(long length) {
    return (DoubleArray) NativeArray.allocateUnset(Precision.FLOAT64, length);
  }

  @Override
  void add(RowBlock block, int count, int[] labels, int firstLabel) {
    for (int first = 0; first < count; first += perRoom) {
      int rows = Math.min(perRoom, count - first);
      block.copy(first, rows, room, 0);
      for (int i = 0; i < rows; i++) {
        add(i * dimension, labels[firstLabel + first + i]);
      }
    }
  }

  private void add(int h, int label) {
    int s = places.take(label) * dimension;
    if (counts[label]++ == 0) {
      squares[label] = 0;
      operations.copy(room, h, sums, s, dimension);
    } else {
      operations.add(1, room, h, sums, s, dimension);
    }
    squares[label] += operations.dot(room, h, room, h, dimension);
  }

  @Override
  void load(int place, double[] sum) {
    sums.load(place * dimension, sum, dimension);
  }

  @Override
  double square(int place) {
    return operations.dot(sums, place * dimension, sums, place * dimension, dimension);
  }

  @Override
  public void close() {
    room.close();
    sums.close();
  }
}
