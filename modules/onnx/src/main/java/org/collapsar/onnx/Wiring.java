package org.collapsar.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.onnx.Graph.Attribute;
import org.collapsar.onnx.Graph.Node;
import org.jspecify.annotations.Nullable;

/** Who makes and who takes each tensor of a graph. */
final class Wiring {
  private final Graph graph;
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, List<Node>> consumers = new HashMap<>();
  private final Set<String> dynamic = new HashSet<>();

  /**
   * Of a graph.
   *
   * @param input the tensor that is given from outside
   */
  Wiring(Graph graph, String input) {
    this.graph = graph;
    for (Node node : graph.nodes) {
      for (String output : node.outputs) {
        if (!output.isEmpty()) {
          producers.putIfAbsent(output, node);
        }
      }
      for (String taken : taken(node)) {
        consumers.computeIfAbsent(taken, name -> new ArrayList<>()).add(node);
      }
    }
    Deque<String> next = new ArrayDeque<>(List.of(input));
    while (!next.isEmpty()) {
      String tensor = next.remove();
      if (dynamic.add(tensor)) {
        for (Node node : consumers(tensor)) {
          next.addAll(node.outputs);
        }
      }
    }
    dynamic.remove("");
  }

  /** What a node takes, also what graphs within it take from outside. */
  private static Set<String> taken(Node node) {
    Set<String> taken = new HashSet<>(node.inputs);
    for (Attribute attribute : node.attributes.values()) {
      for (Graph within : attribute.graphs) {
        for (Node inner : within.nodes) {
          taken.addAll(taken(inner));
        }
        within.outputs.forEach(output -> taken.add(output.name()));
      }
    }
    taken.remove("");
    return taken;
  }

  /** The operator that makes a tensor; null of the input and of constants. */
  @Nullable Node producer(String tensor) {
    return producers.get(tensor);
  }

  /** The operators that take a tensor. */
  List<Node> consumers(String tensor) {
    return consumers.getOrDefault(tensor, List.of());
  }

  /** Whether a tensor depends on the input. */
  boolean isDynamic(String tensor) {
    return dynamic.contains(tensor);
  }

  /** Whether it is an output of the graph. */
  boolean isOutput(String tensor) {
    return graph.outputs.stream().anyMatch(output -> output.name().equals(tensor));
  }

  /** Everything that a tensor is computed from, itself among it. */
  Set<String> upstream(String tensor) {
    Set<String> seen = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(tensor));
    while (!next.isEmpty()) {
      String name = next.remove();
      Node node = seen.add(name) ? producer(name) : null;
      if (node != null) {
        next.addAll(taken(node));
      }
    }
    return seen;
  }

  /**
   * Goes back through operators that change no number.
   *
   * @param passing the names of these operators
   * @return the tensor behind the first other one, or the input
   */
  String before(String tensor, Set<String> passing) {
    List<String> path = path(tensor, passing);
    return path.get(path.size() - 1);
  }

  /** The tensors on the way of {@link #before}, both ends among them. */
  List<String> path(String tensor, Set<String> passing) {
    List<String> path = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String at = tensor; seen.add(at); ) {
      path.add(at);
      Node node = producer(at);
      if (node != null
          && node.isStandard()
          && passing.contains(node.operator)
          && isDynamic(node.input(0))) {
        at = node.input(0);
      }
    }
    return path;
  }
}
