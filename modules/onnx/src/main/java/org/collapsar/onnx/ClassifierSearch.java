package org.collapsar.onnx;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.FoundClassifier;
import org.collapsar.model.LinearLayer;
import org.collapsar.model.ModelClassifier;
import org.collapsar.onnx.Graph.Node;
import org.collapsar.onnx.Graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the classifier: the linear map that the outputs of a model come from, through operators
 * that change no decision.
 */
final class ClassifierSearch {
  /** What may stand behind the logits. */
  private static final Set<String> BEHIND =
      Set.of(
          "Softmax",
          "LogSoftmax",
          "Identity",
          "Flatten",
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Cast",
          "Dropout",
          "ArgMax",
          "TopK",
          "QuantizeLinear",
          "DequantizeLinear");

  /** What may stand between features and the linear map, or between two. */
  private static final Set<String> BETWEEN =
      Set.of("Identity", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Cast", "Dropout");

  private static final int DEEPEST = 64;
  private static final int NAMED = 5;

  private final Path file;
  private final Graph graph;
  private final Wiring wiring;
  private final LinearMaps maps;

  ClassifierSearch(Path file, Graph graph, Wiring wiring, LinearMaps maps) {
    this.file = file;
    this.graph = graph;
    this.wiring = wiring;
    this.maps = maps;
  }

  /**
   * The classifier, or the reason why none is known.
   *
   * @throws BadInputException when the choice names what is not there
   */
  FoundClassifier find(ClassifierChoice choice) {
    String features = choice.features();
    if (features != null && !wiring.isDynamic(features)) {
      throw new BadInputException(
          file
              + ": expected a tensor of this model as features, found "
              + features
              + NearestName.hint(features, dynamicNames()));
    }
    String name = choice.classifier();
    if (name != null) {
      return with(named(name), features);
    }
    Map<String, Linear> heads = heads();
    if (heads.size() == 1) {
      return with(heads.values().iterator().next(), features);
    }
    return FoundClassifier.none(features, file + ": " + whyNot(heads));
  }

  private List<String> dynamicNames() {
    return graph.nodes.stream()
        .flatMap(node -> node.outputs.stream())
        .filter(wiring::isDynamic)
        .toList();
  }

  /** By the outputs that it is before. */
  private Map<String, Linear> heads() {
    Map<String, Linear> heads = new LinkedHashMap<>();
    for (Value output : graph.outputs) {
      Linear linear = at(wiring.before(output.name(), BEHIND));
      if (linear != null) {
        heads.putIfAbsent(linear.output(), linear);
      }
    }
    // An output of an inner layer is no second classifier.
    List<String> inner = new ArrayList<>();
    for (Linear head : heads.values()) {
      Set<String> upstream = wiring.upstream(head.input());
      heads.keySet().stream().filter(upstream::contains).forEach(inner::add);
    }
    heads.keySet().removeAll(inner);
    return heads;
  }

  private @Nullable Linear at(String tensor) {
    Node node = wiring.producer(tensor);
    return node == null ? null : maps.of(node);
  }

  private String whyNot(Map<String, Linear> heads) {
    if (heads.size() > 1) {
      return "expected one classifier, found "
          + heads.size()
          + ": "
          + heads.values().stream()
              .limit(NAMED)
              .map(each -> LinearMaps.describe(each) + " before " + each.output())
              .collect(Collectors.joining(", "))
          + "; --classifier NAME chooses";
    }
    List<String> found = new ArrayList<>();
    for (Value output : graph.outputs) {
      Node node = wiring.producer(wiring.before(output.name(), BEHIND));
      if (node != null && maps.isQuantised(node)) {
        return "expected a classifier of floating-point weights, found a quantised one ("
            + node.describe()
            + " before "
            + output.name()
            + "); take the model as it was before it was quantised";
      }
      found.add((node == null ? "the input" : node.describe()) + " before " + output.name());
    }
    return "expected a classifier (Gemm, or MatMul and Add, of constant weights), found "
        + found.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (found.size() > NAMED ? ", .." : "");
  }

  /** The linear map that somebody names by its weights, its output or its operator. */
  private Linear named(String name) {
    List<String> names = new ArrayList<>();
    for (Node node : graph.nodes) {
      Linear linear = maps.of(node);
      if (linear != null) {
        if (name.equals(linear.weights().name())
            || name.equals(linear.output())
            || node.outputs.contains(name)
            || name.equals(node.name)) {
          return linear;
        }
        names.add(linear.weights().name());
      }
    }
    throw new BadInputException(
        file
            + ": expected a linear map of this model as the classifier, "
            + (names.isEmpty()
                ? "which has none"
                : "one of "
                    + names.stream().distinct().limit(NAMED).collect(Collectors.joining(", "))
                    + (names.stream().distinct().count() > NAMED ? ", .." : ""))
            + ", found "
            + name
            + NearestName.hint(name, names));
  }

  private FoundClassifier with(Linear last, @Nullable String features) {
    String input = last.input();
    if (features != null && !wiring.path(input, BETWEEN).contains(features)) {
      return FoundClassifier.none(
          features,
          file
              + ": expected as features what "
              + LinearMaps.describe(last)
              + " takes ("
              + input
              + "), for W to belong to them, found "
              + features);
    }
    Deque<LinearLayer> head = new ArrayDeque<>();
    Linear at = last;
    for (int i = 0; at != null && i < DEEPEST; i++) {
      head.addFirst(maps.read(at));
      at = at(wiring.before(at.input(), BETWEEN));
    }
    return FoundClassifier.of(
        new ModelClassifier(features == null ? input : features, last.output(), List.copyOf(head)));
  }
}
