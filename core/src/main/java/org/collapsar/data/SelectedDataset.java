package org.collapsar.data;

import java.util.Objects;

/** Some samples of a data set, as a view. */
final class SelectedDataset implements DatasetView {
  private final Dataset base;
  private final int[] indices;

  SelectedDataset(Dataset base, int[] indices) {
    this.base = base;
    this.indices = indices.clone();
    for (int i : this.indices) {
      Objects.checkIndex(i, base.size());
    }
  }

  @Override
  public Dataset base() {
    return base;
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public int label(int i) {
    return base.label(indices[i]);
  }

  @Override
  public void copyRow(int i, double[] target, int offset) {
    base.copyRow(indices[i], target, offset);
  }
}
