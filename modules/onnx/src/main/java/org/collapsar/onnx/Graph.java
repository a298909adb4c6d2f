package org.collapsar.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A graph as its file describes it: what ONNX calls GraphProto. Filled by {@link GraphReader}. */
final class Graph {
  final List<Node> nodes = new ArrayList<>();

  /** Constants by name, with where their numbers lie. */
  final Map<String, TensorHeader> initializers = new LinkedHashMap<>();

  final List<Value> inputs = new ArrayList<>();
  final List<Value> outputs = new ArrayList<>();

  /** What the file says of tensors that are neither. */
  final List<Value> values = new ArrayList<>();

  /** An operator: what ONNX calls NodeProto. */
  static final class Node {
    String name = "";
    String operator = "";
    String domain = "";
    final List<String> inputs = new ArrayList<>();
    final List<String> outputs = new ArrayList<>();
    final Map<String, Attribute> attributes = new LinkedHashMap<>();

    /** A whole number among the attributes. */
    long integer(String attribute, long otherwise) {
      Attribute found = attributes.get(attribute);
      return found == null ? otherwise : found.integer;
    }

    /** A real number among the attributes. */
    float real(String attribute, float otherwise) {
      Attribute found = attributes.get(attribute);
      return found == null ? otherwise : found.real;
    }

    /** The whole numbers of an attribute; empty where there is none. */
    List<Long> integers(String attribute) {
      Attribute found = attributes.get(attribute);
      return found == null ? List.of() : found.integers;
    }

    /** The name of an input, empty where it is left out. */
    String input(int i) {
      return i < inputs.size() ? inputs.get(i) : "";
    }

    /** The name of an output, empty where it is left out. */
    String output(int i) {
      return i < outputs.size() ? outputs.get(i) : "";
    }

    /** Whether it is this operator of ONNX itself. */
    boolean is(String onnx) {
      return isStandard() && operator.equals(onnx);
    }

    /** Whether its operator is one of ONNX itself. */
    boolean isStandard() {
      return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /** What messages call it. */
    String describe() {
      return operator + (name.isEmpty() ? "" : " " + name);
    }
  }

  /** What ONNX calls AttributeProto, as far as anybody asks. */
  static final class Attribute {
    long integer;
    float real;
    final List<Long> integers = new ArrayList<>();
    @Nullable TensorHeader tensor;

    /** Graphs within: the branches of If, the bodies of loops. */
    final List<Graph> graphs = new ArrayList<>();
  }

  /**
   * The name and type of a tensor: what ONNX calls ValueInfoProto.
   *
   * @param type of its numbers, as ONNX numbers types; 0 where the file does not say it
   * @param shape -1 where any size goes; null where the file does not say it
   */
  record Value(String name, int type, @Nullable List<Long> shape) {}
}
