package org.collapsar.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowOperations;
import org.jspecify.annotations.Nullable;

/**
 * The sum of D x D matrices that threads make, of which the upper triangle counts. Their arrays go
 * round: a thread takes one, fills it and gives it back by adding it, so that as many are made as
 * are under way at once. Additions are in the order of the calls.
 */
final class ScatterSum implements AutoCloseable {
  private final int d;
  private final List<DoubleArray> all = new ArrayList<>();
  private final Deque<DoubleArray> free = new ArrayDeque<>();
  private final RowOperations operations = new RowOperations();
  private @Nullable DoubleArray sum;

  ScatterSum(int d) {
    this.d = d;
  }

  /** Room for a matrix: zeros below the diagonal, above it whatever numbers are left there. */
  synchronized DoubleArray take() {
    if (free.isEmpty()) {
      DoubleArray made =
          (DoubleArray) NativeArray.allocate(Precision.FLOAT64, Math.multiplyExact((long) d, d));
      all.add(made);
      return made;
    }
    return free.pop();
  }

  /** Adds what was taken, which belongs to the sum from here on. */
  synchronized void add(DoubleArray matrix) {
    if (sum == null) {
      sum = matrix;
      return;
    }
    for (int i = 0; i < d; i++) {
      int at = i * d + i;
      operations.add(1, matrix, at, sum, at, d - i);
    }
    free.push(matrix);
  }

  /** The sum, upper triangle; what is below the diagonal has no meaning. */
  synchronized Matrix upper() {
    return sum == null ? new Matrix(d, d) : new Matrix(d, d, sum.toDoubles());
  }

  @Override
  public synchronized void close() {
    all.forEach(DoubleArray::close);
  }
}
