package org.collapsar.moments;

import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.RowOperations;

/** {@link ShiftedSums} by OpenBLAS. */
final class ShiftedBlasSums extends ShiftedSums {
  /** Numbers in one array, for which there is a limit. */
  private static final int GROUP = 1 << 24;

  /** Of each place r and S, one after the other. What no class uses is never touched. */
  private final DoubleArray[] groups;

  private final int perGroup;
  private final DoubleArray deviation;
  private final DoubleArray zeros;
  private final RowOperations operations = new RowOperations();

  ShiftedBlasSums(int dimension, int classes, int most) {
    super(dimension, classes, most);
    int room = places.room();
    this.perGroup = Math.max(1, Math.min(room, GROUP / (2 * dimension)));
    this.groups = new DoubleArray[(room + perGroup - 1) / perGroup];
    for (int g = 0; g < groups.length; g++) {
      groups[g] = doubles(2L * dimension * Math.min(perGroup, room - g * perGroup));
    }
    this.deviation = doubles(dimension);
    this.zeros = doubles(dimension);
  }

  private static DoubleArray doubles(long length) {
    return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, length);
  }

  private DoubleArray rows(int place) {
    return groups[place / perGroup];
  }

  private int reference(int place) {
    return place % perGroup * 2 * dimension;
  }

  private int sum(int place) {
    return reference(place) + dimension;
  }

  @Override
  void start(RowBlock block, int row, int place) {
    block.copy(row, 1, rows(place), reference(place));
    operations.copy(zeros, 0, rows(place), sum(place), dimension);
  }

  @Override
  double addDeviation(RowBlock block, int row, int place) {
    DoubleArray rows = rows(place);
    block.subtract(row, rows, reference(place), deviation, 0);
    operations.add(1, deviation, 0, rows, sum(place), dimension);
    return operations.dot(deviation, 0, deviation, 0, dimension);
  }

  @Override
  double moveReference(int place, int m) {
    DoubleArray rows = rows(place);
    int r = reference(place);
    int s = sum(place);
    double before = operations.dot(rows, s, rows, s, dimension);
    operations.copy(rows, r, deviation, 0, dimension);
    operations.add(1.0 / m, rows, s, rows, r, dimension);
    operations.add(-1, rows, r, deviation, 0, dimension);
    operations.add(m, deviation, 0, rows, s, dimension);
    return (before - operations.dot(rows, s, rows, s, dimension)) / m;
  }

  @Override
  void load(int place, double[] reference, double[] sum) {
    rows(place).load(reference(place), reference, dimension);
    rows(place).load(sum(place), sum, dimension);
  }

  @Override
  public void close() {
    for (DoubleArray group : groups) {
      group.close();
    }
    deviation.close();
    zeros.close();
  }
}
