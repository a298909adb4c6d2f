package org.collapsar.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.collapsar.files.format.TensorType;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.FileBytes;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that a model keeps as varints, in the width that their type has. Read as a whole when
 * they are wanted first: half precision in int32_data, whose bits are the numbers, and integers.
 */
final class VarintBytes implements Bytes {
  private final Constants constants;
  private final TensorHeader tensor;
  private final TensorType type;
  private @Nullable ByteBuffer numbers;

  VarintBytes(Constants constants, TensorHeader tensor, TensorType type) {
    this.constants = constants;
    this.tensor = tensor;
    this.type = type;
  }

  private synchronized ByteBuffer numbers() throws IOException {
    ByteBuffer known = numbers;
    if (known == null) {
      known = read();
      numbers = known;
    }
    return known;
  }

  private ByteBuffer read() throws IOException {
    long count = tensor.shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    // Each is a byte of the file at least, which was checked.
    if (count > (Integer.MAX_VALUE - Long.BYTES) / type.bytes()) {
      throw constants.bad(tensor, "expected numbers of at most 2 GB, found " + count);
    }
    ByteBuffer decoded =
        ByteBuffer.allocate((int) count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    try (FileBytes bytes = constants.open(tensor)) {
      Wire wire = new Wire(constants.file(), bytes, tensor.length);
      while (wire.position() < tensor.length && decoded.hasRemaining()) {
        long value = wire.varint(tensor.length);
        switch (type.bytes()) {
          case Long.BYTES -> decoded.putLong(value);
          case Integer.BYTES -> decoded.putInt((int) value);
          case Short.BYTES -> decoded.putShort((short) value);
          default -> decoded.put((byte) value);
        }
      }
      if (decoded.hasRemaining() || wire.position() < tensor.length) {
        throw constants.bad(tensor, "expected " + count + " numbers, found another number of them");
      }
    }
    return decoded.flip();
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    ByteBuffer from = numbers().duplicate();
    if (position + target.remaining() > from.limit()) {
      throw new EOFException("ends too early");
    }
    target.put(from.slice((int) position, target.remaining()));
  }

  @Override
  public synchronized void close() {
    numbers = null;
  }
}
