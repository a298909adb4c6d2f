package org.collapsar.onnx;

import org.collapsar.onnx.Graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * An operator that is a linear map with weights of its own, W h + b.
 *
 * @param node Gemm, MatMul or a convolution of 1 x 1 pixels on one pixel
 * @param input the tensor h
 * @param output the tensor W h + b
 * @param weights where W is
 * @param inputsFirst whether the file has W as [D x K]
 * @param alpha what W is multiplied by
 * @param bias where b is, null where there is none
 * @param beta what b is multiplied by
 */
record Linear(
    Node node,
    String input,
    String output,
    Weights weights,
    boolean inputsFirst,
    double alpha,
    @Nullable Weights bias,
    double beta) {

  /**
   * A constant of the file, found behind operators that only move it.
   *
   * @param name in the file
   * @param transposed whether one of them turns it
   */
  record Weights(String name, TensorHeader header, boolean transposed) {}
}
