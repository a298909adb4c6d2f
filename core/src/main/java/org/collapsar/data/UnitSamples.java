package org.collapsar.data;

/** Every sample divided by its norm; a sample of zeros as it is. */
record UnitSamples(Dataset base) implements DatasetView {
  @Override
  public void copyRow(int i, double[] target, int offset) {
    base.copyRow(i, target, offset);
    int end = offset + base.dimension();
    double square = 0;
    for (int j = offset; j < end; j++) {
      square += target[j] * target[j];
    }
    if (square > 0) {
      double norm = Math.sqrt(square);
      for (int j = offset; j < end; j++) {
        target[j] /= norm;
      }
    }
  }
}
