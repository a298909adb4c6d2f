package org.collapsar.data;

import org.collapsar.linalg.Rows;

/**
 * Features of a data set as a table, for what measures tables.
 *
 * @param data any; not copied
 * @param describe what messages call it
 */
public record DatasetRows(Dataset data, String describe) implements Rows {
  @Override
  public long rows() {
    return data.size();
  }

  @Override
  public int columns() {
    return data.dimension();
  }

  @Override
  public void read(long firstRow, int count, double[] target) {
    Rows.checkRange(this, firstRow, count, target);
    for (int i = 0; i < count; i++) {
      data.copyRow((int) firstRow + i, target, i * data.dimension());
    }
  }

  /** {@return the labels, one per row} */
  public int[] labels() {
    int[] labels = new int[data.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = data.label(i);
    }
    return labels;
  }
}
