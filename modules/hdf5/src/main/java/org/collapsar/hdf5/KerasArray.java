package org.collapsar.hdf5;

import java.util.List;
import java.util.regex.Pattern;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorType;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of an array of Keras: dense layers keep the transpose of W, and states of
 * optimizers are not what a model is for.
 */
record KerasArray(StoredArray array, String alias, boolean isKernel, boolean aside)
    implements StoredArray {

  /** Since Keras 3 weights are numbered; before they had names. */
  private static final Pattern KERNEL = Pattern.compile("(.*/)?(dense(_\\d+)?/vars/0|kernel(:0)?)");

  private static final Pattern OPTIMIZER = Pattern.compile("(optimizer|optimizer_weights)/.*");

  /** The array as it is, or with what has to be known of it. */
  static StoredArray of(StoredArray array) {
    boolean aside = OPTIMIZER.matcher(array.name()).matches();
    boolean kernel = !aside && array.isTable(true) && KERNEL.matcher(array.name()).matches();
    return kernel || aside
        ? array instanceof KerasArray k
            ? new KerasArray(k.array, k.alias, kernel, aside)
            : new KerasArray(array, "", kernel, aside)
        : array;
  }

  /** The array with what the user calls it, unless that is known. */
  static StoredArray called(StoredArray array, String alias) {
    return array instanceof KerasArray || alias.equals(array.name())
        ? array
        : new KerasArray(array, alias, false, false);
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
    return array.layout()
        + (alias.isEmpty() ? "" : ", also " + StoredArray.shown(alias))
        + (isKernel ? ", a kernel of Keras [D x K]: W with --transpose-weights" : "");
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
