package org.collapsar.files.torch;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A string of bytes in a pickle, or a long text.
 *
 * @param position of its first byte in the pickle's input
 * @param length in bytes, there
 * @param content where it is short
 * @param text whether it is a text in UTF-8, of which each character stands for a byte: how Python
 *     3 writes bytes for protocol 2
 */
record PickleBytes(long position, long length, byte @Nullable [] content, boolean text) {

  /** Bytes that are nowhere in the input as they are. */
  static PickleBytes of(byte[] content) {
    return new PickleBytes(-1, content.length, content, false);
  }

  /** What Python 2 calls a string, null where it is long. */
  @Nullable String string() {
    return content == null ? null : new String(content, StandardCharsets.ISO_8859_1);
  }

  /** Whether it can hold so many bytes. */
  boolean canHold(long bytes) {
    return text ? length >= bytes && length / 2 <= bytes : length == bytes;
  }
}
