package org.collapsar.lab.convolution;

import java.util.List;

/**
 * A tensor of a network.
 *
 * @param name as checkpoints have it
 * @param shape a kernel is [out x in x height x width], a matrix [out x in], others [channels]
 * @param inputs how many numbers a neuron takes, of kernels and matrices
 * @param startsAtZero whether it is not drawn but 0 at first, of kernels and matrices
 */
public record ParameterSpec(
    String name, List<Long> shape, Role role, int inputs, boolean startsAtZero) {
  public ParameterSpec {
    shape = List.copyOf(shape);
  }

  ParameterSpec(String name, Role role, long channels) {
    this(name, List.of(channels), role, 1, false);
  }

  /** What a tensor is for. */
  public enum Role {
    KERNEL,
    MATRIX,
    BIAS,
    /** gamma of batch norm. */
    SCALE,
    /** beta of batch norm. */
    SHIFT,
    /** Running mean of batch norm; training does not descend along it. */
    MEAN,
    /** Running variance of batch norm, unbiased; training does not descend along it. */
    VARIANCE;

    /** Whether gradients move it. */
    public boolean trained() {
      return this != MEAN && this != VARIANCE;
    }

    /** Whether it is a parameter of batch norm. */
    public boolean ofBatchNorm() {
      return this == SCALE || this == SHIFT;
    }
  }

  /** How many numbers it has. */
  public int numbers() {
    return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
  }
}
