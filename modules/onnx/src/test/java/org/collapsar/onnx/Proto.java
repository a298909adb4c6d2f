package org.collapsar.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A message of protocol buffers, written field by field. */
final class Proto {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Proto varint(int field, long value) {
    put((long) field << 3);
    put(value);
    return this;
  }

  Proto text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Proto message(int field, Proto value) {
    return bytes(field, value.toBytes());
  }

  Proto bytes(int field, byte[] value) {
    put((long) field << 3 | 2);
    put(value.length);
    out.writeBytes(value);
    return this;
  }

  Proto real(int field, float value) {
    put((long) field << 3 | 5);
    out.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
    return this;
  }

  /** Numbers in one field, each a varint. */
  Proto packed(int field, long... values) {
    Proto list = new Proto();
    for (long value : values) {
      list.put(value);
    }
    return bytes(field, list.toBytes());
  }

  static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void put(long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      out.write((int) ((rest & 0x7f) | 0x80));
    }
    out.write((int) rest);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
