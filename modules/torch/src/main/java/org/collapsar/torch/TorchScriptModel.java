package org.collapsar.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.files.format.TensorType;
import org.collapsar.linalg.Matrix;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.FoundClassifier;
import org.collapsar.model.LinearLayer;
import org.collapsar.model.ModelClassifier;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelInput;
import org.collapsar.model.ModelRun;
import org.collapsar.model.ModelTensor;
import org.collapsar.model.TrainedModel;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript network. libtorch shows nothing inside of one, so its tensors are what {@code
 * forward} returns: of two or more the last are the logits and those before them the features. W
 * and b are read from its parameters.
 */
final class TorchScriptModel implements TrainedModel {
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  /** Such a script in two lines of Python; the hook is traced with the network. */
  private static final String BOTH =
      "net.fc.register_forward_hook(lambda m, i, o: (i[0], o)); torch.jit.trace(net.eval(),"
          + " x).save(\"both.pt\")";

  private final Path path;
  private final ScriptSignature signature;

  TorchScriptModel(Path path, ScriptSignature signature) {
    this.path = path;
    this.signature = signature;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public String description() {
    return "TorchScript";
  }

  /** The file does not say what sizes it takes. */
  @Override
  public ModelInput input() {
    return new ModelInput(
        signature.input(), List.of(-1L, -1L, -1L, -1L), TensorType.F32, ModelInput.Layout.NCHW);
  }

  @Override
  public List<ModelTensor> tensors() {
    List<ModelTensor> all = new ArrayList<>();
    all.add(new ModelTensor(signature.input(), "Input", input().shape()));
    outputs().forEach(name -> all.add(new ModelTensor(name, "Output", null)));
    return all;
  }

  /** {@code output1}, {@code output2} .. */
  List<String> outputs() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= signature.outputs(); i++) {
      names.add("output" + i);
    }
    return names;
  }

  @Override
  public List<String> automatic(FoundClassifier classifier) {
    return outputs();
  }

  @Override
  public FoundClassifier classifier(ClassifierChoice choice) {
    List<String> outputs = outputs();
    String features = choice.features();
    if (features != null && !outputs.contains(features)) {
      throw new BadInputException(
          path
              + ": expected one of "
              + String.join(", ", outputs)
              + " as features, found "
              + features
              + NearestName.hint(features, outputs));
    }
    if (outputs.size() == 1) {
      return FoundClassifier.none(
          features,
          path
              + ": expected a script that returns features and logits, found one output, and"
              + " libtorch shows nothing inside of it; in Python, where fc is its last layer: "
              + BOTH);
    }
    String logits = outputs.get(outputs.size() - 1);
    String taken = features == null ? outputs.get(outputs.size() - 2) : features;
    LinearLayer layer = linear(choice.classifier(), taken, logits);
    return layer == null
        ? FoundClassifier.none(
            taken,
            path + ": expected a parameter NAME.weight [K x D] of a linear layer, found none")
        : FoundClassifier.of(new ModelClassifier(taken, logits, List.of(layer)));
  }

  /**
   * The linear layer of this name, or the last one.
   *
   * @throws BadInputException if there is none of that name
   */
  private @Nullable LinearLayer linear(@Nullable String wanted, String features, String logits) {
    try (PtNDManager manager = Libtorch.manager(ModelDevice.CPU)) {
      Map<String, NDArray> parameters = new LinkedHashMap<>();
      NDList list = JniUtils.moduleGetParams(load(manager), manager);
      list.forEach(parameter -> parameters.put(parameter.getName(), parameter));
      List<String> linear =
          parameters.entrySet().stream()
              .filter(
                  one ->
                      one.getKey().endsWith(WEIGHT) && one.getValue().getShape().dimension() == 2)
              .map(Map.Entry::getKey)
              .toList();
      String name = linear.isEmpty() ? null : linear.get(linear.size() - 1);
      if (wanted != null) {
        name =
            linear.stream()
                .filter(each -> each.equals(wanted) || each.equals(wanted + WEIGHT))
                .findFirst()
                .orElseThrow(
                    () ->
                        new BadInputException(
                            path
                                + ": expected a linear layer of this model as the classifier, found"
                                + " "
                                + wanted
                                + NearestName.hint(wanted, linear)));
      }
      if (name == null) {
        return null;
      }
      NDArray w = Objects.requireNonNull(parameters.get(name));
      NDArray b = parameters.get(name.substring(0, name.length() - WEIGHT.length()) + BIAS);
      int rows = Math.toIntExact(w.getShape().get(0));
      int columns = Math.toIntExact(w.getShape().get(1));
      return new LinearLayer(
          name,
          features,
          logits,
          new Matrix(rows, columns, Numbers.of(w)),
          b == null ? null : Numbers.of(b));
    }
  }

  /**
   * Loads it, which executes what its author wrote for that.
   *
   * @throws BadInputException where libtorch refuses it
   */
  PtSymbolBlock load(PtNDManager manager) {
    try {
      return JniUtils.loadModule(
          manager, path.toAbsolutePath(), true, new String[0], new String[0], false);
    } catch (EngineException e) {
      throw new BadInputException(
          path
              + ": expected a TorchScript network that "
              + Libtorch.name()
              + " loads, found: "
              + TorchScriptRun.words(e),
          e);
    }
  }

  /** The type of its numbers: that of its first parameter. */
  DataType type(PtSymbolBlock block, PtNDManager manager) {
    NDList parameters = JniUtils.moduleGetParams(block, manager);
    return parameters.isEmpty() ? DataType.FLOAT32 : parameters.get(0).getDataType();
  }

  @Override
  public ModelRun run(List<String> tensors, ModelDevice device, int threads) {
    List<String> outputs = outputs();
    for (String tensor : tensors) {
      if (!outputs.contains(tensor)) {
        throw new BadInputException(
            path
                + ": expected one of "
                + String.join(", ", outputs)
                + ", found "
                + tensor
                + NearestName.hint(tensor, outputs));
      }
    }
    return new TorchScriptRun(this, tensors, device, threads);
  }
}
