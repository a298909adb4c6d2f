package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.Models;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
  @TempDir private Path here;

  private Path file() {
    return here.resolve("net.onnx");
  }

  private void assertRefused(TinyModel tiny, String message) throws IOException {
    Path file = tiny.write(file());
    assertThatThrownBy(() -> Models.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": " + message);
  }

  private static TinyModel begin() {
    return new TinyModel()
        .input("x", TinyModel.FLOAT, -1, 2)
        .output("y", TinyModel.FLOAT, -1, 2)
        .raw("one", new float[] {1, 1}, 2)
        .raw("zero", new float[] {0, 0}, 2);
  }

  private static final String TRAINING =
      "expected a model for inference, found %s the_y in training mode, %s; export it after"
          + " model.eval()";

  /** By its attribute from opset 14 on, by its further outputs before. */
  @Test
  void statisticsOfTheBatch() throws IOException {
    String message = TRAINING.formatted("BatchNormalization", "whose result depends on the batch");
    assertRefused(
        begin()
            .opset(14)
            .node(
                "BatchNormalization",
                "x one zero zero one",
                "y m v",
                TinyModel.integer("training_mode", 1)),
        message);
    assertRefused(
        begin().opset(9).node("BatchNormalization", "x one zero zero one", "y m v"), message);
    for (long opset : new long[] {9, 13, 15}) {
      Path file =
          begin().opset(opset).node("BatchNormalization", "x one zero zero one", "y").write(file());
      assertThat(Runs.run(file, new float[] {1, 2, 3, 4}, List.of(2), 2, "y").get("y")[3])
          .isBetween(3.99f, 4f);
    }
  }

  /** Why: the runtime computes such a model without a word, with another result in each batch. */
  @Test
  void theRuntimeDoesNotRefuseStatisticsOfTheBatch() throws IOException, OrtException {
    byte[] training =
        begin()
            .opset(14)
            .node(
                "BatchNormalization",
                "x one zero zero one",
                "y m v",
                TinyModel.integer("training_mode", 1))
            .toBytes();
    try (OrtSession session = OrtRuntime.environment().createSession(training)) {
      float[][][] results = new float[2][][];
      for (int i = 0; i < 2; i++) {
        float[][] batch = {{1, 2}, {3, 4}, {i == 0 ? 0 : 100, 5}};
        try (var x = ai.onnxruntime.OnnxTensor.createTensor(OrtRuntime.environment(), batch);
            var result = session.run(Map.of("x", x))) {
          results[i] = (float[][]) result.get("y").orElseThrow().getValue();
        }
      }
      assertThat(Arrays.equals(results[0][0], results[1][0])).isFalse();
    }
  }

  @Test
  void dropout() throws IOException {
    Proto yes = TinyModel.header("yes", TinyModel.BOOL).bytes(9, new byte[] {1});
    Proto no = TinyModel.header("no", TinyModel.BOOL).packed(5, 0);
    Proto ratio = TinyModel.header("ratio", TinyModel.FLOAT).bytes(9, new byte[4]);
    String chance = TRAINING.formatted("Dropout", "which leaves out neurons by chance");
    assertRefused(
        begin().initializer(ratio).initializer(yes).node("Dropout", "x ratio yes", "y"), chance);
    assertRefused(
        begin()
            .initializer(ratio)
            .node("Constant", "-", "c", TinyModel.tensor("value", yes))
            .node("Dropout", "x ratio c", "y"),
        chance);
    assertRefused(
        begin()
            .node("Cast", "x", "c", TinyModel.integer("to", TinyModel.BOOL))
            .node("Dropout", "x - c", "y"),
        TRAINING.formatted("Dropout", "whose mode is not known before it runs"));
    Path file =
        begin().initializer(ratio).initializer(no).node("Dropout", "x ratio no", "y").write(file());
    assertThat(Runs.run(file, new float[] {1, 2}, List.of(2), 1, "y").get("y"))
        .containsExactly(1, 2);
  }

  @Test
  void operatorsOfOthers() throws IOException {
    assertRefused(
        begin().domain("org.example").custom("org.example", "Special", "x", "y"),
        "expected operators of ONNX, found a custom one: org.example.Special");
    assertRefused(
        begin().domain("com.microsoft").custom("com.microsoft", "EPContext", "x", "y"),
        "expected operators of ONNX, found a custom one: com.microsoft.EPContext");
    // Those that the runtime has within itself.
    Path file =
        begin()
            .domain("com.microsoft")
            .custom("com.microsoft", "QuickGelu", "x", "y")
            .write(file());
    assertThat(Runs.run(file, new float[] {0, 0}, List.of(2), 1, "y").get("y"))
        .containsExactly(0, 0);
  }

  /** A function of the model's own is no custom operator; what is in it is looked at. */
  @Test
  void functions() throws IOException {
    Proto function =
        new Proto()
            .text(1, "Half")
            .text(4, "a")
            .text(5, "b")
            .message(7, TinyModel.nodeOf("", "Relu", "a", "b"))
            .message(9, new Proto().text(1, "").varint(2, 13))
            .text(10, "org.example");
    Path file =
        begin()
            .ir(8)
            .domain("org.example")
            .custom("org.example", "Half", "x", "y")
            .function(function)
            .write(file());
    assertThat(Runs.run(file, new float[] {-1, 2}, List.of(2), 1, "y").get("y"))
        .containsExactly(0, 2);
    Proto bad =
        new Proto()
            .text(1, "Half")
            .message(7, TinyModel.nodeOf("", "RandomNormalLike", "a", "b"))
            .text(10, "org.example");
    assertRefused(
        begin().domain("org.example").custom("org.example", "Half", "x", "y").function(bad),
        "expected a network that computes the same each time, found RandomNormalLike the_b");
  }

  /** Branches are looked into; loops are refused. */
  @Test
  void graphsWithin() throws IOException {
    Proto inside =
        new Proto()
            .message(1, TinyModel.nodeOf("", "RandomNormalLike", "x", "r"))
            .text(2, "branch")
            .message(12, TinyModel.value("r", TinyModel.FLOAT));
    Proto fine =
        new Proto()
            .message(1, TinyModel.nodeOf("", "Relu", "x", "r"))
            .text(2, "branch")
            .message(12, TinyModel.value("r", TinyModel.FLOAT, -1, 2));
    Proto yes = TinyModel.header("yes", TinyModel.BOOL).bytes(9, new byte[] {1});
    assertRefused(
        begin()
            .initializer(yes)
            .node(
                "If",
                "yes",
                "y",
                TinyModel.graph("then_branch", fine),
                TinyModel.graph("else_branch", inside)),
        "expected a network that computes the same each time, found RandomNormalLike the_r");
    assertRefused(
        begin().initializer(yes).node("Loop", "- yes", "y", TinyModel.graph("body", fine)),
        "expected a network without loops, found Loop the_y");
    Path file =
        begin()
            .initializer(yes)
            .node(
                "If",
                "yes",
                "y",
                TinyModel.graph("then_branch", fine),
                TinyModel.graph("else_branch", fine))
            .write(file());
    assertThat(Runs.run(file, new float[] {-1, 2}, List.of(2), 1, "y").get("y"))
        .containsExactly(0, 2);
    assertThat(Models.open(file).tensors()).hasSize(2);
  }

  /** The bounds are those of the runtime: inside it takes a model, outside it refuses. */
  @Test
  void versions() throws IOException {
    assertRefused(
        begin().opset(27).node("Relu", "x", "y"),
        "expected opset 7 to 26, found 27; export it with a lower one");
    assertRefused(begin().opset(6).node("Relu", "x", "y"), "expected opset 7 to 26, found 6");
    assertRefused(begin().ir(14).node("Relu", "x", "y"), "expected IR version 1 to 13, found 14");
    for (long opset : new long[] {7, 26}) {
      Path file = begin().opset(opset).ir(13).node("Relu", "x", "y").write(file());
      assertThatCode(() -> Models.open(file).run(List.of("y"), ModelDevice.CPU, 1).close())
          .doesNotThrowAnyException();
    }
    for (TinyModel newer : List.of(begin().opset(27), begin().ir(14))) {
      byte[] model = newer.node("Relu", "x", "y").toBytes();
      assertThatThrownBy(() -> OrtRuntime.environment().createSession(model).close())
          .isInstanceOf(OrtException.class);
    }
  }

  @Test
  void inputs() throws IOException {
    assertRefused(
        begin().input("mask", TinyModel.FLOAT, -1, 2).node("Add", "x mask", "y"),
        "expected a model with one input, found 2: x, mask");
    assertRefused(
        new TinyModel().output("y", TinyModel.FLOAT, 2),
        "expected a model with one input, found none");
    assertRefused(
        new TinyModel().input("ids", TinyModel.INT64, -1, 9).output("ids", TinyModel.INT64, -1, 9),
        "expected an input of floating-point numbers, found ids of int64");
    assertRefused(
        new TinyModel().input("x", TinyModel.FLOAT, -1, 2, 3),
        "expected an input of images [n x C x H x W] or of rows [n x d], found x of -1 x 2 x 3");
  }

  /** What the runtime lacks is said by it. */
  @Test
  void whatTheRuntimeCannot() throws IOException {
    Path file =
        new TinyModel()
            .input("x", TinyModel.BFLOAT16, -1, 2, 4, 4)
            .initializer(
                TinyModel.header("w", TinyModel.BFLOAT16, 2, 2, 1, 1).bytes(9, new byte[8]))
            .node("Conv", "x w", "y")
            .output("y", TinyModel.BFLOAT16, -1, 2, 4, 4)
            .write(file());
    assertThatThrownBy(() -> Models.open(file).run(List.of("y"), ModelDevice.CPU, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            file + ": expected a model that " + OrtRuntime.name() + " runs, found: ")
        .hasMessageContaining("the_y")
        .hasMessageNotContaining("\n");
  }

  /** However much of it is there. */
  @ParameterizedTest
  @ValueSource(ints = {12, 40, 100, 125})
  void aFileThatIsCut(int length) throws IOException {
    byte[] whole = begin().node("Relu", "x", "y").toBytes();
    assertThat(whole.length).isGreaterThan(125);
    Files.write(file(), Arrays.copyOf(whole, length));
    assertThatThrownBy(() -> Models.open(file()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file() + ": expected a whole model, found one that is cut");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0807 | no graph",
        "08073a0cffffffffffffffffffffffff | a number of more than 64 bits",
        "08073a020aff42020a00 | a field that ends behind the message that it lies in",
        "08073a040a050102420200 | a length of 5 in a field that is shorter",
        "08073a0463050102 | a group, which ONNX has not",
        "08073a0400050102 | a field 0 of type 0",
      })
  void damagedFiles(String hex, String found) throws IOException {
    Files.write(file(), java.util.HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> Models.open(file()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file() + ": expected an ONNX model, found a damaged one: " + found);
  }
}
