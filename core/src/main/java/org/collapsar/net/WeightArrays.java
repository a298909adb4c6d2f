package org.collapsar.net;

import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;

/**
 * One array [width x inputs] a layer of a stack, shaped like its weights: the weights themselves,
 * or a gradient. Holds the views of their blocks that the passes work on, made once.
 */
public final class WeightArrays implements AutoCloseable {
  private final NetworkSpec spec;
  private final NativeArray[] arrays;
  private final NativeArray[][] rowBlocks;
  private final NativeArray[][] columnBlocks;

  /** Zeros. */
  public WeightArrays(NetworkSpec spec, Precision precision) {
    this.spec = spec;
    int depth = spec.depth();
    arrays = new NativeArray[depth];
    rowBlocks = new NativeArray[depth][];
    columnBlocks = new NativeArray[depth][];
    for (int l = 0; l < depth; l++) {
      int width = spec.layers().get(l).width();
      int inputs = spec.inputsOf(l);
      arrays[l] = NativeArray.allocate(precision, (long) width * inputs);
      Blocks rows = Blocks.of(width);
      rowBlocks[l] = new NativeArray[rows.count()];
      for (int j = 0; j < rows.count(); j++) {
        rowBlocks[l][j] = arrays[l].slice(rows.start(j) * inputs, rows.length(j) * inputs);
      }
      Blocks columns = Blocks.of(inputs);
      columnBlocks[l] = new NativeArray[columns.count()];
      for (int j = 0; j < columns.count(); j++) {
        columnBlocks[l][j] = arrays[l].slice(columns.start(j), width * inputs - columns.start(j));
      }
    }
  }

  public NetworkSpec spec() {
    return spec;
  }

  /** The array of layer {@code l}, row-major. */
  public NativeArray layer(int l) {
    return arrays[l];
  }

  /** Rows of block {@code j} of the layer's neurons. */
  NativeArray rows(int l, int j) {
    return rowBlocks[l][j];
  }

  /** From the first column of block {@code j} of the layer's inputs on; rows are inputs apart. */
  NativeArray columns(int l, int j) {
    return columnBlocks[l][j];
  }

  @Override
  public void close() {
    for (NativeArray array : arrays) {
      array.close();
    }
  }
}
