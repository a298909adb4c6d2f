package org.collapsar.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.Unreadable;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.model.LinearLayer;
import org.collapsar.onnx.Graph.Attribute;
import org.collapsar.onnx.Graph.Node;
import org.collapsar.onnx.Linear.Weights;
import org.jspecify.annotations.Nullable;

/** The linear maps of a graph and their weights. */
final class LinearMaps {
  private static final Set<String> POOLING =
      Set.of("GlobalAveragePool", "GlobalMaxPool", "ReduceMean");

  /** What may stand between pooling and a convolution of one pixel. */
  private static final Set<String> MOVING =
      Set.of("Identity", "Dropout", "Reshape", "Unsqueeze", "Squeeze", "Flatten");

  private static final int RANK_OF_IMAGES = 4;

  private static final Set<ElementType> FLOATING =
      Set.of(ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);

  private final Graph graph;
  private final Wiring wiring;
  private final Constants constants;

  LinearMaps(Graph graph, Wiring wiring, Constants constants) {
    this.graph = graph;
    this.wiring = wiring;
    this.constants = constants;
  }

  /** Whether an operator computes with weights of integers, whatever its name. */
  boolean isQuantised(Node node) {
    return node.operator.startsWith("QLinear")
        || node.operator.startsWith("QGemm")
        || node.operator.startsWith("DynamicQuantize")
        || node.operator.endsWith("Integer")
        || node.operator.endsWith("IntegerToFloat")
        || node.operator.startsWith("MatMulNBits")
        || (hasWeights(node) && behind(node.input(1)) == null && isDequantised(node.input(1)));
  }

  /** Whether an operator is one that has weights, if they are constant. */
  boolean hasWeights(Node node) {
    return (node.is("Gemm") || node.is("MatMul") || node.is("Conv"))
        && wiring.isDynamic(node.input(0))
        && !wiring.isDynamic(node.input(1));
  }

  /** The linear map of an operator; of the addition of a bias, that before it; else null. */
  @Nullable Linear of(Node node) {
    if (node.is("Add")) {
      for (int i = 0; i < 2; i++) {
        Node before = wiring.producer(node.input(i));
        if (before != null && (before.is("MatMul") || before.is("Gemm"))) {
          Linear linear = of(before);
          return linear != null && linear.output().equals(node.output(0)) ? linear : null;
        }
      }
      return null;
    }
    if (!hasWeights(node)) {
      return null;
    }
    Weights weights = behind(node.input(1));
    if (weights == null || !isFloating(weights)) {
      return null;
    }
    return node.is("Conv") ? convolution(node, weights) : product(node, weights);
  }

  private @Nullable Linear product(Node node, Weights weights) {
    if (weights.header().shape.size() != 2 || node.integer("transA", 0) != 0) {
      return null;
    }
    boolean gemm = node.is("Gemm");
    boolean taken = !(gemm && node.integer("transB", 0) != 0);
    boolean inputsFirst = taken != weights.transposed();
    long outputs = weights.header().shape.get(inputsFirst ? 1 : 0);
    double alpha = gemm ? node.real("alpha", 1) : 1;
    if (gemm && !node.input(2).isEmpty()) {
      Weights bias = bias(node.input(2), outputs);
      return bias == null
          ? null
          : new Linear(
              node,
              node.input(0),
              node.output(0),
              weights,
              inputsFirst,
              alpha,
              bias,
              node.real("beta", 1));
    }
    for (Node next : wiring.consumers(node.output(0))) {
      if (next.is("Add")) {
        String other = next.input(next.input(0).equals(node.output(0)) ? 1 : 0);
        Weights bias = bias(other, outputs);
        if (bias != null) {
          return new Linear(
              node, node.input(0), next.output(0), weights, inputsFirst, alpha, bias, 1);
        }
      }
    }
    return new Linear(node, node.input(0), node.output(0), weights, inputsFirst, alpha, null, 1);
  }

  /** Of one pixel on one pixel: Keras' MobileNets end so. */
  private @Nullable Linear convolution(Node node, Weights weights) {
    List<Long> shape = weights.header().shape;
    Node pooling = wiring.producer(wiring.before(node.input(0), MOVING));
    if (shape.size() < 3
        || weights.transposed()
        || shape.stream().skip(2).anyMatch(side -> side != 1)
        || node.integer("group", 1) != 1
        || node.integers("pads").stream().anyMatch(pad -> pad != 0)
        || pooling == null
        || !POOLING.contains(pooling.operator)) {
      return null;
    }
    Weights bias = node.input(2).isEmpty() ? null : bias(node.input(2), shape.get(0));
    return !node.input(2).isEmpty() && bias == null
        ? null
        : new Linear(node, node.input(0), node.output(0), weights, false, 1, bias, 1);
  }

  /**
   * The images [n x C x H x W] whose mean over all places a tensor is, moved at most; null where it
   * is none.
   */
  @Nullable String meanOf(String tensor) {
    Node node = wiring.producer(wiring.before(tensor, MOVING));
    if (node == null || !wiring.isDynamic(node.input(0))) {
      return null;
    }
    return node.is("GlobalAveragePool") || (node.is("ReduceMean") && isOverPlaces(node))
        ? node.input(0)
        : null;
  }

  /** Axes are an attribute before opset 18 and an input from there on. */
  private boolean isOverPlaces(Node node) {
    List<Long> axes = new ArrayList<>(node.integers("axes"));
    Weights constant = node.input(1).isEmpty() ? null : behind(node.input(1));
    if (constant != null && ElementType.of(constant.header().type) == ElementType.INT64) {
      for (double axis : matrix(constant).data()) {
        axes.add((long) axis);
      }
    }
    axes.replaceAll(axis -> axis < 0 ? axis + RANK_OF_IMAGES : axis);
    axes.sort(null);
    return axes.equals(List.of(2L, 3L));
  }

  private @Nullable Weights bias(String tensor, long outputs) {
    Weights bias = behind(tensor);
    if (bias == null || !isFloating(bias)) {
      return null;
    }
    List<Long> shape = bias.header().shape;
    long count = shape.stream().reduce(1L, (a, b) -> a * b);
    boolean row = !shape.isEmpty() && shape.get(shape.size() - 1) == outputs;
    return count == 1 || (count == outputs && row) ? bias : null;
  }

  private static boolean isFloating(Weights weights) {
    ElementType type = ElementType.of(weights.header().type);
    return type != null && FLOATING.contains(type);
  }

  /** A constant, where the operators before a tensor only move it; else null. */
  private @Nullable Weights behind(String tensor) {
    boolean transposed = false;
    Set<String> seen = new HashSet<>();
    String at = tensor;
    while (seen.add(at)) {
      TensorHeader header = graph.initializers.get(at);
      if (header != null) {
        return new Weights(at, header, transposed);
      }
      Node node = wiring.producer(at);
      if (node == null || !node.isStandard()) {
        return null;
      }
      switch (node.operator) {
        case "Constant" -> {
          Attribute value = node.attributes.get("value");
          TensorHeader constant = value == null ? null : value.tensor;
          return constant == null ? null : new Weights(at, constant, transposed);
        }
        case "Identity" -> {}
        case "Cast" -> {
          // To half precision it would round.
          long to = node.integer("to", 0);
          if (to != 1 && to != 11) {
            return null;
          }
        }
        case "Transpose" -> {
          List<Long> order = node.integers("perm");
          if (!order.isEmpty() && !order.equals(List.of(1L, 0L))) {
            return null;
          }
          transposed = !transposed;
        }
        default -> {
          return null;
        }
      }
      at = node.input(0);
    }
    return null;
  }

  private boolean isDequantised(String tensor) {
    Set<String> seen = new HashSet<>();
    String at = tensor;
    for (Node node; seen.add(at) && (node = wiring.producer(at)) != null; at = node.input(0)) {
      if (node.operator.equals("DequantizeLinear")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads W and b.
   *
   * @throws BadInputException when they cannot be read, or have a number that is not finite
   */
  LinearLayer read(Linear linear) {
    Matrix w = matrix(linear.weights());
    Matrix oriented = linear.inputsFirst() ? w.transposed() : w;
    Matrix scaled = linear.alpha() == 1 ? oriented : oriented.scaled(linear.alpha());
    Weights bias = linear.bias();
    double[] b = null;
    if (bias != null) {
      double[] read = matrix(bias).data();
      b = new double[scaled.rows()];
      for (int i = 0; i < b.length; i++) {
        b[i] = linear.beta() * read[read.length == 1 ? 0 : i];
      }
    }
    return new LinearLayer(linear.weights().name(), linear.input(), linear.output(), scaled, b);
  }

  private Matrix matrix(Weights weights) {
    try {
      StoredArray array = constants.array(weights.header(), weights.name());
      try (Rows rows = array.flattened()) {
        return MatrixFile.matrix(rows);
      }
    } catch (EOFException e) {
      throw new BadInputException(
          constants.file() + ": expected a whole model, found one that is cut", e);
    } catch (IOException e) {
      throw Unreadable.file(constants.file(), e);
    }
  }

  /** How many outputs a linear map has. */
  static long outputs(Linear linear) {
    List<Long> shape = linear.weights().header().shape;
    return shape.get(linear.inputsFirst() ? 1 : 0);
  }

  /** "linear.weight [10 x 64]", as the file has it. */
  static String describe(Linear linear) {
    return linear.weights().name()
        + " "
        + Arrays.toString(linear.weights().header().shape.toArray()).replace(", ", " x ");
  }
}
