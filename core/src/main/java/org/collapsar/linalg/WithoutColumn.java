package org.collapsar.linalg;

/** A table without one of its columns. */
final class WithoutColumn implements Rows {
  private static final int BUFFER = 1 << 17;

  private final Rows all;
  private final int column;

  WithoutColumn(Rows all, int column) {
    if (column < 0 || column >= all.columns() || all.columns() == 1) {
      throw new IllegalArgumentException(all.describe() + ": expected a column of the table");
    }
    this.all = all;
    this.column = column;
  }

  @Override
  public long rows() {
    return all.rows();
  }

  @Override
  public int columns() {
    return all.columns() - 1;
  }

  @Override
  public String describe() {
    return all.describe();
  }

  @Override
  public void read(long firstRow, int count, double[] target) {
    Rows.checkRange(this, firstRow, count, target);
    int columns = columns();
    int room = Math.min(count, Math.max(1, BUFFER / all.columns()));
    double[] buffer = new double[room * all.columns()];
    for (int done = 0; done < count; done += room) {
      int n = Math.min(room, count - done);
      all.read(firstRow + done, n, buffer);
      for (int i = 0; i < n; i++) {
        int row = i * all.columns();
        int to = (done + i) * columns;
        System.arraycopy(buffer, row, target, to, column);
        System.arraycopy(buffer, row + column + 1, target, to + column, columns - column);
      }
    }
  }

  @Override
  public void close() {
    all.close();
  }
}
