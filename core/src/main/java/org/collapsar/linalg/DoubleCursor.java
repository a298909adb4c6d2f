package org.collapsar.linalg;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/** {@link FloatCursor} for float64. */
final class DoubleCursor extends DoublePointer {
  DoubleCursor() {
    super((Pointer) null);
  }

  DoubleCursor at(DoublePointer base, long index) {
    address = base.address() + (base.position() + index) * Double.BYTES;
    return this;
  }
}
