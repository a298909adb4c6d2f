package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.model.ClassifierChoice;
import org.collapsar.model.FoundClassifier;
import org.collapsar.model.LinearLayer;
import org.collapsar.model.ModelClassifier;
import org.collapsar.model.Models;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierSearchTest {
  private static final int D = 4;
  private static final int K = 3;

  /** [K x D]; numbers that are exact in whatever is done to them. */
  private static final float[] W = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

  private static final float[] B = {0.5f, -1, 2};

  @TempDir private Path here;

  private FoundClassifier find(TinyModel tiny, String... choice) throws IOException {
    Path file = tiny.write(here.resolve("net.onnx"));
    return Models.open(file)
        .classifier(
            choice.length == 0
                ? ClassifierChoice.NONE
                : new ClassifierChoice(choice[0], choice.length > 1 ? choice[1] : null));
  }

  private String reason(TinyModel tiny, String... choice) throws IOException {
    FoundClassifier found = find(tiny, choice);
    assertThat(found.classifier()).isNull();
    return String.valueOf(found.reason()).replace(here.resolve("net.onnx") + ": ", "");
  }

  private static TinyModel begin() {
    return new TinyModel()
        .input("x", TinyModel.FLOAT, -1, D)
        .raw("w", W, K, D)
        .raw("wt", Runs.turned(W, K), D, K)
        .raw("b", B, K)
        .node("Relu", "x", "h");
  }

  private static void assertW(FoundClassifier found, double factor) {
    ModelClassifier classifier = found.require();
    assertThat(classifier.weights().rows()).isEqualTo(K);
    assertThat(classifier.weights().columns()).isEqualTo(D);
    for (int i = 0; i < W.length; i++) {
      assertThat(classifier.weights().data()[i]).isEqualTo(factor * W[i]);
    }
    assertThat(classifier.features()).isEqualTo("h");
  }

  /** All the ways in which exporters write W h + b. */
  @Test
  void gemmAndMatMul() throws IOException {
    TinyModel[] models = {
      begin().node("Gemm", "h w b", "y", TinyModel.integer("transB", 1)),
      begin().node("Gemm", "h wt b", "y"),
      begin().node("MatMul", "h wt", "m").node("Add", "m b", "y"),
      begin().node("MatMul", "h wt", "m").node("Add", "b m", "y"),
      begin()
          .node("Transpose", "w", "turned", TinyModel.integers("perm", 1, 0))
          .node("MatMul", "h turned", "m")
          .node("Add", "m b", "y"),
      begin()
          .node("Identity", "wt", "same")
          .node("Transpose", "same", "turned")
          .node("Gemm", "h turned b", "y", TinyModel.integer("transB", 1)),
      begin()
          .node("Constant", "-", "c", TinyModel.tensor("value", TinyModel.rawOf("", W, K, D)))
          .node("Gemm", "h c b", "y", TinyModel.integer("transB", 1)),
      begin().node("Gemm", "h w", "m", TinyModel.integer("transB", 1)).node("Add", "m b", "y"),
    };
    for (TinyModel tiny : models) {
      FoundClassifier found = find(tiny.output("y", TinyModel.FLOAT, -1, K));
      assertW(found, 1);
      assertThat(found.require().bias()).containsExactly(0.5, -1, 2);
      assertThat(found.require().logits()).isEqualTo("y");
      assertThat(found.require().head()).hasSize(1);
    }
  }

  @Test
  void factorsAndOneNumberAsBias() throws IOException {
    TinyModel tiny =
        begin()
            .raw("one", new float[] {3}, 1)
            .node(
                "Gemm",
                "h w one",
                "y",
                TinyModel.integer("transB", 1),
                TinyModel.real("alpha", 0.5f),
                TinyModel.real("beta", 2))
            .output("y", TinyModel.FLOAT, -1, K);
    assertW(find(tiny), 0.5);
    assertThat(find(tiny).require().bias()).containsExactly(6, 6, 6);
    TinyModel none =
        begin()
            .node("MatMul", "h wt", "y")
            .node("LogSoftmax", "y", "p")
            .output("p", TinyModel.FLOAT, -1, K);
    assertW(find(none), 1);
    assertThat(find(none).require().bias()).isNull();
    assertThat(find(none).require().describe())
        .isEqualTo(
            "wt [3 x 4] without bias; the features are tensor \"h\", the logits tensor \"y\"");
  }

  /** What stands behind the logits, and before the features. */
  @Test
  void throughWhatMovesNumbersOnly() throws IOException {
    TinyModel tiny =
        begin()
            .initializer(TinyModel.integersOf("rows", new long[] {-1, D}, 2))
            .node("Reshape", "h rows", "r")
            .node("Identity", "r", "i")
            .node("Gemm", "i w b", "y", TinyModel.integer("transB", 1))
            .node("Softmax", "y", "p")
            .node("Flatten", "p", "f")
            .node("ArgMax", "p", "c", TinyModel.integer("axis", 1))
            .output("f", TinyModel.FLOAT, -1, K)
            .output("c", TinyModel.INT64, -1, 1);
    assertThat(find(tiny).require().features()).isEqualTo("i");
    assertThat(find(tiny).require().logits()).isEqualTo("y");
    for (String same : List.of("i", "r", "h")) {
      assertThat(find(tiny, same).require().features()).isEqualTo(same);
    }
  }

  /** Linear layers without anything between are one head. */
  @Test
  void threeLinearLayersBehindABackbone() throws IOException {
    TinyModel tiny =
        begin()
            .raw("v", Runs.normal(1, D * D), D, D)
            .raw("u", Runs.normal(2, D * D), D, D)
            .node("Gemm", "h u", "z1", TinyModel.integer("transB", 1))
            .node("MatMul", "z1 v", "z2")
            .node("Gemm", "z2 w b", "y", TinyModel.integer("transB", 1))
            .output("y", TinyModel.FLOAT, -1, K)
            .output("z1", TinyModel.FLOAT, -1, D);
    ModelClassifier found = find(tiny).require();
    assertThat(found.head()).extracting(LinearLayer::name).containsExactly("u", "v", "w");
    assertThat(found.head()).extracting(LinearLayer::input).containsExactly("h", "z1", "z2");
    assertThat(found.head().get(1).weights().get(0, 1)).isEqualTo(Runs.normal(1, D * D)[D]);
    assertThat(found.features()).isEqualTo("z2");
    assertThat(found.describe())
        .isEqualTo(
            "u [4 x 4] without bias, then v [4 x 4] without bias, then w [3 x 4] with bias;"
                + " the features are tensor \"z2\", the logits tensor \"y\"");
  }

  /** Keras ends some networks so. */
  @Test
  void aConvolutionOfOnePixel() throws IOException {
    TinyModel tiny =
        new TinyModel()
            .input("images", TinyModel.FLOAT, -1, D, 5, 5)
            .raw("w", W, K, D, 1, 1)
            .raw("b", B, K)
            .node("GlobalAveragePool", "images", "h")
            .node("Conv", "h w b", "c")
            .node("Flatten", "c", "y")
            .output("y", TinyModel.FLOAT, -1, K);
    assertW(find(tiny), 1);
    assertThat(find(tiny).require().logits()).isEqualTo("c");
    TinyModel map =
        new TinyModel()
            .input("images", TinyModel.FLOAT, -1, D, 5, 5)
            .raw("w", W, K, D, 1, 1)
            .node("Conv", "images w", "c")
            .node("GlobalAveragePool", "c", "p")
            .node("Flatten", "p", "y")
            .output("y", TinyModel.FLOAT, -1, K);
    assertThat(reason(map))
        .isEqualTo(
            "expected a classifier (Gemm, or MatMul and Add, of constant weights), found"
                + " GlobalAveragePool the_p before y");
  }

  @Test
  void twoHeads() throws IOException {
    TinyModel tiny =
        begin()
            .node("Gemm", "h w b", "y", TinyModel.integer("transB", 1))
            .node("MatMul", "h wt", "z")
            .output("y", TinyModel.FLOAT, -1, K)
            .output("z", TinyModel.FLOAT, -1, K);
    assertThat(reason(tiny))
        .isEqualTo(
            "expected one classifier, found 2: w [3 x 4] before y, wt [4 x 3] before z;"
                + " --classifier NAME chooses");
    for (String name : List.of("w", "y", "the_y")) {
      assertThat(find(tiny, null, name).require().logits()).isEqualTo("y");
    }
    assertThat(find(tiny, null, "wt").require().logits()).isEqualTo("z");
    assertThatThrownBy(() -> find(tiny, null, "W"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            here.resolve("net.onnx")
                + ": expected a linear map of this model as the classifier, one of w, wt, found W");
  }

  @Test
  void none() throws IOException {
    assertThat(reason(begin().output("h", TinyModel.FLOAT, -1, D)))
        .isEqualTo(
            "expected a classifier (Gemm, or MatMul and Add, of constant weights), found Relu"
                + " the_h before h");
    // Weights that depend on the input are none.
    TinyModel attention =
        begin().node("Transpose", "h", "t").node("MatMul", "h t", "y").output("y", 1, -1, -1);
    assertThat(reason(attention)).contains("found MatMul the_y before y");
  }

  @Test
  void quantised() throws IOException {
    TinyModel[] models = {
      begin()
          .initializer(TinyModel.header("q", 3, K, D).bytes(9, new byte[K * D]))
          .raw("scale", new float[] {1}, 1)
          .node("DequantizeLinear", "q scale", "dequantised")
          .node("Gemm", "h dequantised b", "y", TinyModel.integer("transB", 1))
          .output("y", TinyModel.FLOAT, -1, K),
      begin()
          .initializer(TinyModel.header("q", 3, D, K).bytes(9, new byte[K * D]))
          .node("MatMulInteger", "h q", "y")
          .output("y", 6, -1, K),
    };
    String[] operators = {"Gemm", "MatMulInteger"};
    for (int i = 0; i < models.length; i++) {
      assertThat(reason(models[i]))
          .isEqualTo(
              "expected a classifier of floating-point weights, found a quantised one ("
                  + operators[i]
                  + " the_y before y); take the model as it was before it was quantised");
    }
  }

  @Test
  void featuresThatAreOthers() throws IOException {
    TinyModel tiny =
        begin()
            .node("Gemm", "h w b", "y", TinyModel.integer("transB", 1))
            .output("y", TinyModel.FLOAT, -1, K);
    assertThat(reason(tiny, "x"))
        .isEqualTo(
            "expected as features what w [3 x 4] takes (h), for W to belong to them, found x");
    assertThat(find(tiny, "x").features()).isEqualTo("x");
    assertThatThrownBy(() -> find(tiny, "hh"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            here.resolve("net.onnx")
                + ": expected a tensor of this model as features, found hh, did you mean h?");
  }

  /** Numbers in float16, by either field. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void halfPrecision(boolean packed) throws IOException {
    // 1 to 12 in binary16, by hand: 1.0 is 0x3c00.
    int[] bits = {
      0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600, 0x4700, 0x4800, 0x4880, 0x4900, 0x4980, 0x4a00
    };
    Proto header = TinyModel.header("half", TinyModel.FLOAT16, K, D);
    if (packed) {
      long[] values = new long[bits.length];
      for (int i = 0; i < bits.length; i++) {
        values[i] = bits[i];
      }
      header.packed(5, values);
    } else {
      var bytes = Proto.littleEndian(2 * bits.length);
      for (int each : bits) {
        bytes.putShort((short) each);
      }
      header.bytes(9, bytes.array());
    }
    TinyModel tiny =
        begin()
            .initializer(header)
            .node("Cast", "half", "full", TinyModel.integer("to", 1))
            .node("Gemm", "h full b", "y", TinyModel.integer("transB", 1))
            .output("y", TinyModel.FLOAT, -1, K);
    assertW(find(tiny), 1);
  }
}
