package org.collapsar.files.torch;

import java.nio.ByteOrder;
import java.util.List;
import org.collapsar.files.io.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An array in a file of torch.save or in a pickle, each number at the sum of index x stride.
 *
 * @param name its path: keys and places joined by dots; empty where the file is one array
 * @param type in the words of PyTorch, "float32"
 * @param order of the bytes of a number
 * @param strides from one index of a dimension to the next, in numbers
 * @param bytes from the first number on
 * @param refusal why it cannot be read, "expected .., found .."; null where it can. Then only name
 *     and type mean something
 * @param aside whether it is meant only where it is named: states of optimizers, lists of Python's
 *     own numbers, what is no array
 */
record TorchArray(
    String name,
    String type,
    ByteOrder order,
    List<Long> shape,
    List<Long> strides,
    Bytes bytes,
    @Nullable String refusal,
    boolean aside) {

  static TorchArray refused(
      String name, TorchType type, List<Long> shape, String refusal, boolean aside) {
    return new TorchArray(
        name,
        type.name(),
        ByteOrder.LITTLE_ENDIAN,
        shape,
        Described.steps(shape, false),
        Bytes.NONE,
        refusal,
        aside);
  }
}
