package org.collapsar.files.format;

import java.io.IOException;
import java.util.List;

/**
 * Recogniser of ONNX models. They have no magic number: a model is a message of protocol buffers,
 * whose fields are few and come in order ({@code ModelProto} in ONNX's {@code onnx.proto}).
 */
public final class OnnxStart {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int TYPE_BITS = 3;
  private static final int GRAPH = 7;
  private static final int MOST_IR = 100;

  /** Version, producer and its version, domain, version of the model, text, graph, operators. */
  private static final int LAST_FIELD = 8;

  private static final int MODEL_VERSION = 5;

  private OnnxStart() {}

  /**
   * Tells whether a file is an ONNX model, by its first bytes, or by its name and the very first
   * one.
   *
   * @param file whose beginning is looked at
   * @return true where it is one
   * @throws IOException when the file cannot be read
   */
  public static boolean matches(InputFile file) throws IOException {
    byte[] start = file.start();
    return matches(start) || (file.isNamed(List.of(".onnx")) && file.has(0, 8));
  }

  /** The version of the format comes first; then known fields up to the graph. */
  private static boolean matches(byte[] start) {
    if (start.length < 4 || start[0] != 1 << TYPE_BITS || start[1] < 1 || start[1] > MOST_IR) {
      return false;
    }
    int at = 2;
    while (at < start.length) {
      int tag = start[at++];
      int field = tag >> TYPE_BITS;
      int type = tag & ((1 << TYPE_BITS) - 1);
      boolean number = field == MODEL_VERSION;
      if (field < 2 || field > LAST_FIELD || type != (number ? VARINT : LENGTH)) {
        return false;
      }
      long value = 0;
      int shift = 0;
      do {
        if (at == start.length || shift > 56) {
          return false;
        }
        value |= (long) (start[at] & 0x7f) << shift;
        shift += 7;
      } while (start[at++] < 0);
      if (field == GRAPH) {
        // A graph begins with an operator, as a rule; with a name, constants or its input else.
        return at < start.length && (start[at] & ((1 << TYPE_BITS) - 1)) == LENGTH && value > 2;
      }
      if (!number) {
        at = (int) Math.min(start.length, at + value);
      }
    }
    return false;
  }
}
