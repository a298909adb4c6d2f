package org.collapsar.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.OnnxStart;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.FileBytes;

/** The weights of an ONNX model as arrays: net.onnx:linear.weight. */
public final class OnnxArrays implements ArrayFormat {

  @Override
  public String name() {
    return "ONNX";
  }

  @Override
  public String reads() {
    return "the weights of a model by name, also where they lie in files beside it; --model takes"
        + " the model itself";
  }

  @Override
  public List<String> endings() {
    return List.of(".onnx");
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return OnnxStart.matches(file);
  }

  @Override
  public boolean isOfNetworks() {
    return true;
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    long size = file.size();
    ModelHeader model;
    try (FileBytes bytes = file.bytes()) {
      model = GraphReader.read(file.path(), bytes, size);
    }
    Constants constants = new Constants(file.path(), size, new ExternalFiles(file.path()));
    List<TensorHeader> initializers = List.copyOf(model.graph().initializers.values());
    constants.check(initializers);
    List<StoredArray> arrays = new ArrayList<>();
    for (TensorHeader tensor : initializers) {
      arrays.add(constants.array(tensor, tensor.name));
    }
    return arrays;
  }
}
