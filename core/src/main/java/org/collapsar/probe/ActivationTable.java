package org.collapsar.probe;

import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.jspecify.annotations.Nullable;

/**
 * What a layer makes of all samples, kept from the pieces of a pass: n x width numbers, from the
 * first piece until {@link #close}, after which another pass may begin.
 */
final class ActivationTable implements AutoCloseable {
  private final int layer;
  private final int samples;
  private final int width;
  private final Precision precision;
  private @Nullable NativeArray table;

  /**
   * @param layer from 0
   * @param precision that the numbers are kept in
   */
  ActivationTable(int layer, int samples, int width, Precision precision) {
    this.layer = layer;
    this.samples = samples;
    this.width = width;
    this.precision = precision;
  }

  /** Keeps what the layer makes of the samples {@code start} .. {@code start + count - 1}. */
  void visit(int start, int count, Activations pass) {
    NativeArray kept = table;
    if (kept == null) {
      kept = NativeArray.allocate(precision, (long) samples * width);
      table = kept;
    }
    NativeArray piece = pass.after(layer);
    if (piece.precision() == precision) {
      kept.copyFrom(start * width, piece, 0, count * width);
      return;
    }
    double[] row = new double[width];
    for (int i = 0; i < count; i++) {
      piece.read(i * width, row, 0, width);
      kept.write((start + i) * width, row, 0, width);
    }
  }

  /**
   * The numbers, [n x width].
   *
   * @throws IllegalStateException if there was no pass since the last time
   */
  NativeArray array() {
    if (table == null) {
      throw new IllegalStateException("expected a pass before its activations, found none");
    }
    return table;
  }

  /** The same as a factor of a product. */
  Operand operand() {
    return Operand.of(array(), samples, width);
  }

  @Override
  public void close() {
    if (table != null) {
      table.close();
      table = null;
    }
  }
}
