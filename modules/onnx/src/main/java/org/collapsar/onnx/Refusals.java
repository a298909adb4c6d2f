package org.collapsar.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.onnx.Graph.Attribute;
import org.collapsar.onnx.Graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * What a model must not ask for: operators that are no part of the runtime, loops, numbers drawn by
 * chance, and layers that behave as in training, which the runtime runs without a word: batch
 * normalisation then takes the statistics of the batch, in place of those that were learned.
 */
final class Refusals {
  /** The first set of operators that ONNX Runtime promises to run. */
  static final long OLDEST_OPSET = 7;

  /** The newest of ONNX Runtime 1.29; the tests ask it. */
  static final long NEWEST_OPSET = 26;

  /** The newest version of the format itself of ONNX Runtime 1.29; the tests ask it. */
  static final long NEWEST_IR = 13;

  private static final int BATCH_STATISTICS_BY_ATTRIBUTE = 14;

  /** What ONNX Runtime has within itself. */
  private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

  private static final Set<String> LOOPS = Set.of("Loop", "Scan");

  private static final Set<String> CHANCE =
      Set.of(
          "RandomNormal",
          "RandomUniform",
          "RandomNormalLike",
          "RandomUniformLike",
          "Bernoulli",
          "Multinomial");

  private final Path file;
  private final ModelHeader model;
  private final Constants constants;

  Refusals(Path file, ModelHeader model, Constants constants) {
    this.file = file;
    this.model = model;
    this.constants = constants;
  }

  /**
   * Looks at everything.
   *
   * @throws BadInputException where something is refused
   */
  void check() throws IOException {
    if (model.irVersion < 1 || model.irVersion > NEWEST_IR) {
      throw bad("IR version 1 to " + NEWEST_IR + ", found " + model.irVersion);
    }
    Long opset = model.opsets.get("");
    if (opset == null) {
      throw bad("a model that says the version of its operators (opset), found none");
    }
    if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
      throw bad(
          "opset "
              + OLDEST_OPSET
              + " to "
              + NEWEST_OPSET
              + ", found "
              + opset
              + (opset > NEWEST_OPSET ? "; export it with a lower one" : ""));
    }
    check(model.graph());
    for (Graph function : model.functions.values()) {
      check(function);
    }
  }

  private void check(Graph graph) throws IOException {
    for (Node node : graph.nodes) {
      check(graph, node);
      for (Attribute attribute : node.attributes.values()) {
        for (Graph within : attribute.graphs) {
          check(within);
        }
      }
    }
  }

  private void check(Graph graph, Node node) throws IOException {
    if (model.functions.containsKey(node.domain + "." + node.operator)) {
      return;
    }
    if (!DOMAINS.contains(node.domain) || node.operator.equals("EPContext")) {
      throw bad("operators of ONNX, found a custom one: " + node.domain + "." + node.operator);
    }
    if (!node.isStandard()) {
      return;
    }
    if (LOOPS.contains(node.operator)) {
      throw bad("a network without loops, found " + node.describe());
    }
    if (CHANCE.contains(node.operator)) {
      throw bad("a network that computes the same each time, found " + node.describe());
    }
    if (node.is("BatchNormalization")) {
      checkNormalization(node);
    } else if (node.is("Dropout")) {
      checkDropout(graph, node);
    }
  }

  private void checkNormalization(Node node) {
    boolean attribute =
        model.opsets.getOrDefault("", 0L) >= BATCH_STATISTICS_BY_ATTRIBUTE
            && node.integer("training_mode", 0) != 0;
    if (attribute || node.outputs.stream().skip(1).anyMatch(name -> !name.isEmpty())) {
      throw training(node, "whose result depends on the batch");
    }
  }

  /** From opset 12 on it is told by its third input; before, by more outputs not even that. */
  private void checkDropout(Graph graph, Node node) throws IOException {
    String mode = node.input(2);
    if (mode.isEmpty()) {
      return;
    }
    TensorHeader constant = constant(graph, mode);
    if (constant == null) {
      throw training(node, "whose mode is not known before it runs");
    }
    if (isTrue(constant)) {
      throw training(node, "which leaves out neurons by chance");
    }
  }

  private static @Nullable TensorHeader constant(Graph graph, String name) {
    TensorHeader initializer = graph.initializers.get(name);
    if (initializer != null) {
      return initializer;
    }
    for (Node node : graph.nodes) {
      if (node.is("Constant") && node.output(0).equals(name)) {
        Attribute value = node.attributes.get("value");
        return value == null ? null : value.tensor;
      }
    }
    return null;
  }

  private boolean isTrue(TensorHeader constant) throws IOException {
    try (var rows = constants.array(constant, constant.describe()).flattened()) {
      double[] first = new double[rows.columns()];
      rows.read(0, 1, first);
      return first[0] != 0;
    }
  }

  private BadInputException training(Node node, String why) {
    return bad(
        "a model for inference, found "
            + node.describe()
            + " in training mode, "
            + why
            + "; export it after model.eval()");
  }

  private BadInputException bad(String what) {
    return new BadInputException(file + ": expected " + what);
  }
}
