package org.collapsar.linalg;

/** Some rows of a table, in its order. A few rows in between are read and passed over. */
final class SelectedRows implements Rows {
  private static final int BUFFER = 1 << 17;

  /** Numbers in between: to read and decode more of them takes longer than one more call. */
  private static final int PASSED_OVER = 1 << 13;

  private final Rows all;
  private final int[] rows;

  /**
   * @param rows ascending; not a copy
   */
  SelectedRows(Rows all, int[] rows) {
    if (rows.length == 0 || rows[0] < 0 || rows[rows.length - 1] >= all.rows()) {
      throw new IllegalArgumentException(all.describe() + ": expected rows of the table");
    }
    this.all = all;
    this.rows = rows;
  }

  @Override
  public long rows() {
    return rows.length;
  }

  @Override
  public int columns() {
    return all.columns();
  }

  @Override
  public String describe() {
    return all.describe();
  }

  @Override
  public void read(long firstRow, int count, double[] target) {
    Rows.checkRange(this, firstRow, count, target);
    int columns = columns();
    int room = (int) Math.min(all.rows(), Math.max(1, BUFFER / columns));
    double[] buffer = new double[room * columns];
    int step = 1 + PASSED_OVER / columns;
    int last = (int) firstRow + count;
    for (int i = (int) firstRow; i < last; ) {
      int end = i + 1;
      while (end < last && rows[end] - rows[i] < room && rows[end] - rows[end - 1] <= step) {
        end++;
      }
      all.read(rows[i], rows[end - 1] - rows[i] + 1, buffer);
      for (int k = i; k < end; k++) {
        System.arraycopy(
            buffer, (rows[k] - rows[i]) * columns, target, (k - (int) firstRow) * columns, columns);
      }
      i = end;
    }
  }

  @Override
  public void close() {
    all.close();
  }
}
