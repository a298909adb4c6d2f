package org.collapsar.onnx;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.collapsar.onnx.Graph.Node;
import org.collapsar.onnx.Graph.Value;

/**
 * The tensors that a table over depth shows: what comes out of the blocks of a residual network,
 * else what goes into the linear maps and convolutions of one that has none.
 */
final class AutomaticLayers {
  /** Behind an addition they belong to its block. */
  private static final Set<String> ACTIVATIONS =
      Set.of(
          "Relu",
          "LeakyRelu",
          "Clip",
          "Elu",
          "Selu",
          "Celu",
          "PRelu",
          "Gelu",
          "HardSwish",
          "Mish",
          "Softplus",
          "Tanh",
          "Sigmoid");

  private final Graph graph;
  private final Wiring wiring;
  private final LinearMaps maps;
  private final String input;

  AutomaticLayers(Graph graph, Wiring wiring, LinearMaps maps, String input) {
    this.graph = graph;
    this.wiring = wiring;
    this.maps = maps;
    this.input = input;
  }

  /** Names, in any order. */
  Set<String> names() {
    Set<String> blocks = new LinkedHashSet<>();
    Set<String> inputs = new LinkedHashSet<>();
    for (Node node : graph.nodes) {
      boolean sum = node.is("Add") || node.is("Sum");
      if (sum && node.inputs.stream().filter(wiring::isDynamic).count() > 1) {
        blocks.add(activated(node.output(0)));
      }
      if (maps.hasWeights(node) && !node.input(0).equals(input)) {
        inputs.add(node.input(0));
      }
    }
    return blocks.isEmpty() ? inputs : blocks;
  }

  private String activated(String tensor) {
    List<Node> next = wiring.consumers(tensor);
    return next.size() == 1
            && !wiring.isOutput(tensor)
            && next.get(0).isStandard()
            && ACTIVATIONS.contains(next.get(0).operator)
        ? next.get(0).output(0)
        : tensor;
  }

  /** The outputs of the graph that numbers of a network can be. */
  List<String> outputs() {
    return graph.outputs.stream()
        .filter(output -> wiring.isDynamic(output.name()))
        .filter(
            output -> {
              ElementType type = ElementType.of(output.type());
              return type == null || type.runs();
            })
        .map(Value::name)
        .toList();
  }
}
