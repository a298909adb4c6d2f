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

  /** Of each class r and S, one after the other. What no class uses is never touched. */
  private final DoubleArray[] groups;

  private final int perGroup;
  private final DoubleArray deviation;
  private final DoubleArray zeros;
  private final RowOperations operations = new RowOperations();

  ShiftedBlasSums(int dimension, int classes) {
    super(dimension, classes);
    this.perGroup = Math.max(1, Math.min(classes, GROUP / (2 * dimension)));
    this.groups = new DoubleArray[(classes + perGroup - 1) / perGroup];
    for (int g = 0; g < groups.length; g++) {
      groups[g] = doubles(2L * dimension * Math.min(perGroup, classes - g * perGroup));
    }
    this.deviation = doubles(dimension);
    this.zeros = doubles(dimension);
  }

  private static DoubleArray doubles(long length) {
    return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, length);
  }

  private DoubleArray rows(int label) {
    return groups[label / perGroup];
  }

  private int reference(int label) {
    return label % perGroup * 2 * dimension;
  }

  private int sum(int label) {
    return reference(label) + dimension;
  }

  @Override
  void start(RowBlock block, int row, int label) {
    block.copy(row, 1, rows(label), reference(label));
    operations.copy(zeros, 0, rows(label), sum(label), dimension);
  }

  @Override
  double addDeviation(RowBlock block, int row, int label) {
    DoubleArray rows = rows(label);
    block.subtract(row, rows, reference(label), deviation, 0);
    operations.add(1, deviation, 0, rows, sum(label), dimension);
    return operations.dot(deviation, 0, deviation, 0, dimension);
  }

  @Override
  double moveReference(int label, int m) {
    DoubleArray rows = rows(label);
    int r = reference(label);
    int s = sum(label);
    double before = operations.dot(rows, s, rows, s, dimension);
    operations.copy(rows, r, deviation, 0, dimension);
    operations.add(1.0 / m, rows, s, rows, r, dimension);
    operations.add(-1, rows, r, deviation, 0, dimension);
    operations.add(m, deviation, 0, rows, s, dimension);
    return (before - operations.dot(rows, s, rows, s, dimension)) / m;
  }

  @Override
  void load(int label, double[] reference, double[] sum) {
    rows(label).load(reference(label), reference, dimension);
    rows(label).load(sum(label), sum, dimension);
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
