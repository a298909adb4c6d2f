package org.collapsar.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.FileBytes;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.FoundClassifier;
import org.collapsar.model.ModelClassifier;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelInput;
import org.collapsar.model.ModelInput.Layout;
import org.collapsar.model.ModelRun;
import org.collapsar.model.ModelTensor;
import org.collapsar.model.TrainedModel;
import org.collapsar.onnx.Graph.Node;
import org.collapsar.onnx.Graph.Value;
import org.jspecify.annotations.Nullable;

/** A model in a file of ONNX. */
final class OnnxModel implements TrainedModel {
  private static final int IMAGES = 4;
  private static final int ROWS = 2;

  private final Path path;
  private final ModelHeader header;
  private final ExternalFiles externals;
  private final ModelInput input;
  private final List<ModelTensor> tensors;
  private final ClassifierSearch search;
  private final AutomaticLayers layers;
  private final LinearMaps maps;

  private OnnxModel(Path path, ModelHeader header, ExternalFiles externals, Constants constants) {
    this.path = path;
    this.header = header;
    this.externals = externals;
    Graph graph = header.graph();
    this.input = input(path, graph);
    Wiring wiring = new Wiring(graph, input.name());
    this.maps = new LinearMaps(graph, wiring, constants);
    this.tensors = tensors(graph, wiring, input);
    this.search = new ClassifierSearch(path, graph, wiring, maps);
    this.layers = new AutomaticLayers(graph, wiring, maps, input.name());
  }

  /**
   * Reads the graph.
   *
   * @throws BadInputException where it is damaged or refused
   */
  static OnnxModel open(Path path) throws IOException {
    long size = Files.size(path);
    ModelHeader header;
    try (FileBytes bytes = new FileBytes(path, 0, size)) {
      header = GraphReader.read(path, bytes, size);
    }
    ExternalFiles externals = new ExternalFiles(path);
    Constants constants = new Constants(path, size, externals);
    constants.check(header.tensors);
    new Refusals(path, header, constants).check();
    return new OnnxModel(path, header, externals, constants);
  }

  private static ModelInput input(Path path, Graph graph) {
    // Before version 4 of the format constants were inputs as well.
    List<Value> given =
        graph.inputs.stream().filter(each -> !graph.initializers.containsKey(each.name())).toList();
    if (given.size() != 1) {
      throw new BadInputException(
          path
              + ": expected a model with one input, found "
              + (given.isEmpty()
                  ? "none"
                  : given.size()
                      + ": "
                      + String.join(", ", given.stream().map(Value::name).toList())));
    }
    Value only = given.get(0);
    ElementType type = ElementType.of(only.type());
    if (type == null || type.stored() == null || !type.runs()) {
      throw new BadInputException(
          path
              + ": expected an input of floating-point numbers, found "
              + only.name()
              + " of "
              + ElementType.words(only.type()));
    }
    List<Long> shape = only.shape() == null ? List.of(-1L, -1L, -1L, -1L) : only.shape();
    if ((shape.size() != IMAGES && shape.size() != ROWS) || shape.contains(0L)) {
      throw new BadInputException(
          path
              + ": expected an input of images [n x C x H x W] or of rows [n x d], found "
              + only.name()
              + " of "
              + StoredArray.shapeText(shape));
    }
    return new ModelInput(only.name(), shape, type.stored(), layout(shape));
  }

  private static Layout layout(List<Long> shape) {
    if (shape.size() == ROWS) {
      return Layout.ROWS;
    }
    return isColours(shape.get(3)) && !isColours(shape.get(1)) ? Layout.NHWC : Layout.NCHW;
  }

  private static boolean isColours(long channels) {
    return channels == 1 || channels == 3;
  }

  private static List<ModelTensor> tensors(Graph graph, Wiring wiring, ModelInput input) {
    Map<String, @Nullable List<Long>> shapes = new HashMap<>();
    graph.values.forEach(value -> shapes.put(value.name(), value.shape()));
    graph.outputs.forEach(value -> shapes.put(value.name(), value.shape()));
    List<ModelTensor> tensors = new ArrayList<>();
    tensors.add(new ModelTensor(input.name(), "Input", input.shape()));
    Set<String> seen = new LinkedHashSet<>();
    for (Node node : graph.nodes) {
      for (String output : node.outputs) {
        if (wiring.isDynamic(output) && seen.add(output)) {
          tensors.add(new ModelTensor(output, node.operator, shapes.get(output)));
        }
      }
    }
    return List.copyOf(tensors);
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public String description() {
    String producer = (header.producer + " " + header.producerVersion).strip();
    return "ONNX, opset "
        + header.opsets.get("")
        + (producer.isEmpty() ? "" : ", " + producer.replaceAll("[^ -~]", "?"));
  }

  @Override
  public ModelInput input() {
    return input;
  }

  @Override
  public List<ModelTensor> tensors() {
    return tensors;
  }

  @Override
  public List<String> automatic(FoundClassifier classifier) {
    Set<String> wanted = new LinkedHashSet<>(layers.names());
    ModelClassifier found = classifier.classifier();
    if (found != null) {
      found.head().forEach(layer -> wanted.add(layer.input()));
      wanted.add(found.features());
      wanted.add(found.logits());
    } else if (classifier.features() != null) {
      wanted.add(classifier.features());
    } else {
      wanted.addAll(layers.outputs());
    }
    return tensors.stream().map(ModelTensor::name).filter(wanted::contains).toList();
  }

  @Override
  public @Nullable String meanOf(String tensor) {
    return maps.meanOf(tensor);
  }

  @Override
  public FoundClassifier classifier(ClassifierChoice choice) {
    return search.find(choice);
  }

  @Override
  public ModelRun run(List<String> wanted, ModelDevice device, int threads) {
    List<String> names = tensors.stream().map(ModelTensor::name).toList();
    List<String> further = new ArrayList<>();
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw new BadInputException(
            path
                + ": expected a tensor of this model, found "
                + name
                + NearestName.hint(name, names));
      }
      if (header.graph().outputs.stream().noneMatch(output -> output.name().equals(name))
          && !name.equals(input.name())) {
        further.add(name);
      }
    }
    Path folder =
        header.tensors.stream().anyMatch(tensor -> tensor.external) ? externals.folder() : null;
    return OnnxRun.of(
        new OnnxRun.Request(path, outputs(further), folder, input, wanted, tensors, isHalf()),
        device,
        threads);
  }

  private boolean isHalf() {
    return header.tensors.stream()
        .map(tensor -> ElementType.of(tensor.type))
        .anyMatch(type -> type == ElementType.FLOAT16 || type == ElementType.BFLOAT16);
  }

  /**
   * What makes inner tensors outputs of a model, behind the last byte of its file: messages of
   * protocol buffers that follow each other are one, in which lists are joined; so a second graph
   * of outputs alone lengthens the list of the first one's.
   */
  static byte[] outputs(List<String> names) {
    ByteArrayOutputStream graph = new ByteArrayOutputStream();
    for (String name : names) {
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      put(value, 1, name.getBytes(StandardCharsets.UTF_8));
      put(graph, 12, value.toByteArray());
    }
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    if (!names.isEmpty()) {
      put(model, 7, graph.toByteArray());
    }
    return model.toByteArray();
  }

  private static void put(ByteArrayOutputStream into, int field, byte[] content) {
    into.write(field << 3 | Wire.LENGTH);
    int length = content.length;
    for (; length > 0x7f; length >>>= 7) {
      into.write((length & 0x7f) | 0x80);
    }
    into.write(length);
    into.writeBytes(content);
  }
}
