package org.collapsar.files.torch;

import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array as a pickle describes it; nothing is checked yet against what there is.
 *
 * @param source where its numbers lie: a {@link TorchStorage} or {@link PickleBytes}
 * @param order null for that of the storage
 * @param offset of its first number in the source
 * @param strides steps in the source from a number to the next, a dimension each
 * @param negated whether each number stands for its opposite
 * @param refusal why it cannot be read, null where it can; then the source means nothing
 */
record Described(
    TorchType type,
    Object source,
    @Nullable ByteOrder order,
    long offset,
    List<Long> shape,
    List<Long> strides,
    boolean negated,
    boolean conjugated,
    @Nullable String refusal) {
  private static final TorchType NO_TYPE = TorchType.unknown("no numbers");

  /** What cannot be read, and why: "expected .., found ..". */
  static Described refused(String refusal) {
    return refused(List.of(), refusal);
  }

  static Described refused(List<Long> shape, String refusal) {
    return new Described(
        NO_TYPE, PickleObject.NONE, null, 0, shape, List.of(), false, false, refusal);
  }

  /** Whether it is a tensor of complex numbers, whose parts can be read. */
  boolean isComplexTensor() {
    return refusal == null && type.part() != null && source instanceof TorchStorage;
  }

  /** The real or the imaginary parts of complex numbers, which lie beside each other. */
  Described part(boolean imaginary) {
    TorchType part = type.part();
    if (part == null) {
      throw new IllegalStateException(type + " has no parts");
    }
    boolean inTwo = offset <= Long.MAX_VALUE / 4;
    return new Described(
        part,
        source,
        order,
        inTwo ? 2 * offset + (imaginary ? 1 : 0) : Long.MAX_VALUE,
        shape,
        strides.stream().map(stride -> stride <= Long.MAX_VALUE / 2 ? 2 * stride : stride).toList(),
        negated != (imaginary && conjugated),
        false,
        null);
  }

  /** The steps of an array without gaps, the last dimension the fastest, or the first. */
  static List<Long> steps(List<Long> shape, boolean firstFastest) {
    Long[] steps = new Long[shape.size()];
    long step = 1;
    for (int i = 0; i < steps.length; i++) {
      int dimension = firstFastest ? i : steps.length - 1 - i;
      steps[dimension] = step;
      // Overflow is refused where the array is placed: its number of numbers is checked there.
      step *= shape.get(dimension);
    }
    return List.of(steps);
  }
}
