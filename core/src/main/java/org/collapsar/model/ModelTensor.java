package org.collapsar.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tensor that can be asked for.
 *
 * @param name unique in its model
 * @param operator what computes it, for example Conv; Input for the input
 * @param shape with the batch in front and -1 where it depends on the input; null where the file
 *     does not say it
 */
public record ModelTensor(String name, String operator, @Nullable List<Long> shape) {

  /**
   * Keeps a copy of the shape.
   *
   * @param name unique in its model
   * @param operator what computes it, for example Conv; Input for the input
   * @param shape with the batch in front and -1 where it depends on the input; null where the file
   *     does not say it
   */
  public ModelTensor {
    shape = shape == null ? null : List.copyOf(shape);
  }
}
