package org.collapsar.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.platform.Fp16Conversions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelInput.Layout;
import org.collapsar.model.ModelRun;
import org.collapsar.model.Models;
import org.collapsar.model.TrainedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models written here, their numbers computed here. */
class OnnxRunTest {
  private static final int D = 5;
  private static final int HIDDEN = 4;
  private static final int K = 3;
  private static final float[] W1 = Runs.normal(1, HIDDEN * D);
  private static final float[] B1 = Runs.normal(2, HIDDEN);
  private static final float[] W2 = Runs.normal(3, K * HIDDEN);

  @TempDir private Path here;

  private static TinyModel perceptron(long batch) {
    return new TinyModel()
        .input("x", TinyModel.FLOAT, batch, D)
        .raw("w1", W1, HIDDEN, D)
        .raw("b1", B1, HIDDEN)
        .raw("w2", Runs.turned(W2, K), HIDDEN, K)
        .node("Gemm", "x w1 b1", "z", TinyModel.integer("transB", 1))
        .node("Relu", "z", "h")
        .node("MatMul", "h w2", "y")
        .output("y", TinyModel.FLOAT, batch, K);
  }

  private static void assertPerceptron(Map<String, float[]> found, float[] x, double tolerance) {
    double[] z = Runs.linear(Runs.doubles(x), W1, B1, D);
    double[] y = Runs.linear(Runs.relu(z), W2, null, HIDDEN);
    assertClose(found.get("h"), Runs.relu(z), tolerance);
    assertClose(found.get("y"), y, tolerance);
  }

  private static void assertClose(float[] found, double[] expected, double tolerance) {
    assertThat(found).hasSize(expected.length);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(tolerance * largest));
    }
  }

  /** An inner tensor and an output; batches that are full, and are not. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void innerTensorsOfAPerceptron(int count) throws IOException {
    float[] x = Runs.normal(count, count * D);
    Path model = perceptron(-1).write(here.resolve("net.onnx"));
    assertPerceptron(Runs.run(model, x, List.of(D), count, "h", "y"), x, 1e-6);
  }

  /** Exported without dynamic axes: as many pieces as batches of the model's own size. */
  @ParameterizedTest
  @ValueSource(longs = {1, 3, 100})
  void aModelOfOneSizeOfBatch(long batch) throws IOException {
    float[] x = Runs.normal(9, 64 * D);
    Path model = perceptron(batch).write(here.resolve("net.onnx"));
    for (int count : new int[] {1, 2, 64}) {
      float[] some = Arrays.copyOf(x, count * D);
      assertPerceptron(Runs.run(model, some, List.of(D), count, "h", "y"), some, 1e-6);
    }
  }

  /** Numbers of a sample are the same to the bit, whatever stands beside it. */
  @Test
  void samplesDoNotDependOnTheirNeighbours() throws IOException {
    float[] x = Runs.normal(5, 64 * D);
    Path model = perceptron(-1).write(here.resolve("net.onnx"));
    float[] all = Runs.run(model, x, List.of(D), 64, "y").get("y");
    for (int count : new int[] {1, 13, 63}) {
      assertThat(Runs.run(model, x, List.of(D), count, "y").get("y"))
          .containsExactly(Arrays.copyOf(all, count * K));
    }
  }

  /** The memory of outputs is used again from the second batch on. */
  @Test
  void manyBatchesInOneRun() throws IOException {
    Path model = perceptron(-1).write(here.resolve("net.onnx"));
    try (ModelRun run = Models.open(model).run(List.of("x", "h", "y"), ModelDevice.CPU, 2)) {
      assertThat(run.description()).matches("ONNX Runtime 1\\.\\d+\\.\\d+, cpu, 2 threads");
      assertThat(run.tensors().get(1).shape()).containsExactly(-1L, (long) HIDDEN);
      for (int batch = 0; batch < 4; batch++) {
        int count = batch == 3 ? 11 : 64;
        float[] x = Runs.normal(100 + batch, count * D);
        float[][] found = new float[3][];
        run.forward(
            x,
            List.of(D),
            count,
            (tensor, first, n, shape, values) -> {
              assertThat(first).isZero();
              assertThat(n).isEqualTo(count);
              found[tensor] = new float[values.remaining()];
              values.get(found[tensor]);
            });
        assertThat(found[0]).containsExactly(x);
        assertPerceptron(Map.of("h", found[1], "y", found[2]), x, 1e-6);
      }
    }
  }

  /** In memory of the runtime's or of ours, the bits are the same. */
  @Test
  void theFirstBatchIsAsTheOthers() throws IOException {
    Path model = perceptron(-1).write(here.resolve("net.onnx"));
    float[] x = Runs.normal(77, 64 * D);
    List<float[]> batches = new ArrayList<>();
    try (ModelRun run = Models.open(model).run(List.of("h", "y"), ModelDevice.CPU, 1)) {
      for (int batch = 0; batch < 3; batch++) {
        run.forward(
            x,
            List.of(D),
            64,
            (tensor, first, n, shape, values) -> {
              float[] copy = new float[values.remaining()];
              values.get(copy);
              batches.add(copy);
            });
      }
    }
    assertThat(batches).hasSize(6);
    for (int i = 2; i < 6; i++) {
      assertThat(batches.get(i)).containsExactly(batches.get(i % 2));
    }
  }

  /** A convolution of 3 x 3 with borders, an addition around it, the mean over pixels. */
  @Test
  void aResidualConvolution() throws IOException {
    int side = 6;
    float[] w = Runs.normal(11, 2 * 2 * 9);
    Path model =
        new TinyModel()
            .input("images", TinyModel.FLOAT, -1, 2, -1, -1)
            .raw("w", w, 2, 2, 3, 3)
            .node("Conv", "images w", "c", TinyModel.integers("pads", 1, 1, 1, 1))
            .node("Add", "c images", "sum")
            .node("Relu", "sum", "block")
            .node("GlobalAveragePool", "block", "pool")
            .node("Flatten", "pool", "features")
            .output("features", TinyModel.FLOAT, -1, 2)
            .write(here.resolve("net.onnx"));
    int count = 3;
    float[] x = Runs.normal(12, count * 2 * side * side);
    double[] block = new double[x.length];
    double[] features = new double[count * 2];
    for (int at = 0; at < x.length; at++) {
      int column = at % side;
      int row = at / side % side;
      int channel = at / (side * side) % 2;
      int image = at / (2 * side * side);
      double sum = x[at];
      for (int k = 0; k < 2 * 9; k++) {
        int i = row + k / 3 % 3 - 1;
        int j = column + k % 3 - 1;
        if (i >= 0 && i < side && j >= 0 && j < side) {
          sum += w[channel * 18 + k] * (double) x[((image * 2 + k / 9) * side + i) * side + j];
        }
      }
      block[at] = Math.max(sum, 0);
      features[image * 2 + channel] += block[at] / (side * side);
    }
    List<Integer> sample = List.of(2, side, side);
    Map<String, float[]> found = Runs.run(model, x, sample, count, "block", "features");
    assertClose(found.get("block"), block, 1e-6);
    assertClose(found.get("features"), features, 1e-6);
    assertThat(Models.open(model).meanOf("features")).isEqualTo("block");
    assertThat(Models.open(model).meanOf("block")).isNull();
    // Another size goes as well, in the same run.
    try (ModelRun run = Models.open(model).run(List.of("features"), ModelDevice.CPU, 1)) {
      for (int other : new int[] {side, side + 3, side}) {
        run.forward(
            new float[2 * other * other],
            List.of(2, other, other),
            1,
            (tensor, first, n, shape, values) -> assertThat(values.get(0)).isZero());
      }
    }
  }

  /** Axes as an attribute, and as an input, which they are from opset 18 on. */
  @ParameterizedTest
  @CsvSource({"2, 3, true", "-1, -2, true", "1, 2, false", "-2, -2, false"})
  void theMeanOverThePlaces(long one, long other, boolean places) throws IOException {
    for (boolean attribute : new boolean[] {true, false}) {
      TinyModel tiny =
          new TinyModel()
              .input("images", TinyModel.FLOAT, -1, 2, 4, 4)
              .node("Relu", "images", "block")
              .initializer(TinyModel.integersOf("axes", new long[] {one, other}, 2));
      if (attribute) {
        tiny.node("ReduceMean", "block", "pool", TinyModel.integers("axes", one, other));
      } else {
        tiny.opset(18).node("ReduceMean", "block axes", "pool");
      }
      Path model =
          tiny.node("Flatten", "pool", "features")
              .output("features", TinyModel.FLOAT, -1, 2)
              .write(here.resolve("net.onnx"));
      assertThat(Models.open(model).meanOf("features")).isEqualTo(places ? "block" : null);
    }
  }

  /** Weights, input and output in 16 bits: numbers arrive as float32. */
  @ParameterizedTest
  @CsvSource({"10, 2e-3", "16, 2e-2"})
  void halfPrecision(int type, double tolerance) throws IOException {
    ByteBuffer bytes = Proto.littleEndian(W1.length * Short.BYTES);
    long[] bits = new long[B1.length];
    for (float w : W1) {
      bytes.putShort(half(type, w));
    }
    for (int i = 0; i < bits.length; i++) {
      bits[i] = half(type, B1[i]) & 0xffff;
    }
    TinyModel tiny =
        new TinyModel()
            .input("x", type, -1, D)
            .initializer(TinyModel.header("w1", type, HIDDEN, D).bytes(9, bytes.array()))
            .initializer(TinyModel.header("b1", type, HIDDEN).packed(5, bits));
    if (type == TinyModel.FLOAT16) {
      tiny.node("Gemm", "x w1 b1", "z", TinyModel.integer("transB", 1));
    } else {
      // The runtime has no product of bfloat16 for processors.
      tiny.node("Cast", "x", "x32", TinyModel.integer("to", 1))
          .node("Cast", "w1", "w32", TinyModel.integer("to", 1))
          .node("Cast", "b1", "b32", TinyModel.integer("to", 1))
          .node("Gemm", "x32 w32 b32", "z32", TinyModel.integer("transB", 1))
          .node("Cast", "z32", "z", TinyModel.integer("to", type));
    }
    Path model = tiny.output("z", type, -1, HIDDEN).write(here.resolve("net.onnx"));
    float[] x = Runs.normal(4, 9 * D);
    float[] found = Runs.run(model, x, List.of(D), 9, "z").get("z");
    assertClose(found, Runs.linear(Runs.doubles(x), W1, B1, D), tolerance);
    // Nothing but numbers of 16 bits.
    for (float z : found) {
      assertThat(back(type, half(type, z))).isEqualTo(z);
    }
  }

  private static short half(int type, float x) {
    return type == TinyModel.FLOAT16
        ? Fp16Conversions.floatToFp16(x)
        : Fp16Conversions.floatToBf16(x);
  }

  private static float back(int type, short bits) {
    return type == TinyModel.FLOAT16
        ? Fp16Conversions.fp16ToFloat(bits)
        : Fp16Conversions.bf16ToFloat(bits);
  }

  /** Channels last, as TensorFlow has them. */
  @Test
  void layouts() throws IOException {
    long[][] shapes = {{-1, 3, 8, 8}, {-1, 8, 8, 3}, {-1, -1, -1, 1}, {-1, 3, 3, 3}, {-1, D}};
    Layout[] layouts = {Layout.NCHW, Layout.NHWC, Layout.NHWC, Layout.NCHW, Layout.ROWS};
    for (int i = 0; i < shapes.length; i++) {
      TrainedModel model =
          Models.open(
              new TinyModel()
                  .input("x", TinyModel.FLOAT, shapes[i])
                  .node("Relu", "x", "y")
                  .output("y", TinyModel.FLOAT, shapes[i])
                  .write(here.resolve("net.onnx")));
      assertThat(model.input().layout()).isEqualTo(layouts[i]);
    }
  }

  /** Constants were inputs, too, before version 4 of the format. */
  @Test
  void constantsAmongTheInputs() throws IOException {
    float[] x = Runs.normal(9, 2 * D);
    Path model =
        perceptron(-1)
            .ir(3)
            .opset(8)
            .input("w1", TinyModel.FLOAT, HIDDEN, D)
            .input("b1", TinyModel.FLOAT, HIDDEN)
            .input("w2", TinyModel.FLOAT, HIDDEN, K)
            .write(here.resolve("net.onnx"));
    assertPerceptron(Runs.run(model, x, List.of(D), 2, "h", "y"), x, 1e-6);
  }

  @Test
  void whatDoesNotFit() throws IOException {
    Path file = perceptron(-1).write(here.resolve("net.onnx"));
    TrainedModel model = Models.open(file);
    assertThatThrownBy(() -> model.run(List.of("H"), ModelDevice.CPU, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": expected a tensor of this model, found H");
    try (ModelRun run = model.run(List.of("y"), ModelDevice.CPU, 1)) {
      assertThatThrownBy(() -> run.forward(new float[12], List.of(3, 2, 2), 1, null))
          .isInstanceOf(BadInputException.class)
          .hasMessage(file + ": expected samples of 5 as its input x has, found 3 x 2 x 2");
    }
    assertThatThrownBy(() -> model.run(List.of("y"), new ModelDevice(ModelDevice.Kind.CUDA, 0), 1))
        .isInstanceOf(FailedException.class)
        .hasMessage(
            "device cuda: expected an ONNX Runtime with CUDA, found one without;"
                + " com.microsoft.onnxruntime:onnxruntime_gpu in place of onnxruntime has it");
  }

  @Test
  void tensorsThatAreNoRowsOfNumbers() throws IOException {
    Path file =
        perceptron(-1)
            .node("ArgMax", "y", "decided", TinyModel.integer("axis", 1))
            .node("ReduceMean", "h", "middle", TinyModel.integers("axes", 0))
            .write(here.resolve("net.onnx"));
    TrainedModel model = Models.open(file);
    assertThatThrownBy(() -> model.run(List.of("decided"), ModelDevice.CPU, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": expected a tensor of floating-point numbers, found decided of int64");
    assertThatThrownBy(() -> Runs.run(file, new float[2 * D], List.of(D), 2, "middle"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            file
                + ": expected a tensor with a row per sample, found middle of 1 x 4 for 64"
                + " samples");
  }

  /** Twelve layers in 16 bits: rounding is no statistics. */
  @Test
  void halfPrecisionInDepth() throws IOException {
    int width = 16;
    TinyModel tiny = new TinyModel().input("x0", TinyModel.FLOAT16, -1, width);
    for (int layer = 0; layer < 12; layer++) {
      ByteBuffer bytes = Proto.littleEndian(width * width * Short.BYTES);
      for (float w : Runs.normal(layer, width * width)) {
        bytes.putShort(half(TinyModel.FLOAT16, w / 3));
      }
      String x = "x" + layer;
      tiny.initializer(
              TinyModel.header("w" + layer, TinyModel.FLOAT16, width, width)
                  .bytes(9, bytes.array()))
          .node("MatMul", x + " w" + layer, "z" + layer)
          .node("Relu", "z" + layer, "x" + (layer + 1));
    }
    Path file =
        tiny.node("ReduceMean", "x12", "middle", TinyModel.integers("axes", 0))
            .node("Sub", "x12 middle", "centred")
            .output("x12", TinyModel.FLOAT16, -1, width)
            .write(here.resolve("net.onnx"));
    float[] x = Runs.normal(40, 64 * width);
    try (ModelRun run = Models.open(file).run(List.of("x6", "x12"), ModelDevice.CPU, 1)) {
      run.requireIndependentSamples(x, List.of(width), 64);
    }
    try (ModelRun run = Models.open(file).run(List.of("centred"), ModelDevice.CPU, 1)) {
      assertThatThrownBy(() -> run.requireIndependentSamples(x, List.of(width), 64))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("centred changed by");
    }
  }

  /** Each number minus the mean over the batch: what a network in training mode does. */
  @Test
  void statisticsOfTheBatchAreRefused() throws IOException {
    float[] x = Runs.normal(6, 64 * D);
    for (long batch : new long[] {-1, 16}) {
      Path file =
          perceptron(batch)
              .node("ReduceMean", "h", "middle", TinyModel.integers("axes", 0))
              .node("Sub", "h middle", "centred")
              .write(here.resolve("net.onnx"));
      try (ModelRun run = Models.open(file).run(List.of("h", "y"), ModelDevice.CPU, 1)) {
        run.requireIndependentSamples(x, List.of(D), 64);
      }
      try (ModelRun run = Models.open(file).run(List.of("h", "centred"), ModelDevice.CPU, 1)) {
        assertThatThrownBy(() -> run.requireIndependentSamples(x, List.of(D), 64))
            .isInstanceOf(BadInputException.class)
            .hasMessageMatching(
                java.util.regex.Pattern.quote(file.toString())
                    + ": expected values of a sample that do not depend on the other samples of the"
                    + " batch, found centred changed by [0-9.e+]+ % alone \\(statistics of the"
                    + " batch, as in training\\?\\)");
      }
    }
  }
}
