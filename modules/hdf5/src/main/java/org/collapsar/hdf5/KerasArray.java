package org.collapsar.hdf5;

import java.util.List;
import java.util.regex.Pattern;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorType;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/** Weights of a dense layer of Keras, which keeps the transpose of W. */
record KerasArray(StoredArray array) implements StoredArray {

  /** Since Keras 3 weights are numbered; before they had names. */
  private static final Pattern KERNEL = Pattern.compile("(.*/)?(dense(_\\d+)?/vars/0|kernel(:0)?)");

  /** The array as it is, or as a kernel. */
  static StoredArray of(StoredArray array) {
    return array.isTable(true) && KERNEL.matcher(array.name()).matches()
        ? new KerasArray(array)
        : array;
  }

  @Override
  public String name() {
    return array.name();
  }

  @Override
  public String label() {
    return array.label();
  }

  @Override
  public List<Long> shape() {
    return array.shape();
  }

  @Override
  public @Nullable TensorType type() {
    return array.type();
  }

  @Override
  public @Nullable String refusal() {
    return array.refusal();
  }

  @Override
  public String layout() {
    return array.layout() + ", a kernel of Keras [D x K]: W is its transpose";
  }

  @Override
  public Rows flattened() {
    return array.flattened();
  }

  @Override
  public String typeText() {
    return array.typeText();
  }
}
