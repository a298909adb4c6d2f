package org.collapsar.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Bytes;

/**
 * Protocol buffers as they lie in a file, field by field: tags, varints, lengths. What nobody asks
 * for is passed over without being read, so that weights of gigabytes cost nothing. Every length is
 * held against the message that it lies in before anything is allocated.
 *
 * <p>Source: Protocol Buffers, "Encoding", protobuf.dev/programming-guides/encoding.
 */
final class Wire {
  static final int VARINT = 0;
  static final int BYTES8 = 1;
  static final int LENGTH = 2;
  static final int BYTES4 = 5;

  /** Names of tensors are some dozen letters long; paths of files reach 4096. */
  private static final int LONGEST_TEXT = 1 << 16;

  private static final int BUFFER = 1 << 13;
  private static final int LONGEST_VARINT = 10;
  private static final int BITS = 7;
  private static final int TYPE_BITS = 3;

  private final Path file;
  private final Bytes bytes;
  private final long size;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long bufferStart;
  private long position;
  private int type;

  /**
   * The bytes of a file.
   *
   * @param file for messages
   * @param size how many there are
   */
  Wire(Path file, Bytes bytes, long size) {
    this.file = file;
    this.bytes = bytes;
    this.size = size;
  }

  /** Where the next byte is. */
  long position() {
    return position;
  }

  /** How many bytes there are. */
  long size() {
    return size;
  }

  /** Goes on elsewhere. */
  void seek(long to) {
    position = to;
  }

  /** The number of the next field of a message, whose type then is known; 0 at its end. */
  int field(long end) throws IOException {
    if (position >= end) {
      return 0;
    }
    long tag = varint(end);
    type = (int) (tag & ((1 << TYPE_BITS) - 1));
    long field = tag >>> TYPE_BITS;
    if (field < 1 || field > Integer.MAX_VALUE >>> TYPE_BITS || type > BYTES4) {
      throw damaged("a field " + field + " of type " + type);
    }
    return (int) field;
  }

  /** How the field is stored whose number was read. */
  int type() {
    return type;
  }

  /** Passes over the field whose number was read. */
  void skip(long end) throws IOException {
    switch (type) {
      case VARINT -> varint(end);
      case BYTES8 -> advance(Long.BYTES, end);
      case BYTES4 -> advance(Integer.BYTES, end);
      case LENGTH -> position = message(end);
      default -> throw damaged("a group, which ONNX has not");
    }
  }

  /** The end of a message, a text or a list, which begins here. */
  long message(long end) throws IOException {
    long length = varint(end);
    if (length < 0 || length > end - position) {
      if (length >= 0 && end == size) {
        throw new EOFException("a field of " + length + " bytes ends behind the file");
      }
      throw damaged("a length of " + Long.toUnsignedString(length) + " in a field that is shorter");
    }
    return position + length;
  }

  /** A text. */
  String text(long end) throws IOException {
    long stop = message(end);
    long length = stop - position;
    if (length > LONGEST_TEXT) {
      throw damaged("a name of " + length + " bytes");
    }
    byte[] content = new byte[(int) length];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) next(stop);
    }
    return new String(content, StandardCharsets.UTF_8);
  }

  /** A number of up to 64 bits. */
  long varint(long end) throws IOException {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      int next = next(end);
      value |= (long) (next & ((1 << BITS) - 1)) << (i * BITS);
      if (next < 1 << BITS) {
        return value;
      }
    }
    throw damaged("a number of more than 64 bits");
  }

  /** A float of 32 bits. */
  float float32(long end) throws IOException {
    int bits = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      bits |= next(end) << (i * Byte.SIZE);
    }
    return Float.intBitsToFloat(bits);
  }

  private void advance(int count, long end) throws IOException {
    if (count > end - position) {
      throw cutOrDamaged(end);
    }
    position += count;
  }

  private int next(long end) throws IOException {
    if (position >= end) {
      throw cutOrDamaged(end);
    }
    long at = position - bufferStart;
    if (at < 0 || at >= buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER, size - position));
      bytes.read(position, buffer);
      buffer.flip();
      bufferStart = position;
      at = 0;
    }
    position++;
    return buffer.get((int) at) & 0xff;
  }

  private IOException cutOrDamaged(long end) {
    if (end == size) {
      return new EOFException("a field ends behind the file");
    }
    throw damaged("a field that ends behind the message that it lies in");
  }

  /** What a message says where bytes make no sense. */
  BadInputException damaged(String found) {
    return new BadInputException(
        file
            + ": expected an ONNX model, found a damaged one: "
            + found
            + ", near byte "
            + position);
  }
}
