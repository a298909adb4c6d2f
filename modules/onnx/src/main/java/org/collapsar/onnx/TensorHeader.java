package org.collapsar.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * A constant as its file describes it, without its numbers: what ONNX calls TensorProto. Filled by
 * {@link GraphReader}.
 */
final class TensorHeader {
  String name = "";
  int type;
  final List<Long> shape = new ArrayList<>();

  /** The field that holds the numbers; 0 where none does. */
  int field;

  /** Where the numbers lie in the file, if they do. */
  long start;

  /** How many bytes they have there. */
  long length;

  /** How many pieces they are in. */
  int pieces;

  /** Whether the numbers are in a file beside this one. */
  boolean external;

  /** The path of that file, as it stands here; empty where there is none. */
  String location = "";

  /** The byte in that file at which the numbers begin. */
  String offset = "";

  /** How many bytes of that file. */
  String externalLength = "";

  /** What messages call it. */
  String describe() {
    return name.isEmpty() ? "a constant" : name;
  }
}
