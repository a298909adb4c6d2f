package org.collapsar.lab.convolution;

import java.util.List;

/**
 * Description of a tensor of a network.
 *
 * @param name as checkpoints have it
 * @param shape a kernel is [out x in x height x width], a matrix [out x in], others [channels]
 * @param role what it is for
 * @param inputs how many numbers a neuron takes, of kernels and matrices
 * @param startsAtZero whether it is not drawn but 0 at first, of kernels and matrices
 */
public record ParameterSpec(
    String name, List<Long> shape, Role role, int inputs, boolean startsAtZero) {
  /**
   * Keeps a copy of the shape.
   *
   * @param name as checkpoints have it
   * @param shape a kernel is [out x in x height x width], a matrix [out x in], others [channels]
   * @param role what it is for
   * @param inputs how many numbers a neuron takes, of kernels and matrices
   * @param startsAtZero whether it is not drawn but 0 at first, of kernels and matrices
   */
  public ParameterSpec {
    shape = List.copyOf(shape);
  }

  ParameterSpec(String name, Role role, long channels) {
    this(name, List.of(channels), role, 1, false);
  }

  /** Roles of tensors. */
  public enum Role {
    /** Kernel of a convolution. */
    KERNEL,
    /** Matrix of a linear layer. */
    MATRIX,
    /** Bias of a convolution or a linear layer. */
    BIAS,
    /** gamma of batch norm. */
    SCALE,
    /** beta of batch norm. */
    SHIFT,
    /** Running mean of batch norm; training does not descend along it. */
    MEAN,
    /** Running variance of batch norm, unbiased; training does not descend along it. */
    VARIANCE;

    /** {@return whether gradients move the tensor} */
    public boolean trained() {
      return this != MEAN && this != VARIANCE;
    }

    /** {@return whether the tensor is a parameter of batch norm} */
    public boolean ofBatchNorm() {
      return this == SCALE || this == SHIFT;
    }
  }

  /**
   * {@return how many numbers the tensor has}
   *
   * @throws ArithmeticException if they pass an int
   */
  public int numbers() {
    return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
  }
}
