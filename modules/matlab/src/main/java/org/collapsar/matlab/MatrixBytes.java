package org.collapsar.matlab;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.collapsar.files.format.TensorType;
import org.collapsar.files.io.Bytes;
import org.jspecify.annotations.Nullable;
import us.hebi.matlab.mat.types.Matrix;

/**
 * The numbers of a variable in the order of MATLAB, each in the type that the variable has there:
 * in the file they may be smaller. Read when they are wanted first, as a whole.
 */
final class MatrixBytes implements Bytes {
  private final Element element;
  private final TensorType type;
  private @Nullable Matrix matrix;

  MatrixBytes(Element element, TensorType type) {
    this.element = element;
    this.type = type;
  }

  private synchronized Matrix matrix() {
    Matrix read = matrix;
    if (read == null) {
      read = element.matrix();
      matrix = read;
    }
    return read;
  }

  /** From the first byte of a number to the last of another, as tables are read. */
  @Override
  public void read(long position, ByteBuffer target) throws EOFException {
    Matrix from = matrix();
    long first = position / type.bytes();
    int count = target.remaining() / type.bytes();
    if (first + count > from.getNumElements()) {
      throw new EOFException("ends too early");
    }
    ByteOrder order = target.order();
    target.order(ByteOrder.nativeOrder());
    for (int i = (int) first; i < first + count; i++) {
      switch (type) {
        case F64 -> target.putDouble(from.getDouble(i));
        case F32 -> target.putFloat(from.getFloat(i));
        case I64, U64 -> target.putLong(from.getLong(i));
        case I32, U32 -> target.putInt((int) from.getLong(i));
        case I16, U16 -> target.putShort((short) from.getLong(i));
        default -> target.put((byte) from.getLong(i));
      }
    }
    target.order(order);
  }

  @Override
  public synchronized void close() {
    matrix = null;
  }
}
