package org.collapsar.linalg;

import org.collapsar.FailedException;

/** The implementation of row sums and projections when features are measured. */
public enum Backend {
  /** OpenBLAS: on every JVM, at full speed from the first call on. */
  OPENBLAS,

  /**
   * Java's Vector API for float32 rows, OpenBLAS for all else: faster, once the compiler has seen
   * its loops (the first measurements of a JVM take longer by some tenths of a second), on a JVM
   * that was started with {@code --add-modules jdk.incubator.vector}. Sums are in double as well,
   * in another order: numbers may differ from those of {@link #OPENBLAS} in their last digits.
   */
  VECTOR;

  /**
   * Makes sure that it is there.
   *
   * @return this
   * @throws FailedException if it is not: says what was expected
   */
  public Backend require() {
    if (this == VECTOR && ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      throw new FailedException(
          "backend VECTOR: expected a JVM started with --add-modules jdk.incubator.vector, found"
              + " one without that module");
    }
    return this;
  }
}
