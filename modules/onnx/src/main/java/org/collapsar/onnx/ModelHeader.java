package org.collapsar.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model without its numbers: what ONNX calls ModelProto. Filled by {@link GraphReader}. */
final class ModelHeader {
  long irVersion;
  String producer = "";
  String producerVersion = "";

  /** Versions of the sets of operators by domain; that of ONNX itself has the empty name. */
  final Map<String, Long> opsets = new HashMap<>();

  @Nullable Graph graph;

  /** Functions of the model's own, by DOMAIN.NAME. */
  final Map<String, Graph> functions = new LinkedHashMap<>();

  /** Every constant there is: of the graph, of graphs within it, of functions, of attributes. */
  final List<TensorHeader> tensors = new ArrayList<>();

  /** The graph, which a model that was read has. */
  Graph graph() {
    if (graph == null) {
      throw new IllegalStateException("a model without a graph");
    }
    return graph;
  }
}
