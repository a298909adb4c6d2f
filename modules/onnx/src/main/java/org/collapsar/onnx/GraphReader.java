package org.collapsar.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.collapsar.files.io.Bytes;
import org.collapsar.onnx.Graph.Attribute;
import org.collapsar.onnx.Graph.Node;
import org.collapsar.onnx.Graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * Reads the graph of a model, and of its constants where their numbers lie. A model is untrusted:
 * how many things it may have and how deep they lie in each other is limited, and no number of it
 * decides how much memory is asked for.
 *
 * <p>Fields that come again are merged, as protocol buffers have it, so that nothing hides behind a
 * second one. Numbers of fields: onnx.proto of ONNX 1.22, github.com/onnx/onnx.
 */
final class GraphReader {
  /** The largest models that people have are some 10,000 operators, of ten things each. */
  private static final int MOST_THINGS = 1_000_000;

  private static final int DEEPEST = 32;
  private static final int MOST_DIMENSIONS = 64;

  /** Of an attribute, as far as they are kept: permutations, axes, sizes of kernels. */
  private static final int MOST_INTEGERS = 1024;

  private final Wire wire;
  private final Consumer<TensorHeader> tensors;
  private int things;
  private int depth;

  private GraphReader(Wire wire, Consumer<TensorHeader> tensors) {
    this.wire = wire;
    this.tensors = tensors;
  }

  /**
   * Reads a model.
   *
   * @param file for messages
   * @param size of the file
   * @throws org.collapsar.BadInputException where it makes no sense
   * @throws IOException where it cannot be read: an EOFException where it is cut
   */
  static ModelHeader read(Path file, Bytes bytes, long size) throws IOException {
    Wire wire = new Wire(file, bytes, size);
    ModelHeader model = new ModelHeader();
    new GraphReader(wire, model.tensors::add).model(model, size);
    if (model.graph == null) {
      throw wire.damaged("no graph");
    }
    return model;
  }

  private void model(ModelHeader model, long end) throws IOException {
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 -> model.irVersion = wire.varint(end);
        case 2 << 3 | Wire.LENGTH -> model.producer = wire.text(end);
        case 3 << 3 | Wire.LENGTH -> model.producerVersion = wire.text(end);
        case 7 << 3 | Wire.LENGTH -> {
          Graph graph = model.graph == null ? new Graph() : model.graph;
          model.graph = graph;
          graph(graph, wire.message(end));
        }
        case 8 << 3 | Wire.LENGTH -> opset(model, wire.message(end));
        case 25 << 3 | Wire.LENGTH -> function(model, wire.message(end));
        default -> wire.skip(end);
      }
    }
  }

  private int key(int field) {
    return field << 3 | wire.type();
  }

  private void opset(ModelHeader model, long end) throws IOException {
    String domain = "";
    long version = 0;
    count();
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 | Wire.LENGTH -> domain = wire.text(end);
        case 2 << 3 -> version = wire.varint(end);
        default -> wire.skip(end);
      }
    }
    model.opsets.merge(domain.equals("ai.onnx") ? "" : domain, version, Math::max);
  }

  /** A function of the model's own: its operators are looked at as those of a graph are. */
  private void function(ModelHeader model, long end) throws IOException {
    Graph body = new Graph();
    String domain = "";
    String name = "";
    count();
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 | Wire.LENGTH -> name = wire.text(end);
        case 7 << 3 | Wire.LENGTH -> body.nodes.add(node(wire.message(end)));
        case 10 << 3 | Wire.LENGTH -> domain = wire.text(end);
        default -> wire.skip(end);
      }
    }
    model.functions.put(domain + "." + name, body);
  }

  private void graph(Graph graph, long end) throws IOException {
    enter();
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 | Wire.LENGTH -> graph.nodes.add(node(wire.message(end)));
        case 5 << 3 | Wire.LENGTH -> {
          TensorHeader tensor = new TensorHeader();
          tensor(tensor, wire.message(end));
          tensors.accept(tensor);
          graph.initializers.put(tensor.name, tensor);
        }
        case 11 << 3 | Wire.LENGTH -> graph.inputs.add(value(wire.message(end)));
        case 12 << 3 | Wire.LENGTH -> graph.outputs.add(value(wire.message(end)));
        case 13 << 3 | Wire.LENGTH -> graph.values.add(value(wire.message(end)));
        case 15 << 3 | Wire.LENGTH -> sparse(wire.message(end));
        default -> wire.skip(end);
      }
    }
    depth--;
  }

  private Node node(long end) throws IOException {
    Node node = new Node();
    count();
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 | Wire.LENGTH -> node.inputs.add(counted(wire.text(end)));
        case 2 << 3 | Wire.LENGTH -> node.outputs.add(counted(wire.text(end)));
        case 3 << 3 | Wire.LENGTH -> node.name = wire.text(end);
        case 4 << 3 | Wire.LENGTH -> node.operator = wire.text(end);
        case 5 << 3 | Wire.LENGTH -> attribute(node, wire.message(end));
        case 7 << 3 | Wire.LENGTH -> node.domain = wire.text(end);
        default -> wire.skip(end);
      }
    }
    return node;
  }

  private void attribute(Node node, long end) throws IOException {
    enter();
    Attribute attribute = new Attribute();
    Graph graph = null;
    String name = "";
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 | Wire.LENGTH -> name = wire.text(end);
        case 2 << 3 | Wire.BYTES4 -> attribute.real = wire.float32(end);
        case 3 << 3 -> attribute.integer = wire.varint(end);
        case 5 << 3 | Wire.LENGTH -> {
          TensorHeader tensor = attribute.tensor == null ? header() : attribute.tensor;
          attribute.tensor = tensor;
          tensor(tensor, wire.message(end));
        }
        case 6 << 3 | Wire.LENGTH -> {
          if (graph == null) {
            graph = new Graph();
            attribute.graphs.add(graph);
          }
          graph(graph, wire.message(end));
        }
        case 8 << 3 -> integer(attribute.integers, wire.varint(end));
        case 8 << 3 | Wire.LENGTH -> {
          long stop = wire.message(end);
          while (wire.position() < stop) {
            integer(attribute.integers, wire.varint(stop));
          }
        }
        case 10 << 3 | Wire.LENGTH -> tensor(header(), wire.message(end));
        case 11 << 3 | Wire.LENGTH -> {
          Graph more = new Graph();
          attribute.graphs.add(more);
          graph(more, wire.message(end));
        }
        case 22 << 3 | Wire.LENGTH, 23 << 3 | Wire.LENGTH -> sparse(wire.message(end));
        default -> wire.skip(end);
      }
    }
    node.attributes.put(name, attribute);
    depth--;
  }

  private TensorHeader header() {
    TensorHeader tensor = new TensorHeader();
    tensors.accept(tensor);
    return tensor;
  }

  /** Values and indices of a sparse tensor. */
  private void sparse(long end) throws IOException {
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 | Wire.LENGTH, 2 << 3 | Wire.LENGTH -> tensor(header(), wire.message(end));
        default -> wire.skip(end);
      }
    }
  }

  private void tensor(TensorHeader tensor, long end) throws IOException {
    count();
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 -> dimension(tensor, wire.varint(end));
        case 1 << 3 | Wire.LENGTH -> {
          long stop = wire.message(end);
          while (wire.position() < stop) {
            dimension(tensor, wire.varint(stop));
          }
        }
        case 2 << 3 -> tensor.type = (int) wire.varint(end);
        case 4 << 3 | Wire.LENGTH,
            5 << 3 | Wire.LENGTH,
            6 << 3 | Wire.LENGTH,
            7 << 3 | Wire.LENGTH,
            9 << 3 | Wire.LENGTH,
            10 << 3 | Wire.LENGTH,
            11 << 3 | Wire.LENGTH -> {
          long stop = wire.message(end);
          tensor.field = field;
          tensor.start = wire.position();
          tensor.length = stop - tensor.start;
          tensor.pieces++;
          wire.seek(stop);
        }
        // Numbers that are not packed: each is a field.
        case 4 << 3 | Wire.BYTES4, 5 << 3, 7 << 3, 10 << 3 | Wire.BYTES8, 11 << 3 -> {
          tensor.field = field;
          tensor.pieces += 2;
          wire.skip(end);
        }
        case 8 << 3 | Wire.LENGTH -> tensor.name = wire.text(end);
        case 13 << 3 | Wire.LENGTH -> external(tensor, wire.message(end));
        case 14 << 3 -> tensor.external |= wire.varint(end) != 0;
        default -> wire.skip(end);
      }
    }
  }

  private void dimension(TensorHeader tensor, long size) {
    if (tensor.shape.size() == MOST_DIMENSIONS) {
      throw wire.damaged("a constant of more than " + MOST_DIMENSIONS + " dimensions");
    }
    tensor.shape.add(size);
  }

  private void external(TensorHeader tensor, long end) throws IOException {
    String key = "";
    String value = "";
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 | Wire.LENGTH -> key = wire.text(end);
        case 2 << 3 | Wire.LENGTH -> value = wire.text(end);
        default -> wire.skip(end);
      }
    }
    tensor.external = true;
    switch (key) {
      case "location" -> tensor.location = once(key, tensor.location, value);
      case "offset" -> tensor.offset = once(key, tensor.offset, value);
      case "length" -> tensor.externalLength = once(key, tensor.externalLength, value);
      default -> {}
    }
  }

  /** A second one might be the one that a runtime takes. */
  private String once(String key, String before, String value) {
    if (!before.isEmpty()) {
      throw wire.damaged("a second " + key + " of external data");
    }
    return value;
  }

  private Value value(long end) throws IOException {
    count();
    String name = "";
    Type type = new Type();
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 | Wire.LENGTH -> name = wire.text(end);
        case 2 << 3 | Wire.LENGTH -> type(type, wire.message(end));
        default -> wire.skip(end);
      }
    }
    return new Value(name, type.element, type.shape);
  }

  /** Filled by as many fields as there are. */
  private static final class Type {
    int element;
    @Nullable List<Long> shape;
  }

  private void type(Type type, long end) throws IOException {
    for (int field; (field = wire.field(end)) != 0; ) {
      if (key(field) == (1 << 3 | Wire.LENGTH)) {
        tensorType(type, wire.message(end));
      } else {
        wire.skip(end);
      }
    }
  }

  private void tensorType(Type type, long end) throws IOException {
    for (int field; (field = wire.field(end)) != 0; ) {
      switch (key(field)) {
        case 1 << 3 -> type.element = (int) wire.varint(end);
        case 2 << 3 | Wire.LENGTH -> {
          List<Long> shape = type.shape == null ? new ArrayList<>() : type.shape;
          type.shape = shape;
          shape(shape, wire.message(end));
        }
        default -> wire.skip(end);
      }
    }
  }

  private void shape(List<Long> shape, long end) throws IOException {
    for (int field; (field = wire.field(end)) != 0; ) {
      if (key(field) == (1 << 3 | Wire.LENGTH)) {
        if (shape.size() == MOST_DIMENSIONS) {
          throw wire.damaged("a tensor of more than " + MOST_DIMENSIONS + " dimensions");
        }
        shape.add(dimension(wire.message(end)));
      } else {
        wire.skip(end);
      }
    }
  }

  /** Its size, -1 where it has a name or nothing. */
  private long dimension(long end) throws IOException {
    long size = -1;
    for (int field; (field = wire.field(end)) != 0; ) {
      if (key(field) == 1 << 3) {
        size = Math.max(wire.varint(end), -1);
      } else {
        wire.skip(end);
      }
    }
    return size;
  }

  /** Lists that are longer are none of those that are asked for: the rest is passed over. */
  private static void integer(List<Long> into, long value) {
    if (into.size() < MOST_INTEGERS) {
      into.add(value);
    }
  }

  private void enter() {
    if (++depth > DEEPEST) {
      throw wire.damaged("graphs within each other, more than " + DEEPEST / 2 + " deep");
    }
    count();
  }

  private String counted(String text) {
    count();
    return text;
  }

  private void count() {
    if (++things > MOST_THINGS) {
      throw wire.damaged("more than " + MOST_THINGS + " operators, tensors and names");
    }
  }
}
