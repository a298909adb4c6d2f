package org.collapsar.net;

import java.util.Arrays;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.jspecify.annotations.Nullable;

/**
 * One array [width x inputs] per layer of a stack, shaped like its weights, and one [width] where
 * it has biases: the parameters themselves, a gradient, or velocities. Holds the views of their
 * blocks that the passes work on, made once.
 *
 * <p>What a layer holds is scale times what is stored. Weight decay multiplies all weights by one
 * number in every step; carried in the scale it costs nothing, where OpenBLAS would make a pass
 * over the weights of it (a seventh of a step in float32, a quarter in float64). The scale is
 * multiplied in, the layer <i>settled</i>, when the numbers are asked for, at the end of every
 * epoch, and when it falls below a half.
 */
public final class WeightArrays implements AutoCloseable {
  private final NetworkSpec spec;
  private final NativeArray[] arrays;
  private final NativeArray[][] rowBlocks;
  private final NativeArray[][] columnBlocks;
  private final @Nullable NativeArray[] biases;
  private final NativeArray[][] biasBlocks;
  private final double[] scales;
  private final Kernels kernels;

  /**
   * Allocates zeros.
   *
   * @param spec the layers
   * @param precision of each number
   */
  public WeightArrays(NetworkSpec spec, Precision precision) {
    this.spec = spec;
    int depth = spec.depth();
    arrays = new NativeArray[depth];
    rowBlocks = new NativeArray[depth][];
    columnBlocks = new NativeArray[depth][];
    biases = new NativeArray[depth];
    biasBlocks = new NativeArray[depth][0];
    scales = new double[depth];
    Arrays.fill(scales, 1);
    kernels = Kernels.of(precision);
    for (int l = 0; l < depth; l++) {
      int width = spec.layers().get(l).width();
      int inputs = spec.inputsOf(l);
      arrays[l] = NativeArray.allocate(precision, (long) width * inputs);
      Blocks rows = Blocks.of(width);
      rowBlocks[l] = new NativeArray[rows.count()];
      for (int j = 0; j < rows.count(); j++) {
        rowBlocks[l][j] = arrays[l].slice(rows.start(j) * inputs, rows.length(j) * inputs);
      }
      if (spec.layers().get(l).bias()) {
        NativeArray bias = NativeArray.allocate(precision, width);
        biases[l] = bias;
        biasBlocks[l] = new NativeArray[rows.count()];
        for (int j = 0; j < rows.count(); j++) {
          biasBlocks[l][j] = bias.slice(rows.start(j), rows.length(j));
        }
      }
      Blocks columns = Blocks.of(inputs);
      columnBlocks[l] = new NativeArray[columns.count()];
      for (int j = 0; j < columns.count(); j++) {
        columnBlocks[l][j] = arrays[l].slice(columns.start(j), width * inputs - columns.start(j));
      }
    }
  }

  /** {@return the layers} */
  public NetworkSpec spec() {
    return spec;
  }

  /**
   * {@return the array of a layer, row-major, settled} Not to be asked for during a pass.
   *
   * @param l the layer, from 0
   */
  public NativeArray layer(int l) {
    settle(l);
    return arrays[l];
  }

  /**
   * {@return the biases of a layer [width], null where it has none} They carry no scale.
   *
   * @param l the layer, from 0
   */
  public @Nullable NativeArray bias(int l) {
    return biases[l];
  }

  /** Multiplies the scales of all layers into their numbers. */
  public void settle() {
    for (int l = 0; l < arrays.length; l++) {
      settle(l);
    }
  }

  void settle(int l) {
    if (scales[l] != 1) {
      kernels.scale(arrays[l], scales[l], arrays[l].length());
      scales[l] = 1;
    }
  }

  /** What the stored numbers of layer {@code l} have to be multiplied by. */
  double scale(int l) {
    return scales[l];
  }

  void scale(int l, double scale) {
    scales[l] = scale;
  }

  /** Stored rows of block {@code j} of the layer's neurons. */
  NativeArray rows(int l, int j) {
    return rowBlocks[l][j];
  }

  /** Stored, from the first column of block {@code j} of the inputs on; rows are inputs apart. */
  NativeArray columns(int l, int j) {
    return columnBlocks[l][j];
  }

  /** Biases of block {@code j} of the layer's neurons; there are some. */
  NativeArray biases(int l, int j) {
    return biasBlocks[l][j];
  }

  @Override
  public void close() {
    for (NativeArray array : arrays) {
      array.close();
    }
    for (NativeArray bias : biases) {
      if (bias != null) {
        bias.close();
      }
    }
  }
}
