package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.jspecify.annotations.Nullable;

/** What a {@link SpreadPlan} sums: triangles R, R^T R the covariance within classes. */
final class SpreadSums implements RowPass.Sums<SpreadSums> {
  private final int dimension;

  /** By weight; null for no rows yet or where that is not wanted. */
  private final @Nullable Matrix[] triangles =
      new @Nullable Matrix[SpreadPlan.Weight.values().length];

  SpreadSums(int dimension) {
    this.dimension = dimension;
  }

  static SpreadSums read(int dimension, PackedReader in) {
    SpreadSums sums = new SpreadSums(dimension);
    for (int i = 0; i < sums.triangles.length; i++) {
      Matrix triangle = in.matrix("triangle");
      if (triangle != null && triangle.columns() != dimension) {
        throw in.bad(dimension + " columns", triangle.columns(), "triangle");
      }
      sums.triangles[i] = triangle;
    }
    return sums;
  }

  /** Rows whose squares sum to the covariance, at most D of them. */
  Matrix rows(SpreadPlan.Weight weight) {
    Matrix rows = triangles[weight.ordinal()];
    return rows == null ? new Matrix(0, dimension) : rows;
  }

  /** Adds rows, reduced to a triangle as soon as there are more of them than columns. */
  void add(SpreadPlan.Weight weight, Matrix more) {
    triangles[weight.ordinal()] = reduced(SpreadPlan.stacked(rows(weight), more));
  }

  /** Rows with the same products, at most as many as columns. */
  static Matrix reduced(Matrix rows) {
    return rows.rows() > rows.columns() ? Spectral.triangle(rows) : rows;
  }

  @Override
  public void add(SpreadSums other) {
    for (SpreadPlan.Weight weight : SpreadPlan.Weight.values()) {
      Matrix more = other.triangles[weight.ordinal()];
      if (more != null) {
        add(weight, more);
      }
    }
  }

  @Override
  public void write(PackedWriter out) {
    for (Matrix triangle : triangles) {
      out.matrix(triangle);
    }
  }
}
