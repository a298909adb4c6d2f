package org.collapsar.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes models of a few operators. */
final class TinyModel {
  static final int FLOAT = 1;
  static final int INT64 = 7;
  static final int BOOL = 9;
  static final int FLOAT16 = 10;
  static final int BFLOAT16 = 16;

  private final List<Proto> nodes = new ArrayList<>();
  private final List<Proto> initializers = new ArrayList<>();
  private final List<Proto> inputs = new ArrayList<>();
  private final List<Proto> outputs = new ArrayList<>();
  private final List<Proto> functions = new ArrayList<>();
  private long ir = 7;
  private long opset = 13;
  private @Nullable String domain;

  TinyModel ir(long version) {
    ir = version;
    return this;
  }

  TinyModel opset(long version) {
    opset = version;
    return this;
  }

  /** A set of operators more. */
  TinyModel domain(String name) {
    domain = name;
    return this;
  }

  TinyModel input(String name, int type, long... shape) {
    inputs.add(value(name, type, shape));
    return this;
  }

  TinyModel output(String name, int type, long... shape) {
    outputs.add(value(name, type, shape));
    return this;
  }

  /** The dimension -1 has a name in the file. */
  static Proto value(String name, int type, long... shape) {
    Proto dimensions = new Proto();
    for (long side : shape) {
      dimensions.message(1, side < 0 ? new Proto().text(2, "free") : new Proto().varint(1, side));
    }
    Proto tensor = new Proto().varint(1, type).message(2, dimensions);
    return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
  }

  /** An operator with what {@link #integer} and the like make. */
  TinyModel node(String operator, String inputs, String outputs, Proto... attributes) {
    nodes.add(nodeOf("", operator, inputs, outputs, attributes));
    return this;
  }

  TinyModel custom(String domain, String operator, String inputs, String outputs) {
    nodes.add(nodeOf(domain, operator, inputs, outputs));
    return this;
  }

  static Proto nodeOf(
      String domain, String operator, String inputs, String outputs, Proto... attributes) {
    Proto node = new Proto();
    for (String name : inputs.split(" ", -1)) {
      node.text(1, name.equals("-") ? "" : name);
    }
    for (String name : outputs.split(" ", -1)) {
      node.text(2, name);
    }
    node.text(3, "the_" + outputs.split(" ", -1)[0]).text(4, operator);
    for (Proto attribute : attributes) {
      node.message(5, attribute);
    }
    return domain.isEmpty() ? node : node.text(7, domain);
  }

  static Proto integer(String name, long value) {
    return new Proto().text(1, name).varint(3, value).varint(20, 2);
  }

  static Proto real(String name, float value) {
    return new Proto().text(1, name).real(2, value).varint(20, 1);
  }

  static Proto integers(String name, long... values) {
    Proto attribute = new Proto().text(1, name);
    for (long value : values) {
      attribute.varint(8, value);
    }
    return attribute.varint(20, 7);
  }

  static Proto tensor(String name, Proto value) {
    return new Proto().text(1, name).message(5, value).varint(20, 4);
  }

  static Proto graph(String name, Proto value) {
    return new Proto().text(1, name).message(6, value).varint(20, 5);
  }

  TinyModel initializer(Proto tensor) {
    initializers.add(tensor);
    return this;
  }

  /** As raw bytes of float32, as PyTorch writes them. */
  TinyModel raw(String name, float[] values, long... shape) {
    return initializer(rawOf(name, values, shape));
  }

  static Proto rawOf(String name, float[] values, long... shape) {
    ByteBuffer bytes = Proto.littleEndian(values.length * Float.BYTES);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return header(name, FLOAT, shape).bytes(9, bytes.array());
  }

  static Proto integersOf(String name, long[] values, long... shape) {
    return header(name, INT64, shape).packed(7, values);
  }

  /** Name, type and shape of a constant. */
  static Proto header(String name, int type, long... shape) {
    Proto tensor = new Proto();
    for (long side : shape) {
      tensor.varint(1, side);
    }
    return tensor.varint(2, type).text(8, name);
  }

  /** A constant in a file beside the model. */
  static Proto external(Proto header, String... keysAndValues) {
    for (int i = 0; i < keysAndValues.length; i += 2) {
      header.message(13, new Proto().text(1, keysAndValues[i]).text(2, keysAndValues[i + 1]));
    }
    return header.varint(14, 1);
  }

  TinyModel function(Proto function) {
    functions.add(function);
    return this;
  }

  byte[] toBytes() {
    Proto graph = new Proto();
    nodes.forEach(node -> graph.message(1, node));
    graph.text(2, "tiny");
    initializers.forEach(tensor -> graph.message(5, tensor));
    inputs.forEach(value -> graph.message(11, value));
    outputs.forEach(value -> graph.message(12, value));
    Proto model = new Proto().varint(1, ir).text(2, "a test").message(7, graph);
    model.message(8, new Proto().text(1, "").varint(2, opset));
    if (domain != null) {
      model.message(8, new Proto().text(1, domain).varint(2, 1));
    }
    functions.forEach(function -> model.message(25, function));
    return model.toBytes();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, toBytes());
  }
}
