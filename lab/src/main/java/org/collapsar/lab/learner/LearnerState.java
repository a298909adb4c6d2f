package org.collapsar.lab.learner;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.linalg.Precision;

/**
 * State that a {@link Learner} goes on from: numbers by name, in the order in which a checkpoint
 * has them.
 *
 * @param arrays every number exact in the precision of its array
 */
public record LearnerState(Map<String, Array> arrays) {
  /**
   * Keeps a copy of the map, whose order stays.
   *
   * @param arrays every number exact in the precision of its array
   */
  public LearnerState {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /**
   * Array of numbers in row-major order.
   *
   * @param shape sides, each at least 1
   * @param values as many as the shape has; not a copy
   * @param precision what they are written in
   * @param training whether only training needs them, and what looks at the network does not
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Array(List<Long> shape, double[] values, Precision precision, boolean training) {
    /**
     * Checks that there are as many numbers as the shape has.
     *
     * @param shape sides, each at least 1
     * @param values as many as the shape has; not a copy
     * @param precision what they are written in
     * @param training whether only training needs them, and what looks at the network does not
     * @throws IllegalArgumentException if there are not
     */
    public Array {
      shape = List.copyOf(shape);
      long numbers = shape.stream().reduce(1L, Math::multiplyExact);
      if (numbers != values.length) {
        throw new IllegalArgumentException(
            "state: expected %d numbers for shape %s, found %d"
                .formatted(numbers, shape, values.length));
      }
    }
  }
}
