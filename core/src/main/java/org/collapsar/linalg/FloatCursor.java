package org.collapsar.linalg;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A pointer that can be set anew: a slice a call would be garbage. */
final class FloatCursor extends FloatPointer {
  FloatCursor() {
    super((Pointer) null);
  }

  FloatCursor at(FloatPointer base, long index) {
    address = base.address() + (base.position() + index) * Float.BYTES;
    return this;
  }
}
