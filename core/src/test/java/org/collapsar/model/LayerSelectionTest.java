package org.collapsar.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.format.TensorType;
import org.collapsar.linalg.Matrix;
import org.collapsar.model.ModelInput.Layout;
import org.junit.jupiter.api.Test;

class LayerSelectionTest {
  private static final List<String> NAMES =
      List.of("images", "/stage/1/Relu", "/stage/2/Relu", "a[0].b+", "h", "y");

  /** A network with these tensors, whose classifier takes h and makes y. */
  private record Named(List<String> names) implements TrainedModel {
    @Override
    public Path path() {
      return Path.of("net.onnx");
    }

    @Override
    public String description() {
      return "named";
    }

    @Override
    public ModelInput input() {
      return new ModelInput("images", List.of(-1L, 2L), TensorType.F32, Layout.ROWS);
    }

    @Override
    public List<ModelTensor> tensors() {
      return names.stream().map(name -> new ModelTensor(name, "Relu", null)).toList();
    }

    @Override
    public List<String> automatic(FoundClassifier classifier) {
      return List.of("/stage/1/Relu", "y");
    }

    @Override
    public FoundClassifier classifier(ClassifierChoice choice) {
      return FoundClassifier.of(
          new ModelClassifier(
              "h", "y", List.of(new LinearLayer("w", "h", "y", new Matrix(2, 3), null))));
    }

    @Override
    public ModelRun run(List<String> tensors, ModelDevice device, int threads) {
      throw new UnsupportedOperationException();
    }
  }

  private static List<String> of(String... words) {
    TrainedModel model = new Named(NAMES);
    return LayerSelection.of(model, model.classifier(ClassifierChoice.NONE), List.of(words));
  }

  /** Whatever the order of the words. */
  @Test
  void eachOnceInTheOrderOfTheGraph() {
    assertThat(of("y", "/stage/*", "images", "/stage/2/Relu"))
        .containsExactly("images", "/stage/1/Relu", "/stage/2/Relu", "y");
    assertThat(of("auto", "h")).containsExactly("/stage/1/Relu", "h", "y");
    assertThat(of("*")).isEqualTo(NAMES);
    assertThat(of("/stage/?/Relu")).hasSize(2);
  }

  /** What other patterns would take as theirs is part of a name. */
  @Test
  void bracketsAndPlusAreLetters() {
    assertThat(of("a[0].b+")).containsExactly("a[0].b+");
    assertThat(of("a[0]*")).containsExactly("a[0].b+");
    assertThatThrownBy(() -> of("a[0]xb*")).isInstanceOf(BadInputException.class);
  }

  @Test
  void featuresAndLogitsAreThoseOfTheClassifier() {
    assertThat(of("logits", "features")).containsExactly("h", "y");
    TrainedModel own = new Named(List.of("features", "h", "y"));
    assertThat(
            LayerSelection.of(
                own, own.classifier(ClassifierChoice.NONE), List.of("features", "logits")))
        .containsExactly("features", "y");
  }

  @Test
  void withoutAClassifierTheReasonIsSaid() {
    TrainedModel model = new Named(NAMES);
    assertThatThrownBy(
            () ->
                LayerSelection.of(
                    model,
                    FoundClassifier.none(null, "net.onnx: expected x, found y"),
                    List.of("logits")))
        .isInstanceOf(BadInputException.class)
        .hasMessage("net.onnx: expected x, found y");
    assertThat(
            LayerSelection.of(
                model, FoundClassifier.none("h", "no classifier"), List.of("features")))
        .containsExactly("h");
  }

  @Test
  void aNameThatIsNone() {
    assertThatThrownBy(() -> of("/stage/1/Rely"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "net.onnx: expected a tensor of this model, a pattern that one matches, auto, features"
                + " or logits, found /stage/1/Rely, did you mean /stage/1/Relu?");
  }

  @Test
  void devices() {
    assertThat(ModelDevice.parse("cpu")).isEqualTo(ModelDevice.CPU).hasToString("cpu");
    assertThat(ModelDevice.parse("cuda")).hasToString("cuda");
    assertThat(ModelDevice.parse("cuda:1"))
        .isEqualTo(new ModelDevice(ModelDevice.Kind.CUDA, 1))
        .hasToString("cuda:1");
    for (String word : new String[] {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:99999", "CPU"}) {
      assertThatThrownBy(() -> ModelDevice.parse(word))
          .isInstanceOf(BadInputException.class)
          .hasMessage("device: expected cpu, cuda or cuda:N, found " + word);
    }
  }
}
