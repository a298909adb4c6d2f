package org.collapsar.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.collapsar.linalg.Precision;

/** Numbers of arrays of any engine, in double. */
final class Numbers {
  private Numbers() {}

  /** All of them, row-major, whatever their type; float16 and bfloat16 are exact as well. */
  static double[] of(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    boolean single = array.getDataType() == DataType.FLOAT32;
    try (NDArray converted = single ? array.duplicate() : array.toType(DataType.FLOAT32, true)) {
      float[] values = converted.toFloatArray();
      double[] all = new double[values.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = values[i];
      }
      return all;
    }
  }

  /** In what they are measured. */
  static Precision precision(NDArray array) {
    return array.getDataType() == DataType.FLOAT64 ? Precision.FLOAT64 : Precision.FLOAT32;
  }
}
