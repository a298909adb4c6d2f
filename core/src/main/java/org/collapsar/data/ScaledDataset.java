package org.collapsar.data;

import org.jspecify.annotations.Nullable;

/** Every feature divided by one number, then, where there are means, its mean subtracted. */
final class ScaledDataset implements DatasetView {
  private final Dataset base;
  private final double divisor;
  private final double @Nullable [] means;

  ScaledDataset(Dataset base, double divisor, double @Nullable [] means) {
    this.base = base;
    this.divisor = divisor;
    this.means = means;
  }

  @Override
  public Dataset base() {
    return base;
  }

  @Override
  public void copyRow(int i, double[] target, int offset) {
    base.copyRow(i, target, offset);
    int end = offset + base.dimension();
    for (int j = offset; j < end; j++) {
      target[j] /= divisor;
    }
    if (means != null) {
      for (int j = 0; j < means.length; j++) {
        target[offset + j] -= means[j];
      }
    }
  }
}
